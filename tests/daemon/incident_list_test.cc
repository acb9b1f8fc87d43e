// What a list of incidents is asked for: an empty answer means that nothing passes, and never that
// a filter was misspelt.
#include "daemon/incident_list.h"

#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

// A house with one open incident, INC-1 of ward-orders.
class IncidentListTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        open_house(directory_of_stories({}));
        api_->add_routes(router_);
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, machine_time().utc);
        engine_->step(
            {{Reported{"monitor", "monitor", {firing("a", "ward-orders", 2)}, "", ""}, 1}},
            machine_time().utc);
        loop_->start();
    }

    // The body of a refusal.
    std::string refused(const std::string& query) {
        const Response response = ask("GET", "/v1/incidents?" + query);
        EXPECT_EQ(response.status, 400) << query << "\n" << response.body;
        return response.body;
    }
};

TEST_F(IncidentListTest, AWordThatNothingHereCanBeIsRefusedWithWhatThereIs) {
    proves("P2");
    EXPECT_THAT(refused("status=nonsense"),
                HasSubstr("status is none that is known here. There are: closed, confirmed, "
                          "reported, resolved."));
    EXPECT_THAT(refused("status=reported&status=nonsense"), HasSubstr(R"("pointer":"?status")"));
    EXPECT_THAT(refused("service=gp-record"), HasSubstr("gp-records, "));
    EXPECT_THAT(refused("status=nonsense&past=true"), HasSubstr("?status"));
    const std::string both = refused("procedure=nonsense&service=nonsense");
    EXPECT_THAT(both, HasSubstr("?procedure"));
    EXPECT_THAT(both, HasSubstr("?service"));
    EXPECT_THAT(both, Not(HasSubstr("nonsense"))) << "what was asked may be a patient's number";
}

TEST_F(IncidentListTest, AWordThatIsKnownAndThatNothingHasGivesAnEmptyList) {
    EXPECT_THAT(read("/v1/incidents?status=closed"), HasSubstr(R"("incidents":[])"));
    EXPECT_THAT(read("/v1/incidents?status=reported&status=closed&service=ward-orders"),
                HasSubstr("INC-1"));
    // The journal may know it.
    EXPECT_THAT(read("/v1/incidents?past=true&service=gone"), HasSubstr(R"("incidents":[])"));
}

TEST(IncidentList, TheWordsOfWhatIsOpenAreKnownThoughTheConfigurationHasForgottenThem) {
    Story story("Mon 2026-11-23 10:00");
    story.alarm("ward-orders", 2);
    story.expect_whatever_was_sent();
    Directory today = story.directory();
    today.services.erase("ward-orders");
    IncidentFilter filter;
    filter.service = {"ward-orders"};
    EXPECT_FALSE(unknown_words(filter, story.state(), today));
    filter.service = {"mail-relay"};
    today.services.erase("mail-relay");
    EXPECT_TRUE(unknown_words(filter, story.state(), today));
}

TEST(IncidentList, ARefusalNamesNoMoreServicesThanSomebodyReads) {
    Story story("Mon 2026-11-23 10:00");
    Directory large = story.directory();
    for (int number = 100; number < 200; ++number) large.services["a" + std::to_string(number)];
    IncidentFilter filter;
    filter.service = {"none"};
    const auto problem = unknown_words(filter, story.state(), large);
    ASSERT_TRUE(problem);
    EXPECT_THAT(problem->detail,
                HasSubstr("a129 and " + std::to_string(large.services.size() - 30) + " more."));
}

}  // namespace
}  // namespace tocsin
