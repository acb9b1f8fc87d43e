// What an incident is, and how severe, over its routes: who may say so, what is kept, and what is
// refused with which words.
#include "daemon/triage_routes.h"

#include "daemon/json.h"
#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

// A house with two open incidents: INC-1 of a service that says what its incidents are, INC-2 of a
// smaller one that does not.
class TriageRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        Directory directory = directory_of_stories({});
        directory.services.at("ward-orders").bands_percent = 10;
        open_house(std::move(directory));
        api_->add_routes(router_);
        triage_ = std::make_unique<TriageRoutes>(*api_);
        triage_->add_routes(router_);
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, machine_time().utc);
        for (const char* service : {"mail-relay", "ward-orders"}) {
            engine_->step(
                {{Reported{"monitor", "monitor", {firing(service, service, 2)}, "", ""}, 1}},
                machine_time().utc);
        }
        loop_->start();
    }

    void takes(const std::string& target, const std::string& body) {
        const Response response = ask("POST", target, body);
        EXPECT_EQ(response.status, 200) << body << "\n" << response.body;
    }

    // The detail of a refusal with this status.
    std::string refused(int status, const std::string& target, const std::string& body) {
        const Response response = ask("POST", target, body);
        EXPECT_EQ(response.status, status) << response.body;
        const JsonResult json = parse_json(response.body);
        const Node* detail = json.tree ? json.tree->find("detail") : nullptr;
        return detail == nullptr ? "" : detail->text;
    }

    std::unique_ptr<TriageRoutes> triage_;
};

TEST_F(TriageRoutesTest, FieldsAreShownSetAndTakenBack) {
    proves("HSSI-64");
    EXPECT_THAT(read("/v1/incidents/INC-1"),
                HasSubstr(R"("fields":{"category":["data-centre"],"cause":["the old switch"]},)"
                          R"("unset":["kind"],"flags":{})"));
    EXPECT_THAT(read("/v1/incidents/2"), HasSubstr(R"("fields":{},"unset":["category","kind"])"));
    takes("/v1/incidents/1/fields",
          R"({"fields":{"category":["clinical","multi-site"],"kind":"outage"},
              "reason":"two sites","by":"Kim Hazel"})");
    EXPECT_THAT(
        read("/v1/incidents/1"),
        HasSubstr(R"("fields":{"category":["clinical","multi-site"],"cause":["the old switch"],)"
                  R"("kind":["outage"]},"unset":[])"));
    takes("/v1/incidents/1/fields", R"({"fields":{"kind":[]}})");
    EXPECT_THAT(read("/v1/incidents/1"), HasSubstr(R"("unset":["kind"])"));
    EXPECT_THAT(read("/v1/incidents/1/timeline"),
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
    const std::string in_error = "/v1/incidents/1/flags/clinical/raised-in-error";
    takes("/v1/incidents/1/flags", R"({"flag":"clinical","reason":"a dose"})");
    EXPECT_EQ(refused(409, in_error, R"({"reason":"made safe"})"),
              "The flag clinical can be removed only with: clinical-task closed. Nothing changed.");
    takes("/v1/incidents/1/fields", R"({"fields":{"clinical-task":"closed"}})");
    EXPECT_THAT(read("/v1/incidents/1"), HasSubstr(R"("flags":{"clinical":{"stands":true)"))
        << "made safe, it stands";
    refused(422, in_error, "{}");
    takes(in_error, R"({"reason":"another hospital"})");
    const std::string incident = read("/v1/incidents/1");
    EXPECT_THAT(incident, HasSubstr(R"({"stands":false,"by":"test","reason":"a dose")"));
    EXPECT_THAT(incident,
                HasSubstr(R"("raised_in_error":{"by":"test","reason":"another hospital")"));
    refused(409, in_error, R"({"reason":"again"})");
    refused(422, "/v1/incidents/1/flags", R"({"flag":"clinicl","reason":"x"})");
    refused(422, "/v1/incidents/1/flags", R"({"flag":"clinical"})");
}

TEST_F(TriageRoutesTest, SeverityIsWorkedOutProposedAndSet) {
    proves("HSSI-04");
    const std::string severity = "/v1/incidents/1/severity";
    const std::string open = read(severity);
    EXPECT_THAT(open, HasSubstr(R"("severity":2,"way":"matrix","ways":["matrix","points"])"));
    EXPECT_THAT(open, HasSubstr(R"("proposed":null,"result":"","lines":[])"));
    EXPECT_THAT(open, HasSubstr(R"({"question":"users","title":"Users","number":true)"));
    EXPECT_THAT(open, HasSubstr(R"("answers":[{"answer":"yes","means":""})"));

    const std::string looked = read(severity + "?users=50&harm=yes");
    EXPECT_THAT(looked, HasSubstr(R"("proposed":2,)"));
    EXPECT_THAT(looked, HasSubstr(R"({"question":"users","title":"Users","answer":"few",)"
                                  R"("number":"50","points":0,"worked_out":false})"));
    EXPECT_THAT(read("/v1/incidents/2/severity?users=50&harm=yes"), HasSubstr(R"("proposed":1,)"))
        << "the bands of a smaller service";
    EXPECT_THAT(read("/v1/incidents/1"), Not(HasSubstr("severity_proposed")))
        << "looking keeps nothing";

    takes(severity, R"({"answers":{"users":"500","harm":"yes"}})");
    std::string incident = read("/v1/incidents/1");
    EXPECT_THAT(incident, HasSubstr(R"("severity":2,"procedure")")) << "a proposal";
    EXPECT_THAT(incident, HasSubstr(R"("severity_proposed":{"severity":1,"way":"matrix",)"));
    EXPECT_EQ(refused(422, severity, R"({"severity":3})"),
              "Severity 1 is proposed. Say why it is 3. Nothing changed.");
    takes(severity, R"({"severity":3,"reason":"paper works"})");
    incident = read("/v1/incidents/1");
    EXPECT_THAT(incident, HasSubstr(R"("severity":3,"procedure")"));
    EXPECT_THAT(incident, HasSubstr(R"("severity_set":{"severity":3,"before":2,"proposed":1,)"
                                    R"("by":"test","reason":"paper works")"));
    // Worked out and set at once.
    takes(severity, R"({"answers":{"users":5,"harm":"no"},"severity":5})");
    EXPECT_THAT(read("/v1/incidents/1"), HasSubstr(R"("severity":5,"procedure")"));

    EXPECT_EQ(refused(422, severity, "{}"),
              "Still to be answered: users (a number); harm (yes, no). Nothing changed.");
    refused(422, severity, R"({"severity":6,"reason":"x"})");
    refused(422, severity, R"({"way":"guess","answers":{"users":"5"}})");
    EXPECT_EQ(ask("GET", severity + "?harm=perhaps").status, 422);
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
