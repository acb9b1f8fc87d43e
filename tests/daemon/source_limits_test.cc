// What a source may send, with a clock of ours.
#include "daemon/source_limits.h"

#include "daemon/source_door.h"

#include <vector>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

class SourceLimitsTest : public testing::Test {
protected:
    bool sends(const std::string& source, int per_minute) {
        auto admitted = limits_.admit(source, per_minute, now_);
        if (auto* place = std::get_if<SourcePlace>(&admitted)) {
            if (held_) held_->push_back(std::move(*place));
            return true;
        }
        retry_after_ = std::get<Shed>(admitted).retry_after;
        return false;
    }

    SourceLimits limits_{4};
    SourceLimits::Time now_{1000h};
    std::vector<SourcePlace>* held_ = nullptr;
    std::chrono::seconds retry_after_{0};
};

TEST_F(SourceLimitsTest, AMinutesWorthAtOnceAndThenAsFastAsItFills) {
    for (int i = 0; i < 60; ++i) ASSERT_TRUE(sends("a", 60)) << i;
    EXPECT_FALSE(sends("a", 60));
    EXPECT_EQ(retry_after_, 1s);
    now_ += 999ms;
    EXPECT_FALSE(sends("a", 60));
    now_ += 1ms;
    EXPECT_TRUE(sends("a", 60));
    EXPECT_FALSE(sends("a", 60));
    now_ += 1h;
    for (int i = 0; i < 60; ++i) ASSERT_TRUE(sends("a", 60)) << i;
    EXPECT_FALSE(sends("a", 60));
}

TEST_F(SourceLimitsTest, ASlowBucketSaysHowLongItTakes) {
    ASSERT_TRUE(sends("a", 1));
    EXPECT_FALSE(sends("a", 1));
    EXPECT_EQ(retry_after_, 60s);
    now_ += 45s;
    EXPECT_FALSE(sends("a", 1));
    EXPECT_EQ(retry_after_, 15s);
}

TEST_F(SourceLimitsTest, OneSourceDoesNotUseUpAnother) {
    while (sends("flood", 10)) {
    }
    EXPECT_TRUE(sends("quiet", 10));
    EXPECT_EQ(limits_.shed(), (std::map<std::string, std::uint64_t>{{"flood", 1}, {"quiet", 0}}));
}

TEST_F(SourceLimitsTest, HoldsSoManyPlacesAndNoMoreUntilOneIsGivenBack) {
    std::vector<SourcePlace> places;
    held_ = &places;
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(sends("a", 600));
    EXPECT_FALSE(sends("a", 600));
    EXPECT_EQ(retry_after_, 2s);
    EXPECT_TRUE(sends("b", 600));
    places.erase(places.begin());
    EXPECT_TRUE(sends("a", 600));
    EXPECT_FALSE(sends("a", 600));
}

TEST_F(SourceLimitsTest, AClockThatStandsGivesNothingAndNothingBreaks) {
    ASSERT_TRUE(sends("a", 1));
    now_ -= 1h;
    EXPECT_FALSE(sends("a", 1));
    now_ += 1h;
    EXPECT_FALSE(sends("a", 1));
}

TEST(SourceDoor, ShedsEachDialectAsItsSendersUnderstand) {
    for (const auto& [dialect, slug] :
         std::map<std::string, std::string>{{"alertmanager", "busy"},
                                            {"grafana", "busy"},
                                            {"aws-sns", "busy"},
                                            {"datadog", "busy"},
                                            {"pagerduty", "too-many"},
                                            {"opsgenie", "too-many"}}) {
        SourceDoor door;
        Source source;
        source.name = "one";
        source.dialect = dialect;
        source.per_minute = 1;
        static_cast<void>(door.admit(source));
        try {
            static_cast<void>(door.admit(source));
            ADD_FAILURE() << dialect;
        } catch (const Refused& refused) {
            EXPECT_EQ(refused.problem.slug, slug) << dialect;
            ASSERT_TRUE(refused.problem.retry_after);
            EXPECT_GE(*refused.problem.retry_after, 1s);
        }
    }
}

}  // namespace
}  // namespace tocsin
