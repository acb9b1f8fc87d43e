#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace tocsin {
namespace {

class Recorder : public testing::EmptyTestEventListener {
public:
    void claim(std::string_view rule) { claimed_.emplace(rule); }

private:
    void OnTestStart(const testing::TestInfo&) override { claimed_.clear(); }

    void OnTestEnd(const testing::TestInfo& test) override {
        const char* folder = std::getenv("TOCSIN_RULES_DIR");
        if (folder == nullptr || claimed_.empty() || !test.result()->Passed()) return;
        std::filesystem::create_directories(folder);
        // One file a suite: test programs that run side by side do not share a file. The name of a
        // suite with parameters has a slash.
        std::string file = std::string(test.test_suite_name()) + ".rules";
        std::ranges::replace(file, '/', '-');
        std::ofstream out(std::filesystem::path(folder) / file, std::ios::app);
        for (const std::string& rule : claimed_) {
            out << rule << '\t' << test.test_suite_name() << '.' << test.name() << '\n';
        }
    }

    std::set<std::string> claimed_;
};

}  // namespace

void proves(std::string_view rule) {
    // GoogleTest owns the listener from Append() until the process ends.
    static Recorder* recorder = [] {
        auto* listener = new Recorder;
        testing::UnitTest::GetInstance()->listeners().Append(listener);
        return listener;
    }();
    recorder->claim(rule);
}

}  // namespace tocsin
