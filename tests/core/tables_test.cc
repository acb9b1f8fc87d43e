// The tables of the ladder and of the codes, row by row.
#include "core/draft.h"
#include "core/ladder.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <deque>
#include <set>

namespace tocsin {
namespace {

struct Row {
    bool on_duty;
    int offered;
    bool any_left;
    bool share_over;
    Failure failure;
};

class AttemptFailed : public testing::TestWithParam<Row> {};

TEST_P(AttemptFailed, AsTheTableSays) {
    proves("HSSI-14");
    const Row& row = GetParam();
    EXPECT_EQ(attempt_failed(row.on_duty, row.offered, row.any_left, row.share_over), row.failure);
}

INSTANTIATE_TEST_SUITE_P(Table, AttemptFailed,
                         testing::Values(Row{false, 0, false, false, Failure::nobody_on_duty},
                                         Row{false, 0, false, true, Failure::nobody_on_duty},
                                         Row{true, 0, false, false, Failure::no_address},
                                         Row{true, 0, false, true, Failure::no_address},
                                         Row{true, 2, false, false, Failure::every_channel_failed},
                                         Row{true, 2, false, true, Failure::every_channel_failed},
                                         Row{true, 2, true, true, Failure::unanswered},
                                         Row{true, 1, true, true, Failure::unanswered},
                                         Row{true, 1, true, false, Failure::none},
                                         Row{true, 2, true, false, Failure::none}));

TEST(Tables, EveryFailureHasWordsOfItsOwn) {
    std::set<std::string> all;
    for (const Failure failure : {Failure::none, Failure::nobody_on_duty, Failure::no_address,
                                  Failure::every_channel_failed, Failure::unanswered}) {
        EXPECT_FALSE(words(failure).empty());
        all.insert(words(failure));
    }
    EXPECT_EQ(all.size(), 5U);
}

TEST(Tables, TheTriesOfARungShareItsTimeEqually) {
    proves("HSSI-14");
    for (const auto& [attempts, share] : {std::pair{1, 20min}, {2, 10min}, {4, 5min}, {5, 4min}}) {
        EXPECT_EQ((Rung{"level-2", attempts, 20min}).share(), share);
    }
}

TEST(Tables, NoCodeReadsAsATimeAndNoneComesAgainAmongTheLastTwenty) {
    proves("P12");
    const Directory directory = directory_of_stories({});
    const Instant now{};
    State state;
    std::uint64_t seq = 0;
    const auto happens = [&](Event event) { state.apply({++seq, now, 1, std::move(event)}); };
    // Open incidents whose digits could be taken for a code: INC-4715.
    for (std::uint64_t number = 4700; number < 4800; ++number) {
        IncidentOpened opened;
        opened.incident = {number};
        opened.alarm = firing(std::to_string(number), "gp-records", 1);
        happens(opened);
    }
    std::deque<std::string> last;
    for (std::uint64_t call = 1; call <= 10'000; ++call) {
        Draft draft(state, directory, now, call * 7919);
        const std::string code = draft.new_code({"pat.ash", "", "", "", ""});
        ASSERT_EQ(code.size(), 4U);
        ASSERT_GE(code.front(), '1');
        const int number = std::stoi(code);
        ASSERT_FALSE(number <= 2359 && number % 100 < 60) << code << " reads as a time";
        ASSERT_FALSE(number >= 4700 && number < 4800) << code << " is an open reference";
        ASSERT_EQ(std::count(last.begin(), last.end(), code), 0) << code << " came lately";
        last.push_back(code);
        if (last.size() > 20) last.pop_front();
        CallMade made;
        made.callee.person = "pat.ash";
        made.code = code;
        made.covers = {{{4700}, 0, 1}};
        made.call = {call};
        happens(made);
        // The incident ends, and its calls with it: their codes are free again.
        if (call % 500 == 0) {
            happens(StatusMoved{{4700}, "closed", "", "", {}, false, true});
            IncidentOpened again;
            again.incident = {4700};
            again.alarm = firing("again", "gp-records", 1);
            happens(again);
            state.keep();
        }
    }
}

}  // namespace
}  // namespace tocsin
