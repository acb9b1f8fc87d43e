// Opsgenie's door, as Zabbix and Alertmanager use it.
#include "daemon/opsgenie_routes.h"

#include "daemon/json.h"
#include "tests/daemon/source_house.h"
#include "tests/support/proves.h"

namespace tocsin {
namespace {

class OpsgenieRoutesTest : public SourceHouse {
protected:
    OpsgenieRoutesTest() {
        routes_.add_routes(router_);
        add_source(source_with_key("bms", "opsgenie", "the key of bms"));
    }

    Response post(const std::string& target, const std::string& body,
                  const std::string& key = "the key of bms") {
        return ask("POST", target, body, {{"Authorization", "GenieKey " + key}});
    }
    Response get(const std::string& target, const std::string& key = "the key of bms") {
        return ask("GET", target, "", {{"Authorization", "GenieKey " + key}});
    }
    // A field of the answer, or of its "data".
    static std::string field(const Response& response, const std::string& name) {
        const JsonResult read = parse_json(response.body);
        const Node* node = read.tree ? read.tree->find(name) : nullptr;
        if (node == nullptr && read.tree && read.tree->find("data") != nullptr) {
            node = read.tree->find("data")->find(name);
        }
        return node == nullptr ? "" : node->text;
    }
    // What became of a request that was answered with 202.
    Response outcome(const Response& accepted) {
        EXPECT_EQ(accepted.status, 202) << accepted.body;
        EXPECT_EQ(field(accepted, "result"), "Request will be processed");
        const std::string id = field(accepted, "requestId");
        const std::string* header = find_header(accepted.headers, "X-Request-ID");
        EXPECT_TRUE(header != nullptr && *header == id);
        const Response told = get("/v2/alerts/requests/" + id);
        EXPECT_EQ(told.status, 200) << told.body;
        return told;
    }
    std::string status(const Response& accepted) { return field(outcome(accepted), "status"); }

    OpsgenieRoutes routes_{api_, *door_, [this] { return configuration_; },
                           [this] {
                               std::string word = std::to_string(++drawn_);
                               return word + std::string(16 - word.size(), '0');
                           },
                           [this] { return loop_.now(); }};
    int drawn_ = 0;
};

const std::string alert = R"({"message":"HVAC pressure low","alias":"hvac t3","priority":"P2"})";

TEST_F(OpsgenieRoutesTest, AnAlertIsCreatedAndItsRequestTellsSo) {
    loop_.start();
    const Response told = outcome(post("/v2/alerts", alert));
    EXPECT_EQ(field(told, "success"), "true");
    EXPECT_EQ(field(told, "isSuccess"), "true");
    EXPECT_EQ(field(told, "action"), "Create");
    EXPECT_EQ(field(told, "status"), "Created alert");
    EXPECT_EQ(field(told, "alertId"), "INC-1");
    EXPECT_EQ(field(told, "alias"), "hvac t3");
    EXPECT_EQ(open_incidents(), 1u);
    EXPECT_EQ(field(outcome(post("/v2/alerts", alert)), "alertId"), "INC-1");
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(OpsgenieRoutesTest, IsClosedByAliasAndById) {
    loop_.start();
    static_cast<void>(post("/v2/alerts", alert));
    EXPECT_EQ(status(post("/v2/alerts/hvac%20t3/close?identifierType=alias", "{}")),
              "Closed alert");
    EXPECT_EQ(open_incidents(), 0u);
    EXPECT_EQ(field(outcome(post("/v2/alerts", alert)), "alertId"), "INC-2");
    EXPECT_EQ(status(post("/v2/alerts/INC-2/close", "")), "Closed alert");
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(OpsgenieRoutesTest, WhatIsNotOpenIsTakenAndToldNotToBe) {
    loop_.start();
    for (const char* target : {"/v2/alerts/never/close?identifierType=alias",
                               "/v2/alerts/INC-7/close", "/v2/alerts/no%2Fid/acknowledge"}) {
        const Response told = outcome(post(target, ""));
        EXPECT_EQ(field(told, "success"), "false") << target;
        EXPECT_EQ(field(told, "status"), "There is no open alert") << target;
        EXPECT_EQ(field(told, "alertId"), "") << target;
    }
}

TEST_F(OpsgenieRoutesTest, WhatPeopleDoThereIsANoteHere) {
    loop_.start();
    static_cast<void>(post("/v2/alerts", alert));
    const std::string alias = "/v2/alerts/hvac%20t3/";
    const std::string type = "?identifierType=alias";
    EXPECT_EQ(status(post(alias + "acknowledge" + type, R"({"user":"Pat Ash","note":"on it"})")),
              "Acknowledged alert");
    EXPECT_EQ(status(post(alias + "unacknowledge" + type, "")), "Alert is unacknowledged");
    EXPECT_EQ(status(post(alias + "notes" + type, R"({"note":"fan replaced"})")),
              "Added note to alert");
    EXPECT_EQ(notes(), (std::vector<std::string>{"Pat Ash acknowledged it in bms: on it",
                                                 "Somebody wrote in bms: No longer acknowledged",
                                                 "Somebody wrote in bms: fan replaced"}));
    EXPECT_EQ(open_incidents(), 1u);
}

TEST_F(OpsgenieRoutesTest, OneSourceDoesNotReachTheAlertsOfAnother) {
    proves("P19");
    loop_.start();
    add_source(source_with_key("labs", "opsgenie", "the key of labs"));
    const Response created = post("/v2/alerts", alert);
    for (const char* target :
         {"/v2/alerts/INC-1/close", "/v2/alerts/hvac%20t3/close?identifierType=alias"}) {
        EXPECT_EQ(post(target, "", "the key of labs").status, 202);
        EXPECT_EQ(open_incidents(), 1u) << target;
    }
    const std::string request = "/v2/alerts/requests/" + field(created, "requestId");
    EXPECT_EQ(get(request).status, 200);
    EXPECT_EQ(get(request, "the key of labs").status, 404);
}

TEST_F(OpsgenieRoutesTest, RefusalsAreInItsOwnShape) {
    proves("P19");
    loop_.start();
    const auto refused = [&](const Response& response) {
        EXPECT_FALSE(field(response, "message").empty()) << response.body;
        EXPECT_EQ(field(response, "requestId").size(), 36u) << response.body;
        EXPECT_NE(find_header(response.headers, "X-Request-ID"), nullptr);
        return response.status;
    };
    EXPECT_EQ(refused(post("/v2/alerts", alert, "guessed")), 401);
    EXPECT_EQ(refused(ask("POST", "/v2/alerts", alert)), 401);
    EXPECT_EQ(refused(ask("POST", "/v2/alerts", alert, {{"Authorization", "Bearer x"}})), 401);
    EXPECT_EQ(refused(post("/v2/alerts", "{")), 400);
    EXPECT_EQ(refused(post("/v2/alerts", "{}")), 422);
    EXPECT_EQ(refused(post("/v2/alerts/a/notes?identifierType=alias", "{}")), 422);
    EXPECT_EQ(refused(get("/v2/alerts/requests/00000000-0000-8000-8000-000000000000")), 404);
    EXPECT_EQ(open_incidents(), 0u);
}

TEST_F(OpsgenieRoutesTest, TooMuchIsThrottled) {
    loop_.start();
    Source slow = source_with_key("slow", "opsgenie", "a key of the slow one");
    slow.per_minute = 1;
    add_source(slow);
    EXPECT_EQ(post("/v2/alerts", alert, "a key of the slow one").status, 202);
    const Response shed = post("/v2/alerts", alert, "a key of the slow one");
    EXPECT_EQ(shed.status, 429);
    EXPECT_NE(find_header(shed.headers, "Retry-After"), nullptr);
    EXPECT_EQ(*find_header(shed.headers, "X-RateLimit-State"), "THROTTLED");
    EXPECT_EQ(post("/v2/alerts", alert).status, 202);
}

}  // namespace
}  // namespace tocsin
