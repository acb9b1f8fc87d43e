// However long what alarms and people write is, a text is cut where nobody needs it: never its
// code, its link, nor whom to phone (wording 2.2).
#include "core/gsm7.h"
#include "core/unseen.h"
#include "core/utf8.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <random>

namespace tocsin {
namespace {

using Random = std::mt19937;

constexpr std::size_t first_part = 153;
const std::string link = "https://alert.example.org/a/7k2m9x4qvt3hc8rw5n6p";

// Words of letters that phones of these countries have, letters and pictures that they lack, and
// what must not break a line or a link, nor turn it round.
std::string words(Random& random, std::size_t signs_max) {
    static const std::vector<std::string> signs = {
        "a",      "e",      "n",      "r",      "s",      "t",      "W",      "X",   " ", " ",
        "é",      "ü",      "Å",      "ñ",      "â",      "ŵ",      "–",      "’",   "7", "0",
        ".",      ",",      ":",      "/",      "{",      "}",      "\n",     "\t",  "<", "&",
        "…",      "Œ",      "[",      "~",      "🔥",      "😀",      "ش",      "م",   "Ж", "東",
        "\u202E", "\u2066", "\u200B", "\u2028", "\uFE0F", "\u00AD", "\u0085", "\x1b"};
    std::string text = "x";
    for (std::size_t count = random() % signs_max; count > 0; --count)
        text += signs[random() % signs.size()];
    return text;
}

// A call text as it goes over the air.
std::string on_the_air(const Sent& sent) {
    std::string text = sent.message.text;
    const std::size_t at = text.find("{link}");
    if (at != std::string::npos) text.replace(at, 6, link);
    return gsm7_text(text);
}

class TextCut {
public:
    explicit TextCut(unsigned seed)
        : random_(seed),
          replied_(random_() % 2 == 0),
          story_("Sat 2026-11-28 03:00",
                 {.exercise = random_() % 2 == 0,
                  .two_way = replied_ ? both_ways : std::set<std::string>{}}) {}

    void run() {
        Alarm alarm = firing("a", random_() % 2 == 0 ? "gp-records" : words(random_, 200), 1);
        alarm.summary = words(random_, 900);
        alarm.place = random_() % 2 == 0 ? "" : words(random_, 300);
        if (random_() % 3 == 0) alarm.state.clear();
        story_.alarms({alarm});
        look("as reported");
        if (random_() % 2 == 0) {
            story_.confirm({1}, {"down", "", words(random_, 60), words(random_, 200)});
            story_.expect_whatever_was_sent();
        }
        story_.escalate({1}, "level-3", words(random_, 300));
        look("escalated");
        // Each rung has two tries of ten minutes; then comes the last resort, every five.
        for (int five = 1; five <= 11; ++five) {
            story_.wait(5min);
            look("after " + std::to_string(5 * five) + " min");
        }
    }

    int seen() const { return seen_; }

private:
    void look(const std::string& when) {
        for (const Sent& sent : story_.expect_whatever_was_sent()) {
            for (const std::string& text : {sent.message.subject, sent.message.text}) {
                for (const char32_t sign : code_points(text)) {
                    const bool broken = sign == 0x2028 || sign == 0x85 || sign == 0x1b;
                    EXPECT_FALSE(is_unseen(sign) || broken) << when << ":\n" << text;
                }
            }
            if (sent.message.medium != Medium::sms || !sent.text_id.starts_with("call.")) continue;
            ++seen_;
            const std::string text = on_the_air(sent);
            const std::string ask = replied_ ? "Reply " + story_.code_of(sent.to) : link;
            const std::size_t at = text.find(ask);
            ASSERT_NE(at, std::string::npos) << when << ": the ask is cut:\n" << text;
            EXPECT_LE(at + ask.size(), first_part) << when << ":\n" << text;
            EXPECT_NE(text.find("phone 07700 900010"), std::string::npos)
                << when << ": whom to phone is cut:\n"
                << text;
            EXPECT_NE(text.find("INC-1"), std::string::npos) << when << ":\n" << text;
            EXPECT_EQ(sms_size(text).alphabet, SmsAlphabet::gsm7) << when << ":\n" << text;
            EXPECT_LE(sms_size(text).segments, 2) << when << ":\n" << text;
            EXPECT_EQ(text.find_first_of("{}\t"), std::string::npos) << when << ":\n" << text;
        }
    }

    Random random_;
    bool replied_;
    Story story_;
    int seen_ = 0;
};

TEST(TextCutStory, NothingThatAPersonNeedsIsCutHoweverLongTheRestIs) {
    int seen = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        TextCut story(seed);
        story.run();
        seen += story.seen();
        if (testing::Test::HasFailure()) break;
    }
    EXPECT_GT(seen, 150 * 3);
}

TEST(TextCutStory, OnePictureMakesNoTextLongerAndNoMailPoorer) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    Alarm alarm = firing("a", "gp-records", 1);
    alarm.place = "🔥 Siân \u202EWard 5";
    story.alarms({alarm});
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    EXPECT_EQ(sms_size(gsm7_text(text.message.text)).segments, 1) << text.message.text;
    EXPECT_NE(text.message.text.find("\nSiân Ward 5\n"), std::string::npos) << text.message.text;
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    EXPECT_NE(mail.message.text.find("Where: 🔥 Siân Ward 5\n"), std::string::npos)
        << mail.message.text;
    story.expect_whatever_was_sent();
}

TEST(TextCutStory, AnAskIsInTheFirstPartWhateverItsPlaceTakesOnTheAir) {
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    Alarm alarm = firing("a", "gp-records", 1);
    for (int count = 0; count < 60; ++count) alarm.place += "…";  // three signs each, once texted
    story.alarms({alarm});
    const std::string text = on_the_air(story.expect_text_to("pat.ash", "call.1"));
    EXPECT_LE(text.find("Reply " + story.code_of("pat.ash")) + 10, first_part) << text;
    story.expect_whatever_was_sent();
}

}  // namespace
}  // namespace tocsin
