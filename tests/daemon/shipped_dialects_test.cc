// Every shipped dialect reads every message kept for it; what it makes of them stands beside each.
// TOCSIN_UPDATE_GOLDEN=1 writes that anew, and a person reads the difference.
#include "tests/daemon/shipped_dialects.h"

#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/channels/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

const Instant now = *parse_rfc3339("2026-01-04T04:00:00Z");

std::vector<Signal> read(const Dialect& dialect, const fs::path& path) {
    Source source;
    source.name = "here";
    const SampleMessage message = kept_message(path);
    const Zone zone = load_zone("Europe/London");
    auto result = read_dialect(dialect, source, {message.body, message.headers, now, zone});
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) {
        ADD_FAILURE() << path << ": " << refusal->detail;
        return {};
    }
    return std::get<std::vector<Signal>>(std::move(result));
}

void add(std::string& text, const std::string& name, const std::string& value) {
    if (value.empty()) return;
    text += "  " + name + ": ";
    for (const char sign : value) text += sign == '\n' ? "\n    " : std::string(1, sign);
    text += "\n";
}

std::string words_of(const Signal& signal) {
    const char* kinds[] = {"firing", "over", "acknowledged", "noted"};
    const Alarm& alarm = signal.alarm;
    std::string text = std::string(kinds[static_cast<int>(signal.kind)]) + " " + alarm.key + "\n";
    add(text, "began", alarm.began ? iso_utc(*alarm.began) : "");
    add(text, "service", alarm.service);
    add(text, "severity", std::to_string(alarm.severity));
    add(text, "summary", alarm.summary);
    add(text, "description", alarm.description);
    add(text, "place", alarm.place);
    add(text, "link", alarm.link);
    add(text, "author", signal.author);
    add(text, "comment", signal.comment);
    for (const auto& [name, value] : alarm.fields) add(text, "  " + name, value);
    return text;
}

std::string words_of(const std::vector<Signal>& signals) {
    if (signals.empty()) return "nothing\n";
    std::string text;
    for (const Signal& signal : signals) text += words_of(signal);
    return text;
}

class ShippedDialects : public testing::Test {
protected:
    ShippedDialects() {
        for (const auto& file : fs::directory_iterator(dialect_folder()))
            names_.insert(file.path().stem().string());
    }

    // The messages of one dialect, by name without the end of the file.
    static std::map<std::string, fs::path> messages(const std::string& name) {
        std::map<std::string, fs::path> found;
        for (const auto& file : fs::directory_iterator(message_folder() / name)) {
            if (file.path().extension() != ".txt") found[file.path().stem().string()] = file.path();
        }
        return found;
    }

    std::set<std::string> names_;
};

TEST_F(ShippedDialects, EachReadsItsMessagesAsExpected) {
    for (const std::string& name : names_) {
        const Dialect dialect = shipped_dialect(name);
        EXPECT_EQ(dialect.name, name);
        for (const auto& [what, path] : messages(name)) {
            const auto signals = read(dialect, path);
            expect_golden("dialects/" + name + "/" + what + ".txt", words_of(signals));
            for (const Signal& signal : signals) {
                EXPECT_FALSE(signal.alarm.raw.empty()) << path;
                EXPECT_EQ(signal.alarm.raw.find("never-kept"), std::string::npos) << path;
                EXPECT_EQ(signal.alarm.firing, signal.kind != Signal::Kind::over) << path;
            }
        }
    }
}

TEST_F(ShippedDialects, EachIsCoveredInFull) {
    ASSERT_GE(names_.size(), 17U);
    for (const std::string& name : names_) {
        const auto kept = messages(name);
        const Dialect dialect = shipped_dialect(name);
        const bool acknowledges = std::any_of(
            dialect.state.begin(), dialect.state.end(),
            [](const DialectRule& rule) { return rule.means == DialectRule::Means::acknowledged; });
        for (const char* what : {"firing", "repeat", "resolved", "malformed"})
            EXPECT_TRUE(kept.contains(what)) << name << " has no message " << what;
        EXPECT_EQ(kept.contains("acknowledged"), acknowledges) << name;
    }
}

// What one message opens, the others are about.
TEST_F(ShippedDialects, OneKeyGoesThroughAnEpisode) {
    const std::map<std::string, Signal::Kind> kinds = {{"firing", Signal::Kind::firing},
                                                       {"repeat", Signal::Kind::firing},
                                                       {"acknowledged", Signal::Kind::acknowledged},
                                                       {"resolved", Signal::Kind::over}};
    for (const std::string& name : names_) {
        const Dialect dialect = shipped_dialect(name);
        const auto kept = messages(name);
        const auto first = read(dialect, kept.at("firing"));
        ASSERT_EQ(first.size(), 1U) << name;
        for (const auto& [what, kind] : kinds) {
            if (!kept.contains(what)) continue;
            const auto signals = read(dialect, kept.at(what));
            ASSERT_FALSE(signals.empty()) << name << " " << what;
            EXPECT_EQ(signals[0].alarm.key, first[0].alarm.key) << name << " " << what;
            EXPECT_EQ(signals[0].kind, kind) << name << " " << what;
            // Else the end of it would look like that of an earlier episode, and end nothing.
            if (first[0].alarm.began && signals[0].alarm.began) {
                EXPECT_LE(*first[0].alarm.began, *signals[0].alarm.began) << name << " " << what;
            }
        }
    }
}

TEST_F(ShippedDialects, WhatCannotBeReadIsAnAlarmThatSaysSo) {
    for (const std::string& name : names_) {
        const Dialect dialect = shipped_dialect(name);
        for (const auto& [what, path] : messages(name)) {
            if (!what.starts_with("malformed")) continue;
            const auto signals = read(dialect, path);
            ASSERT_EQ(signals.size(), 1U) << path;
            EXPECT_EQ(signals[0].kind, Signal::Kind::firing) << path;
            EXPECT_TRUE(signals[0].alarm.key.starts_with("unreadable:")) << path;
            EXPECT_EQ(signals[0].alarm.key, read(dialect, path)[0].alarm.key) << path;
        }
    }
}

}  // namespace
}  // namespace tocsin
