// What we tell a monitoring system can be read by a reader that forgives nothing.
#include "daemon/metrics.h"

#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

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
        static const std::regex help(R"(# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\]|\\\\|\\n)*)");
        static const std::regex type(
            R"(# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram))");
        std::smatch found;
        if (std::regex_match(line_, found, help)) {
            if (!helped_.insert(found[1]).second) refuse("a second HELP");
        } else if (std::regex_match(line_, found, type)) {
            family_ = found[1];
            if (!helped_.contains(family_)) refuse("no HELP before");
            if (!types_.emplace(family_, found[2]).second) refuse("a second TYPE");
            if (found[2] == "counter" && !family_.ends_with("_total")) refuse("no _total");
        } else {
            refuse("a comment of another kind");
        }
    }

    void sample() {
        static const std::regex form(R"(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+))");
        std::smatch found;
        if (!std::regex_match(line_, found, form)) refuse("no sample");
        const std::string name = found[1];
        const bool histogram = types_[family_] == "histogram";
        if (histogram ? !(name == family_ + "_bucket" || name == family_ + "_sum" ||
                          name == family_ + "_count")
                      : name != family_) {
            refuse("a sample outside its family");
        }
        const double value = number(found[3]);
        const bool counts = types_[family_] == "counter" || (histogram && name != family_ + "_sum");
        if (counts && value < 0) refuse("a negative count");
        if (!samples_.emplace(name + std::string(found[2]), value).second) refuse("twice");
        const std::string bound = read_labels(found[2]);
        if (name == family_ + "_bucket") buckets_[family_].emplace_back(number(bound), value);
    }

    // Returns the value of `le`.
    std::string read_labels(const std::string& labels) {
        static const std::regex one(
            R"re(^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)")re");
        std::string bound;
        if (labels.empty()) return bound;
        std::string rest = labels.substr(1, labels.size() - 2);
        std::set<std::string> seen;
        while (true) {
            std::smatch found;
            if (!std::regex_search(rest, found, one)) refuse("no label");
            if (!seen.insert(found[1]).second) refuse("a label twice");
            if (found[1] == "le") bound = found[2];
            label_values_.push_back(found[2]);
            rest = found.suffix();
            if (rest.empty()) return bound;
            if (rest.front() != ',') refuse("no comma");
            rest.erase(0, 1);
        }
    }

    double number(const std::string& text) const {
        static const std::regex form(R"([+-]?Inf|NaN|[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?)");
        if (!std::regex_match(text, form)) refuse("no number");
        return std::strtod(text.c_str(), nullptr);
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
    view.oldest_unsent_call = MetricsView::Seconds(1.25);
    view.oldest_unanswered_call = MetricsView::Seconds(611);
    view.degraded = true;
    view.journal_entries = 12345678901234U;
    view.requests_refused = {{"too-large", 7}};
    for (const double took : {0.0004, 0.003, 0.003, 0.4, 60.0}) view.commit_seconds.observe(took);
    view.publisher_failures = {0, 9};
    view.publisher_age = {MetricsView::Seconds(0), MetricsView::Seconds(42)};
    view.rota_gap_horizon = MetricsView::Seconds(1209600);
    return view;
}

TEST(MetricsTest, AStrictReaderReadsWhatWeTell) {
    const StrictReader read(metrics_text(busy_night()));
    const auto& samples = read.samples();
    EXPECT_EQ(samples.at("tocsin_build_info{version=\"0.1.0\"}"), 1);
    EXPECT_EQ(samples.at("tocsin_incidents_open{status=\"reported\"}"), 2);
    EXPECT_EQ(samples.at("tocsin_provider_failures_in_a_row{channel=\"hospital-sms\"}"), 4);
    EXPECT_EQ(samples.at("tocsin_oldest_unsent_call_seconds"), 1.25);
    EXPECT_EQ(samples.at("tocsin_degraded"), 1);
    EXPECT_EQ(samples.at("tocsin_journal_entries_total"), 12345678901234.0);
    EXPECT_EQ(samples.at("tocsin_gate_refused_total{problem=\"too-large\"}"), 7);
    EXPECT_EQ(samples.at("tocsin_commits_total"), 5);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"0.001\"}"), 1);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"0.005\"}"), 3);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"10\"}"), 4);
    EXPECT_EQ(samples.at("tocsin_commit_seconds_bucket{le=\"+Inf\"}"), 5);
    EXPECT_EQ(samples.at("tocsin_publisher_failures_total{target=\"1\"}"), 9);
    EXPECT_EQ(samples.at("tocsin_rota_gap_horizon_seconds"), 1209600);
    for (const auto& [name, type] : read.types()) EXPECT_TRUE(name.starts_with("tocsin_")) << name;
}

TEST(MetricsTest, AnEmptyHouseTellsEveryFamilyToo) {
    const StrictReader empty(metrics_text({}));
    EXPECT_EQ(empty.types(), StrictReader(metrics_text(busy_night())).types());
    EXPECT_EQ(empty.samples().at("tocsin_commit_seconds_count"), 0);
}

TEST(MetricsTest, NoLabelHoldsAPhoneNumberAMailAddressOrAnIncident) {
    proves("P18");
    static const std::regex forbidden(R"(.*([0-9]{7,}|@|INC-).*)");
    const StrictReader read(metrics_text(busy_night()));
    ASSERT_FALSE(read.label_values().empty());
    for (const std::string& value : read.label_values()) {
        EXPECT_FALSE(std::regex_match(value, forbidden)) << value;
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
