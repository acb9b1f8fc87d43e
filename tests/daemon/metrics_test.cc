// What we tell a monitoring system can be read by a reader that forgives nothing.
#include "daemon/metrics.h"

#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace tocsin {
namespace {

using testing::HasSubstr;

// Reads the text format 0.0.4 and throws std::runtime_error, with the line, at whatever it forbids.
class StrictReader {
public:
    explicit StrictReader(const std::string& text) {
        if (!text.empty() && text.back() != '\n') refuse("the last line does not end");
        std::istringstream lines(text);
        for (std::string one; std::getline(lines, one);) {
            line_ = one;
            rest_ = line_;
            line_.starts_with('#') ? comment() : sample();
        }
        check_histograms();
    }

    // By name and labels, as written.
    const std::map<std::string, double>& samples() const { return samples_; }
    const std::map<std::string, std::string>& types() const { return types_; }
    const std::vector<std::string>& label_values() const { return label_values_; }

private:
    void comment() {
        const bool help = taken("# HELP ");
        if (!help && !taken("# TYPE ")) refuse("a comment of another kind");
        const std::string name = this->name(true);
        if (!taken(" ")) refuse("no space after the name");
        if (help) {
            text("\n");
            if (!helped_.insert(name).second) refuse("a second HELP");
            return;
        }
        const std::string type(rest_);
        if (type != "counter" && type != "gauge" && type != "histogram") refuse("no type");
        if (!helped_.contains(name)) refuse("no HELP before");
        if (!types_.emplace(name, type).second) refuse("a second TYPE");
        if (type == "counter" && !name.ends_with("_total")) refuse("no _total");
        family_ = name;
    }

    void sample() {
        const std::string name = this->name(true);
        const bool histogram = types_[family_] == "histogram";
        if (histogram ? !(name == family_ + "_bucket" || name == family_ + "_sum" ||
                          name == family_ + "_count")
                      : name != family_) {
            refuse("a sample outside its family");
        }
        const std::string bound = taken("{") ? labels() : "";
        const std::string series = line_.substr(0, line_.size() - rest_.size());
        if (!taken(" ")) refuse("no space before the number");
        const double value = number(rest_);
        const bool counts = types_[family_] == "counter" || (histogram && name != family_ + "_sum");
        if (counts && value < 0) refuse("a negative count");
        if (!samples_.emplace(series, value).second) refuse("twice");
        if (name == family_ + "_bucket") buckets_[family_].emplace_back(number(bound), value);
    }

    // Up to and with the closing brace. Returns the value of `le`.
    std::string labels() {
        std::string bound;
        std::set<std::string> seen;
        do {
            const std::string label = name(false);
            if (!seen.insert(label).second) refuse("a label twice");
            if (!taken("=\"")) refuse("no value of a label");
            const std::string value = text("\"");
            if (!taken("\"")) refuse("a value does not end");
            if (label == "le") bound = value;
            label_values_.push_back(value);
        } while (taken(","));
        if (!taken("}")) refuse("no closing brace");
        return bound;
    }

    bool taken(std::string_view start) {
        if (!rest_.starts_with(start)) return false;
        rest_.remove_prefix(start.size());
        return true;
    }

    std::string name(bool colons) {
        std::size_t length = 0;
        while (length < rest_.size()) {
            const char c = rest_[length];
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            const bool digit = c >= '0' && c <= '9' && length > 0;
            if (!letter && !digit && !(colons && c == ':')) break;
            ++length;
        }
        if (length == 0) refuse("no name");
        const std::string found(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return found;
    }

    // Up to `end` or the end of the line; only what must be escaped may be. Quotes are escaped
    // where they end the text.
    std::string text(std::string_view end) {
        std::string found;
        while (!rest_.empty() && !rest_.starts_with(end)) {
            const bool escape = rest_[0] == '\\';
            if (escape) rest_.remove_prefix(1);
            if (escape && !rest_.starts_with('\\') && !rest_.starts_with('n') &&
                !rest_.starts_with(end)) {
                refuse("an unknown escape");
            }
            found += escape && rest_[0] == 'n' ? '\n' : rest_[0];
            rest_.remove_prefix(1);
        }
        return found;
    }

    double number(std::string_view digits) const {
        if (digits == "NaN") return std::numeric_limits<double>::quiet_NaN();
        if (digits == "+Inf") return std::numeric_limits<double>::infinity();
        if (digits == "-Inf") return -std::numeric_limits<double>::infinity();
        double value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        const bool word = digits.find_first_of("aAiInN") != std::string_view::npos;
        if (error != std::errc() || end != digits.data() + digits.size() || word) {
            refuse("no number");
        }
        return value;
    }

    void check_histograms() const {
        for (const auto& [name, buckets] : buckets_) {
            for (std::size_t i = 1; i < buckets.size(); ++i) {
                if (buckets[i].first <= buckets[i - 1].first) refuse("bounds do not ascend");
                if (buckets[i].second < buckets[i - 1].second) refuse("not cumulative");
            }
            if (buckets.back().first != std::numeric_limits<double>::infinity()) refuse("no +Inf");
            if (buckets.back().second != samples_.at(name + "_count")) refuse("count differs");
            if (!samples_.contains(name + "_sum")) refuse("no sum");
        }
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw std::runtime_error(why + ": " + line_);
    }

    std::string line_;
    std::string_view rest_;  // of line_, not yet read
    std::string family_;
    std::set<std::string> helped_;
    std::map<std::string, std::string> types_;
    std::map<std::string, double> samples_;
    std::map<std::string, std::vector<std::pair<double, double>>> buckets_;
    std::vector<std::string> label_values_;
};

MetricsView busy_night() {
    MetricsView view;
    view.version = "0.1.0";
    view.open_incidents = {{"reported", 2}, {"confirmed", 1}};
    view.sends_waiting = {{"sms-files", 3}};
    view.sends_handed = {{"sms-files", 1}, {"mail-files", 0}};
    view.provider_failures = {{"hospital-sms", 4}};
    view.channels = {
        {"hospital-sms", {true, 0.25, MetricsView::Seconds(0.5), MetricsView::Seconds(12), 60}}};
    view.broadcasts = 1;
    view.broadcast_readers_waiting = 9872;
    view.broadcast_messages = {{"accepted", 120}, {"failed", 1}};
    view.oldest_unsent_call = MetricsView::Seconds(1.25);
    view.oldest_unanswered_call = MetricsView::Seconds(611);
    view.degraded = true;
    view.journal_entries = 12345678901234U;
    view.requests_refused = {{"too-large", 7}};
    view.sources_shed = {{"estates", 8}};
    view.certificate_left = {{"::1 port 8443", MetricsView::Seconds(-60)}};
    for (const double took : {0.0004, 0.003, 0.003, 0.4, 60.0}) view.commit_seconds.observe(took);
    view.publisher_failures = {0, 9};
    view.publisher_age = {MetricsView::Seconds(0), MetricsView::Seconds(42)};
    view.rota_gap_horizon = MetricsView::Seconds(1209600);
    view.shifts_not_ready = {{"partly", 2}, {"not reachable", 1}};
    return view;
}

TEST(MetricsTest, AStrictReaderReadsWhatWeTell) {
    const StrictReader read(metrics_text(busy_night()));
    const auto& samples = read.samples();
    EXPECT_EQ(samples.at("tocsin_build_info{version=\"0.1.0\"}"), 1);
    EXPECT_EQ(samples.at("tocsin_incidents_open{status=\"reported\"}"), 2);
    EXPECT_EQ(samples.at("tocsin_provider_failures_in_a_row{channel=\"hospital-sms\"}"), 4);
    EXPECT_EQ(samples.at("tocsin_provider_passed_by{channel=\"hospital-sms\"}"), 1);
    EXPECT_EQ(samples.at("tocsin_provider_failed_share{channel=\"hospital-sms\"}"), 0.25);
    EXPECT_EQ(samples.at("tocsin_provider_latency_seconds{channel=\"hospital-sms\"}"), 0.5);
    EXPECT_EQ(samples.at("tocsin_provider_oldest_unanswered_seconds{channel=\"hospital-sms\"}"),
              12);
    EXPECT_EQ(samples.at("tocsin_provider_handed_last_minute{channel=\"hospital-sms\"}"), 60);
    EXPECT_EQ(samples.at("tocsin_broadcast_readers_waiting"), 9872);
    EXPECT_EQ(samples.at("tocsin_broadcast_messages{result=\"accepted\"}"), 120);
    EXPECT_EQ(samples.at("tocsin_oldest_unsent_call_seconds"), 1.25);
    EXPECT_EQ(samples.at("tocsin_degraded"), 1);
    EXPECT_EQ(samples.at("tocsin_journal_entries_total"), 12345678901234.0);
    EXPECT_EQ(samples.at("tocsin_gate_refused_total{problem=\"too-large\"}"), 7);
    EXPECT_EQ(samples.at("tocsin_source_shed_total{source=\"estates\"}"), 8);
    EXPECT_EQ(samples.at("tocsin_certificate_seconds_left{listen=\"::1 port 8443\"}"), -60);
    EXPECT_EQ(samples.at("tocsin_commits_total"), 5);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"0.001\"}"), 1);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"0.005\"}"), 3);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"10\"}"), 4);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"+Inf\"}"), 5);
    EXPECT_EQ(samples.at("tocsin_publisher_failures_total{target=\"1\"}"), 9);
    EXPECT_EQ(samples.at("tocsin_rota_gap_horizon_seconds"), 1209600);
    EXPECT_EQ(samples.at("tocsin_shifts_not_ready{readiness=\"partly\"}"), 2);
    EXPECT_EQ(samples.at("tocsin_shifts_not_ready{readiness=\"not reachable\"}"), 1);
    for (const auto& [name, type] : read.types()) EXPECT_TRUE(name.starts_with("tocsin_")) << name;
}

TEST(MetricsTest, TheReaderIsStrict) {
    const std::string head = "# HELP x Why.\n# TYPE x gauge\n";
    EXPECT_NO_THROW(StrictReader(head + "x{a=\"b\",c=\"\\n\"} 1e-05\n"));
    for (const char* line :
         {"x 1", "y 1\n", "x  1\n", "x one\n", "x 1\nx 1\n", "x{} 1\n", "x{a=\"\\t\"} 1\n",
          "x{a=\"b\"c=\"d\"} 1\n", "x{a=\"b\",a=\"b\"} 1\n", "# TYPE x gauge\n", "#\n"}) {
        EXPECT_THROW(StrictReader(head + line), std::runtime_error) << line;
    }
}

TEST(MetricsTest, AnEmptyHouseTellsEveryFamilyToo) {
    const StrictReader empty(metrics_text({}));
    EXPECT_EQ(empty.types(), StrictReader(metrics_text(busy_night())).types());
    EXPECT_EQ(empty.samples().at("tocsin_commit_seconds_count"), 0);
}

TEST(MetricsTest, NoLabelHoldsAPhoneNumberAMailAddressOrAnIncident) {
    proves("P18");
    const StrictReader read(metrics_text(busy_night()));
    ASSERT_FALSE(read.label_values().empty());
    for (const std::string& value : read.label_values()) {
        EXPECT_EQ(value.find_first_of("@+", value == "+Inf" ? 1 : 0), std::string::npos) << value;
        EXPECT_EQ(value.find("INC-"), std::string::npos) << value;
        const auto digits =
            std::count_if(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        EXPECT_LT(digits, 7) << value;
    }
}

TEST(MetricsTest, QuotesBackslashesAndLineEndsAreEscaped) {
    Metrics metrics;
    metrics.gauge("x", "a \\ and\na line");
    metrics.sample(0.5, {{"a", "say \"so\"\\\n"}, {"b", "caf\xC3\xA9"}});
    EXPECT_EQ(metrics.text(),
              "# HELP x a \\\\ and\\na line\n# TYPE x gauge\n"
              "x{a=\"say \\\"so\\\"\\\\\\n\",b=\"caf\xC3\xA9\"} 0.5\n");
    EXPECT_NO_THROW(StrictReader{metrics.text()});
}

TEST(MetricsTest, NumbersThatAreNoneAreWrittenAsPrometheusSpellsThem) {
    Metrics metrics;
    metrics.gauge("x", "Odd numbers.");
    metrics.sample(std::numeric_limits<double>::infinity(), {{"n", "1"}});
    metrics.sample(-std::numeric_limits<double>::infinity(), {{"n", "2"}});
    metrics.sample(std::numeric_limits<double>::quiet_NaN(), {{"n", "3"}});
    EXPECT_THAT(metrics.text(), HasSubstr("x{n=\"1\"} +Inf\nx{n=\"2\"} -Inf\nx{n=\"3\"} NaN\n"));
}

TEST(MetricsTest, WhatTheFormatForbidsCannotBeWritten) {
    Metrics metrics;
    EXPECT_THROW(metrics.sample(1), std::logic_error);
    EXPECT_THROW(metrics.gauge("9lives", ""), std::logic_error);
    EXPECT_THROW(metrics.counter("calls", ""), std::logic_error);
    metrics.gauge("x", "");
    EXPECT_THROW(metrics.gauge("x", ""), std::logic_error);
    EXPECT_THROW(metrics.sample(1, {{"no-label", ""}}), std::logic_error);
    EXPECT_THROW(metrics.sample(Histogram()), std::logic_error);
}

TEST(MetricsTest, PromtoolFindsNothingToSay) {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0) {
        GTEST_SKIP() << "promtool (Debian: prometheus) is not installed.";
    }
    std::string pattern = (std::filesystem::temp_directory_path() / "metrics-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    std::ofstream(folder / "metrics") << metrics_text(busy_night());
    const std::string command =
        "promtool check metrics <" + (folder / "metrics").string() + " 2>&1";
    FILE* pipe = ::popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::array<char, 256> piece{};
    std::string said;
    while (std::fgets(piece.data(), piece.size(), pipe) != nullptr) said += piece.data();
    EXPECT_EQ(::pclose(pipe), 0) << said;
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tocsin
