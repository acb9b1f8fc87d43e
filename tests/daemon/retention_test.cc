// At night, words that are old enough go; by day nothing does.
#include "daemon/retention.h"

#include "tests/daemon/erasure_house.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

class RetentionTest : public ErasureHouse {
protected:
    void SetUp() override {
        ErasureHouse::SetUp();
        over("CANARY");
        serve();
        retention_ = std::make_unique<Retention>(*eraser_, [](const PersonId& id) {
            return NamedPerson{id, {"CANARY note"}};
        });
    }
    // So many looks, a second apart, from so long after midnight of a day to come.
    void look(std::chrono::minutes after_midnight, int looks, std::optional<Duration> kept,
              int day = 1) {
        const Instant begin =
            zone_.instant(plus_days(zone_.day(loop_->now()), day), after_midnight);
        for (int i = 0; i < looks; ++i)
            retention_->look(begin + std::chrono::seconds(i), zone_, kept);
    }

    const Zone zone_{};
    std::unique_ptr<Retention> retention_;
};

TEST_F(RetentionTest, ErasesAtNightWhatIsOldEnough) {
    proves("P17");
    look(59min, 50, 24h);
    look(12h, 50, 24h);
    look(5h, 50, 24h);
    EXPECT_EQ(asked_, 0) << "it is day";
    EXPECT_EQ(retention_->health().done, std::nullopt);
    look(1h, 50, 24h * 300);
    EXPECT_EQ(asked_, 0) << "it is not old enough";
    look(1h, 50, 24h, 2);
    EXPECT_GT(asked_, 0);
    EXPECT_THAT(files_with("CANARY"), IsEmpty());
    EXPECT_THAT(read("/v1/incidents/INC-1/timeline"),
                HasSubstr("erased by retention: retention 24 hours"));
    EXPECT_GT(retention_->health().erased_total, 0U);
    EXPECT_NE(retention_->health().done, std::nullopt);
    const int asked = asked_;
    look(2h, 50, 24h, 2);
    EXPECT_EQ(asked_, asked) << "one run a night";
}

TEST_F(RetentionTest, NothingIsErasedWithoutBeingAskedFor) {
    look(1h, 50, std::nullopt);
    EXPECT_EQ(asked_, 0);
    EXPECT_THAT(files_with("CANARY"), Not(IsEmpty()));
    EXPECT_NE(retention_->health().done, std::nullopt) << "it has looked";
}

// A receipt, or a note of correction, comes behind the erasure that somebody asked for.
TEST_F(RetentionTest, WhatIsWrittenBehindAnErasureGoesInTheNextNight) {
    proves("P18");
    ask("POST", "/v1/people/pat.ash/erase", R"({"reason":"request 17"})");
    ask("POST", "/v1/incidents/INC-1/erase", R"({"reason":"request 18"})");
    ASSERT_THAT(files_with("CANARY"), IsEmpty());
    api_->ask({}, IncidentNote{{1}, "correction", "CANARY corrected", "kim.hazel"}, Lane::first);
    api_->ask({}, NoteWritten{"information", "the canary note again", "kim.hazel"}, Lane::first);
    api_->ask({}, NoteWritten{"information", "INC-1: CANARY, again", "kim.hazel"}, Lane::first);
    ASSERT_THAT(files_with("CANARY corrected"), Not(IsEmpty()));
    look(1h, 50, std::nullopt);
    EXPECT_THAT(files_with("CANARY"), IsEmpty());
    EXPECT_THAT(files_with("canary note"), IsEmpty());
    EXPECT_TRUE(History(path_).verify().sound);
}

TEST_F(RetentionTest, AJournalThatTakesNoMoreEndsTheNightAndIsSaid) {
    Eraser refused(
        path_, one_, [](EraseAsked) { return std::nullopt; }, [this] { return loop_->now(); });
    retention_ =
        std::make_unique<Retention>(refused, [](const PersonId&) { return NamedPerson{}; });
    look(1h, 50, 24h);
    EXPECT_EQ(retention_->health().trouble, "the journal took no more");
    EXPECT_EQ(retention_->health().done, std::nullopt);
    EXPECT_EQ(retention_->health().erased_total, 0U);
}

}  // namespace
}  // namespace tocsin
