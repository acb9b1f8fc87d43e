// Drills over their routes: who may start, end and read one, and what is refused (DSPT-10).
#include "daemon/drill_routes.h"

#include "daemon/cli_ask.h"
#include "daemon/document_routes.h"
#include "daemon/json.h"
#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"
#include "tests/support/source_dir.h"

#include <fstream>

namespace tocsin {
namespace {

constexpr const char* start_body =
    R"({"service":"gp-records","severity":1,"reason":"yearly exercise","by":"Kim Hazel"})";

class DrillRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        Directory directory = directory_of_stories({});
        std::ifstream in(source_dir() / "systemd/procedures/documents/drill-report.md");
        directory.procedures.at("hssi").documents = {
            {"drill-report",
             "Evidence",
             DocumentTemplate::Format::markdown,
             DocumentTemplate::Of::drill,
             "",
             {std::istreambuf_iterator<char>(in), {}}},
            {"note", "Note", DocumentTemplate::Format::text, DocumentTemplate::Of::incident, "",
             "{{ref}}\n"}};
        open_house(std::move(directory));
        api_ = std::make_unique<Api>(ApiParts{*loop_,
                                              *archive_,
                                              [this] { return configuration_; },
                                              {},
                                              [this] { return std::to_string(++uniques_); }});
        drills_ =
            std::make_unique<DrillRoutes>(*api_, *archive_, [this] { return configuration_; });
        documents_ =
            std::make_unique<DocumentRoutes>(*api_, *archive_, [this] { return configuration_; });
        api_->add_routes(router_);
        drills_->add_routes(router_);
        documents_->add_routes(router_);
        const Instant now = machine_time().utc;
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, now);
        engine_->step(
            {{Configured{"c0ffee", {configuration_->directory.procedures.at("hssi")}}, 1}}, now);
        loop_->start();
    }

    static Node parsed(const std::string& body) { return *parse_json(body).tree; }
    Node read(const std::string& target) { return parsed(RoutesTest::read(target)); }

    std::string opened(const std::string& target, const std::string& body) {
        const Response response = ask("POST", target, body);
        EXPECT_EQ(response.status, 201) << response.body;
        return text_of(parsed(response.body), "incident");
    }

    int uniques_ = 0;
    std::unique_ptr<DrillRoutes> drills_;
    std::unique_ptr<DocumentRoutes> documents_;
};

TEST_F(DrillRoutesTest, ADrillIsStartedListedReportedAndEnded) {
    proves("DSPT-10");
    const std::string drill = opened("/v1/drills", start_body);
    const std::string real =
        opened("/v1/incidents", R"({"service":"gp-records","summary":"down","severity":1})");
    EXPECT_NE(drill, real);
    const Node answer = read("/v1/drills");
    const std::vector<Node>& running = items_of(answer, "drills");
    ASSERT_EQ(running.size(), 1u) << "what is real is no drill";
    EXPECT_EQ(text_of(running[0], "incident"), drill);
    EXPECT_EQ(text_of(running[0], "summary"), "yearly exercise");
    EXPECT_EQ(text_of(read("/v1/incidents/" + drill), "drill"), "true");
    EXPECT_EQ(text_of(read("/v1/incidents/" + real), "drill"), "false");

    EXPECT_EQ(ask("POST", "/v1/drills/" + drill + "/end", R"({"by":"Kim Hazel"})").status, 200);
    EXPECT_EQ(items_of(read("/v1/drills"), "drills").size(), 0u);
    EXPECT_EQ(ask("POST", "/v1/drills/" + drill + "/end", "{}").status, 409) << "it is over";
    EXPECT_EQ(ask("POST", "/v1/drills/" + real + "/end", "{}").status, 409) << "it is real";
    EXPECT_EQ(ask("POST", "/v1/drills/INC-99/end", "{}").status, 404);
}

TEST_F(DrillRoutesTest, TheEvidenceIsADocumentAndOutlivesTheDrill) {
    proves("DSPT-10");
    const std::string drill = opened("/v1/drills", start_body);
    EXPECT_EQ(ask("POST", "/v1/drills/" + drill + "/end", "{}").status, 200);
    const std::string report = "/v1/drills/" + drill + "/report";
    const Response paper = ask("GET", report);
    EXPECT_EQ(paper.status, 200) << paper.body;
    EXPECT_TRUE(paper.content_type.starts_with("text/markdown"));
    EXPECT_TRUE(paper.body.starts_with("**EXERCISE**\n"));
    EXPECT_TRUE(paper.body.ends_with("**EXERCISE**\n"));
    EXPECT_NE(paper.body.find("yearly exercise"), std::string::npos);
    const Response json = ask("GET", report, "", {Scope::admin}, {{"Accept", "application/json"}});
    const Node facts = parsed(json.body);
    EXPECT_EQ(text_of(facts, "ref"), drill);
    EXPECT_EQ(text_of(facts, "status"), "over");
    EXPECT_EQ(text_of(facts, "started_by"), "Kim Hazel");
    ASSERT_NE(facts.find("answers"), nullptr);
    // Every other document of it is marked as well.
    const Response note = ask("GET", "/v1/incidents/" + drill + "/documents/note");
    EXPECT_EQ(note.body, "EXERCISE\n" + drill + "\nEXERCISE\n");
}

TEST_F(DrillRoutesTest, WhatIsWrongIsSaid) {
    for (const char* body : {"{}", R"({"service":"gp-records"})", R"({"reason":"x"})",
                             R"({"service":"a","reason":"b","severity":9})",
                             R"({"service":"a","reason":"b","drill":true})"}) {
        EXPECT_EQ(ask("POST", "/v1/drills", body).status, 422) << body;
    }
    EXPECT_EQ(ask("POST", "/v1/drills", "[").status, 400);
    const std::string real =
        opened("/v1/incidents", R"({"service":"gp-records","summary":"down","severity":1})");
    const Response refused = ask("GET", "/v1/drills/" + real + "/report");
    EXPECT_EQ(refused.status, 409);
    EXPECT_NE(refused.body.find("it is real"), std::string::npos);
    EXPECT_EQ(ask("GET", "/v1/drills/INC-99/report").status, 404);
    EXPECT_EQ(ask("GET", "/v1/drills/x/report").status, 404);
}

// The same key is two: a real report must never be answered with a drill.
TEST_F(DrillRoutesTest, AKeyOfADrillOpensNothingElse) {
    proves("DSPT-10");
    const Fields key = {{"Idempotency-Key", "7"}};
    const auto ref = [&](const std::string& target, const std::string& body) {
        const Response response = ask("POST", target, body, {Scope::admin}, key);
        EXPECT_TRUE(response.status == 200 || response.status == 201) << response.body;
        return text_of(parsed(response.body), "incident");
    };
    const std::string drill = ref("/v1/drills", start_body);
    EXPECT_EQ(ref("/v1/drills", start_body), drill);
    EXPECT_NE(ref("/v1/incidents", R"({"service":"gp-records","summary":"down"})"), drill);
}

// Every route of this file, with every scope alone.
TEST_F(DrillRoutesTest, EachRouteAsksForItsScope) {
    proves("P19");
    const std::string drill = opened("/v1/drills", start_body);
    struct Asked {
        std::string method;
        std::string target;
        std::string body;
        Scope needed;
        int good;
    };
    const Asked all[] = {
        {"POST", "/v1/drills", start_body, Scope::operate, 201},
        {"GET", "/v1/drills", "", Scope::read, 200},
        {"GET", "/v1/drills/" + drill + "/report", "", Scope::read, 200},
        {"POST", "/v1/drills/" + drill + "/end", "{}", Scope::operate, 200},
    };
    for (const Asked& one : all) {
        for (const Scope scope : all_scopes) {
            if (scope == one.needed || scope == Scope::admin) continue;
            EXPECT_EQ(ask(one.method, one.target, one.body, {scope}).status, 403)
                << one.target << " " << to_string(scope);
        }
        EXPECT_EQ(ask(one.method, one.target, one.body, {one.needed}).status, one.good)
            << one.target;
    }
}

}  // namespace
}  // namespace tocsin
