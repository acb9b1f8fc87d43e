// Silences, suppressed alarms and heartbeats over their routes.
#include "daemon/noise_routes.h"

#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

class NoiseRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        Directory directory = directory_of_stories({});
        directory.heartbeats["backup"] = {
            "backup", std::chrono::hours(1), std::chrono::minutes(5), "", "", 2};
        directory.heartbeats["cleaning"] = {
            "cleaning", std::chrono::hours(1), std::chrono::minutes(5), "", "", 2};
        open_house(std::move(directory));
        noise_ = std::make_unique<NoiseRoutes>(*api_, [this] { return configuration_; });
        noise_->add_routes(router_);
        api_->add_routes(router_);
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1},
                       {Configured{"sha", {configuration_->directory.procedures.at("hssi")}}, 2}},
                      machine_time().utc);
        loop_->start();
    }

    void alarm(const std::string& key, int severity = 2) {
        Alarm one = firing(key, "gp-records", severity);
        api_->ask({}, Reported{"monitor", "monitor", {one}, "", ""}, Lane::intake);
    }

    std::unique_ptr<NoiseRoutes> noise_;
};

TEST_F(NoiseRoutesTest, ASilenceIsSetSeenAndEnded) {
    const Response set = ask("POST", "/v1/silences",
                             R"({"when":{"service":"gp-*"},"for":"2h","reason":"CHG-0077"})");
    ASSERT_EQ(set.status, 201) << set.body;
    EXPECT_THAT(set.body, HasSubstr(R"("state":"running")"));
    alarm("k");
    EXPECT_THAT(read("/v1/silences"), HasSubstr(R"("suppressed":1,"suppressed_now":1)"));
    EXPECT_THAT(read("/v1/suppressed"), HasSubstr(R"("count":1)"));
    EXPECT_THAT(read("/v1/suppressed"), HasSubstr(R"("why":"silence )"));
    EXPECT_THAT(read("/v1/incidents"), Not(HasSubstr("INC-1")));
    const std::string& where = *find_field(set.headers, "Location");
    EXPECT_EQ(ask("DELETE", where).status, 204);
    EXPECT_EQ(ask("DELETE", where).status, 409) << "it is over";
    EXPECT_THAT(read("/v1/silences"), HasSubstr(R"("ended_by":"test")"));
    EXPECT_EQ(ask("DELETE", "/v1/silences/999").status, 404);
    EXPECT_EQ(ask("DELETE", "/v1/silences/x").status, 404);
}

TEST_F(NoiseRoutesTest, ABadSilenceIsRefusedByField) {
    proves("P2");
    const struct {
        const char* body;
        const char* field;
    } bad[] = {
        {R"({"for":"2h","reason":"x"})", "#/when"},
        {R"({"when":{"service":"*"},"reason":"x"})", "#/until"},
        {R"({"when":{"service":"*"},"for":"2h"})", "#/reason"},
        {R"({"when":{"service":"*"},"for":"soon","reason":"x"})", "#/for"},
        {R"({"when":{"service":"*"},"for":"2h","until":"2026-11-24 17:30","reason":"x"})", "#/for"},
        {R"({"when":{"service":"*"},"until":"2020-01-01 10:00","reason":"x"})", "#/until"},
        {R"({"when":{"service":"*"},"for":"300 days","reason":"x"})", "#/until"},
        {R"({"when":{"service":"*"},"for":"2h","reason":"x","severity_1":"maybe"})",
         "#/severity_1"},
        {R"({"when":{"service":"*"},"for":"2h","reason":"x","wen":1})", "#/wen"},
    };
    for (const auto& one : bad) {
        const Response response = ask("POST", "/v1/silences", one.body);
        EXPECT_EQ(response.status, 422) << one.body;
        EXPECT_THAT(response.body, HasSubstr(one.field)) << one.body;
    }
    EXPECT_THAT(ask("POST", "/v1/silences", bad[1].body).body, HasSubstr("how long, such as 2h"));
    EXPECT_THAT(read("/v1/silences"), HasSubstr(R"("silences":[])"));
}

TEST_F(NoiseRoutesTest, AHeartbeatComesFailsAndIsUnknown) {
    EXPECT_THAT(read("/v1/heartbeats"), HasSubstr(R"("state":"awaited")"));
    EXPECT_EQ(ask("POST", "/v1/heartbeats/backup").status, 200);
    EXPECT_THAT(read("/v1/heartbeats"), HasSubstr(R"("state":"alive")"));
    const Response failed = ask("POST", "/v1/heartbeats/backup/fail", R"({"words":"disk full"})");
    EXPECT_EQ(failed.status, 200);
    EXPECT_THAT(failed.body, HasSubstr("INC-1"));
    EXPECT_EQ(ask("POST", "/v1/heartbeats/other").status, 404);
    EXPECT_EQ(ask("GET", "/v1/heartbeats/backup").status, 405) << "a look is no sign of life";
}

TEST_F(NoiseRoutesTest, AFailureIsHeardWhateverItsBodyIs) {
    // As "job || curl -d "$(tail log)" .../fail" sends it.
    for (const char* body :
         {"exit 1: disk full\n\x01", "\xff\xfe", "{\"text\":\"x\"}", "[1]", "{"}) {
        const Response failed = ask("POST", "/v1/heartbeats/backup/fail", body);
        EXPECT_EQ(failed.status, 200) << body;
        EXPECT_THAT(failed.body, HasSubstr("INC-1")) << body;
    }
}

TEST_F(NoiseRoutesTest, AHeartbeatWithoutEndIsShedAndNoOther) {
    Response last;
    for (int times = 0; times < 70; ++times) last = ask("POST", "/v1/heartbeats/backup");
    EXPECT_EQ(last.status, 429);
    EXPECT_NE(find_header(last.headers, "Retry-After"), nullptr);
    EXPECT_THAT(last.body, HasSubstr("It was heard"));
    EXPECT_EQ(ask("POST", "/v1/heartbeats/backup/fail").status, 200) << "a failure is heard";
    EXPECT_EQ(ask("POST", "/v1/heartbeats/cleaning").status, 200);
}

TEST_F(NoiseRoutesTest, WhoMayDoWhat) {
    proves("P19");
    const std::string silence = R"({"when":{"service":"*"},"for":"2h","reason":"x"})";
    EXPECT_EQ(ask("POST", "/v1/silences", silence, {Scope::read, Scope::intake}).status, 403);
    EXPECT_EQ(ask("GET", "/v1/silences", "", {Scope::intake}).status, 403);
    EXPECT_EQ(ask("POST", "/v1/heartbeats/backup", "", {Scope::read}).status, 403);
    EXPECT_EQ(ask("POST", "/v1/heartbeats/backup", "", {Scope::intake}).status, 200);
}

}  // namespace
}  // namespace tocsin
