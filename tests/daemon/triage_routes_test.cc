// What an incident is, and how severe, over its routes: who may say so, what is kept, and what is
// refused with which words.
#include "daemon/triage_routes.h"

#include "daemon/sqlite_journal.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace tocsin {
namespace {

using testing::HasSubstr;
using Json = nlohmann::json;

// A house with two open incidents: INC-1 of a service that says what its incidents are, INC-2 of a
// smaller one that does not.
class TriageRoutesTest : public StoreTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        auto configuration = std::make_shared<Configuration>();
        configuration->directory = directory_of_stories({});
        configuration->directory.services.at("ward-orders").bands_percent = 10;
        configuration_ = configuration;
        store_ = start();
        journal_ = std::make_unique<SqliteJournal>(
            *store_, [] { return std::map<std::string, std::string>{}; });
        engine_ = std::make_unique<Engine>(*journal_,
                                           std::make_shared<Directory>(configuration_->directory));
        loop_ = std::make_unique<Loop>(
            *engine_, clock_,
            LoopCalls{.committed = [](const Effects&, Instant) {},
                      .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                      .entropy = [] { return std::uint64_t{7}; }});
        archive_ = std::make_unique<Archive>(path_);
        api_ = std::make_unique<Api>(
            ApiParts{*loop_, *archive_, [this] { return configuration_; }, {}, {}});
        api_->add_routes(router_);
        triage_ = std::make_unique<TriageRoutes>(*api_);
        triage_->add_routes(router_);
        engine_->recover();
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, machine_time().utc);
        for (const char* service : {"mail-relay", "ward-orders"}) {
            engine_->step(
                {{Reported{"monitor", "monitor", {firing(service, service, 2)}, "", ""}, 1}},
                machine_time().utc);
        }
        loop_->start();
    }
    void TearDown() override { loop_->stop(); }

    Response ask(const std::string& method, const std::string& target, const std::string& body = "",
                 std::set<Scope> scopes = {Scope::admin}) {
        scopes_ = std::move(scopes);
        const std::size_t question = target.find('?');
        return router_.answer(
            {.method = method,
             .target = target.substr(0, question),
             .query = question == std::string::npos ? "" : target.substr(question + 1),
             .headers = {},
             .body = body,
             .peer = "192.0.2.1"});
    }

    Json read(const std::string& target) {
        const Response response = ask("GET", target);
        EXPECT_EQ(response.status, 200) << target << "\n" << response.body;
        return Json::parse(response.body);
    }

    // The detail of a refusal with this status.
    std::string refused(int status, const std::string& target, const std::string& body) {
        const Response response = ask("POST", target, body);
        EXPECT_EQ(response.status, status) << response.body;
        return Json::parse(response.body).value("detail", "");
    }

    std::shared_ptr<const Configuration> configuration_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<SqliteJournal> journal_;
    std::unique_ptr<Engine> engine_;
    EngineClock clock_{machine_time(), Pace{}};
    std::unique_ptr<Loop> loop_;
    std::unique_ptr<Archive> archive_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<TriageRoutes> triage_;
    std::set<Scope> scopes_;
    Router router_{"/problems/",
                   {.token = [this](const Request&) -> Identity {
                        return Principal{"test", scopes_};
                    },
                    .hook = {},
                    .callback = {}},
                   [](const std::string& why) { ADD_FAILURE() << why; }};
};

TEST_F(TriageRoutesTest, FieldsAreShownSetAndTakenBack) {
    proves("HSSI-64");
    Json incident = read("/v1/incidents/INC-1");
    EXPECT_EQ(incident["fields"], Json::parse(R"({"category":["data-centre"]})"));
    EXPECT_EQ(incident["unset"], Json::parse(R"(["kind"])"));
    EXPECT_EQ(read("/v1/incidents/2")["unset"], Json::parse(R"(["category","kind"])"));
    EXPECT_EQ(ask("POST", "/v1/incidents/1/fields",
                  R"({"fields":{"category":["clinical","multi-site"],"kind":"outage"},
                      "reason":"two sites","by":"Kim Hazel"})")
                  .status,
              200);
    incident = read("/v1/incidents/1");
    EXPECT_EQ(incident["fields"],
              Json::parse(R"({"category":["clinical","multi-site"],"kind":["outage"]})"));
    EXPECT_EQ(incident["unset"], Json::array());
    EXPECT_EQ(ask("POST", "/v1/incidents/1/fields", R"({"fields":{"kind":[]}})").status, 200);
    EXPECT_EQ(read("/v1/incidents/1")["unset"], Json::parse(R"(["kind"])"));
    EXPECT_THAT(ask("GET", "/v1/incidents/1/timeline").body,
                HasSubstr("kind: outage by Kim Hazel (two sites)"));

    EXPECT_EQ(refused(422, "/v1/incidents/1/fields", R"({"fields":{"kind":"outtage"}})"),
              "kind cannot be \"outtage\". Write outage. Nothing changed.");
    refused(422, "/v1/incidents/1/fields", R"({"fields":{}})");
    refused(422, "/v1/incidents/1/fields", R"({"fields":{"kind":{"a":"b"}}})");
    refused(422, "/v1/incidents/1/fields", R"({"feilds":{"kind":"outage"}})");
    refused(400, "/v1/incidents/1/fields", "kind=outage");
    refused(404, "/v1/incidents/99/fields", R"({"fields":{"kind":"outage"}})");
    refused(404, "/v1/incidents/x/fields", R"({"fields":{"kind":"outage"}})");
}

TEST_F(TriageRoutesTest, AFlagIsRaisedAndRemovedOnlyAsRaisedInError) {
    proves("HSSI-45");
    EXPECT_EQ(
        ask("POST", "/v1/incidents/1/flags", R"({"flag":"clinical","reason":"a dose"})").status,
        200);
    EXPECT_EQ(
        refused(409, "/v1/incidents/1/flags/clinical/raised-in-error", R"({"reason":"made safe"})"),
        "The flag clinical can be removed only with: clinical-task closed. Nothing changed.");
    EXPECT_EQ(
        ask("POST", "/v1/incidents/1/fields", R"({"fields":{"clinical-task":"closed"}})").status,
        200);
    EXPECT_TRUE(read("/v1/incidents/1")["flags"]["clinical"]["stands"]) << "made safe, it stands";
    refused(422, "/v1/incidents/1/flags/clinical/raised-in-error", "{}");
    EXPECT_EQ(ask("POST", "/v1/incidents/1/flags/clinical/raised-in-error",
                  R"({"reason":"another hospital"})")
                  .status,
              200);
    const Json flag = read("/v1/incidents/1")["flags"]["clinical"];
    EXPECT_FALSE(flag["stands"]);
    EXPECT_EQ(flag["reason"], "a dose");
    EXPECT_EQ(flag["raised_in_error"]["reason"], "another hospital");
    EXPECT_EQ(flag["raised_in_error"]["by"], "test");
    refused(409, "/v1/incidents/1/flags/clinical/raised-in-error", R"({"reason":"again"})");
    refused(422, "/v1/incidents/1/flags", R"({"flag":"clinicl","reason":"x"})");
    refused(422, "/v1/incidents/1/flags", R"({"flag":"clinical"})");
}

TEST_F(TriageRoutesTest, SeverityIsWorkedOutProposedAndSet) {
    proves("HSSI-04");
    Json found = read("/v1/incidents/1/severity");
    EXPECT_EQ(found["severity"], 2);
    EXPECT_EQ(found["proposed"], nullptr);
    EXPECT_EQ(found["ways"], Json::parse(R"(["matrix","points"])"));
    ASSERT_EQ(found["missing"].size(), 2U);
    EXPECT_EQ(found["missing"][0]["question"], "users");
    EXPECT_TRUE(found["missing"][0]["number"]);
    EXPECT_EQ(found["missing"][1]["answers"][0]["answer"], "yes");

    found = read("/v1/incidents/1/severity?users=50&harm=yes");
    EXPECT_EQ(found["proposed"], 2);
    EXPECT_EQ(found["lines"][0],
              Json::parse(R"({"question":"users","title":"Users","answer":"few","number":"50",
                              "points":0,"worked_out":false})"));
    EXPECT_EQ(read("/v1/incidents/2/severity?users=50&harm=yes")["proposed"], 1)
        << "the bands of a smaller service";
    EXPECT_FALSE(read("/v1/incidents/1").contains("severity_proposed")) << "looking keeps nothing";

    EXPECT_EQ(ask("POST", "/v1/incidents/1/severity", R"({"answers":{"users":"500","harm":"yes"}})")
                  .status,
              200);
    Json incident = read("/v1/incidents/1");
    EXPECT_EQ(incident["severity"], 2) << "a proposal";
    EXPECT_EQ(incident["severity_proposed"]["severity"], 1);
    EXPECT_EQ(incident["severity_proposed"]["way"], "matrix");
    EXPECT_EQ(refused(422, "/v1/incidents/1/severity", R"({"severity":3})"),
              "Severity 1 is proposed. Say why it is 3. Nothing changed.");
    EXPECT_EQ(
        ask("POST", "/v1/incidents/1/severity", R"({"severity":3,"reason":"paper works"})").status,
        200);
    incident = read("/v1/incidents/1");
    EXPECT_EQ(incident["severity"], 3);
    EXPECT_EQ(incident["severity_set"]["proposed"], 1);
    EXPECT_EQ(incident["severity_set"]["before"], 2);
    EXPECT_EQ(incident["severity_set"]["reason"], "paper works");
    EXPECT_EQ(incident["severity_set"]["by"], "test");
    // Worked out and set at once.
    EXPECT_EQ(ask("POST", "/v1/incidents/1/severity",
                  R"({"answers":{"users":5,"harm":"no"},"severity":5})")
                  .status,
              200);
    EXPECT_EQ(read("/v1/incidents/1")["severity"], 5);

    EXPECT_EQ(refused(422, "/v1/incidents/1/severity", "{}"),
              "Still to be answered: users (a number); harm (yes, no). Nothing changed.");
    refused(422, "/v1/incidents/1/severity", R"({"severity":6,"reason":"x"})");
    refused(422, "/v1/incidents/1/severity", R"({"way":"guess","answers":{"users":"5"}})");
    EXPECT_EQ(ask("GET", "/v1/incidents/1/severity?harm=perhaps").status, 422);
    EXPECT_EQ(ask("GET", "/v1/incidents/99/severity").status, 404);
}

TEST_F(TriageRoutesTest, LookingNeedsReadAndSayingNeedsOperate) {
    proves("P19");
    for (const Scope scope : {Scope::intake, Scope::rota}) {
        EXPECT_EQ(ask("GET", "/v1/incidents/1/severity", "", {scope}).status, 403);
    }
    EXPECT_EQ(ask("GET", "/v1/incidents/1/severity", "", {Scope::read}).status, 200);
    for (const char* target : {"fields", "flags", "flags/clinical/raised-in-error", "severity"}) {
        const std::string path = std::string("/v1/incidents/1/") + target;
        for (const Scope scope : {Scope::intake, Scope::rota, Scope::read})
            EXPECT_EQ(ask("POST", path, "{}", {scope}).status, 403) << path;
        EXPECT_NE(ask("POST", path, "{}", {Scope::operate}).status, 403) << path;
    }
}

}  // namespace
}  // namespace tocsin
