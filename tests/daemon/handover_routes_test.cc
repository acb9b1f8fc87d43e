// Written handovers over their routes: who may read, who records the call, and what is refused.
#include "daemon/handover_routes.h"

#include "rota/clock_words.h"
#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <date/tz.h>
#include <nlohmann/json.hpp>

namespace tocsin {
namespace {

// A house in which the EDM changed an hour ago; the handover is given, its call is not recorded.
class HandoverRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        open_house(directory_of_stories(
            {.handovers = {{{"edm", ""}, {"edm", ""}, {}, HandoverRule::Call::always, true},
                           {{"", "nsd"},
                            {"", "service-bridge"},
                            desks_at(),
                            HandoverRule::Call::always,
                            true}}}));
        handovers_ =
            std::make_unique<HandoverRoutes>(*api_, *archive_, [this] { return configuration_; });
        handovers_->add_routes(router_);
        const Instant now = machine_time().utc;
        changed_ = std::chrono::floor<std::chrono::minutes>(now) - 1h;
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, changed_ - 2h);
        engine_->step(
            {{Configured{"c0ffee", {configuration_->directory.procedures.at("hssi")}}, 1}},
            changed_ - 2h);
        for (const int back : {7, 0}) {
            upload(plus_days(week_at(configuration_->directory.calendar.zone, now), -back));
        }
        engine_->step({{Tick{}, 2}}, changed_ - 1h);
        engine_->step({{Tick{}, 3}}, changed_ + 1s);
        loop_->start();
    }

    // Six hours ahead, whatever the hour is now: the desks have not handed over lately.
    static std::chrono::hours desks_at() {
        const Zone zone(date::locate_zone("Europe/London"));
        return std::chrono::hours(
            (std::stoi(iso_local(zone, machine_time().utc).substr(11, 2)) + 6) % 24);
    }

    void upload(Day monday) {
        const Span span = week_span(configuration_->directory.calendar.zone, monday);
        const Instant border = std::clamp(changed_, span.from, span.to);
        WeeklyRota week{"on-call", monday, span, {}, {}};
        if (span.from < border)
            week.shifts.push_back({"edm", {span.from, border}, {"pat.ash"}, {}});
        if (border < span.to) week.shifts.push_back({"edm", {border, span.to}, {"jo.oak"}, {}});
        week.shifts.push_back({"level-3", span, {"sam.elm"}, {}});
        engine_->step({{RotaUploaded{{week}, iso_day(monday), "kim.hazel", "agreed"}, 1}},
                      changed_ - 2h);
    }

    nlohmann::json read(const std::string& target) {
        return nlohmann::json::parse(RoutesTest::read(target));
    }

    std::unique_ptr<HandoverRoutes> handovers_;
    Instant changed_{};
};

TEST_F(HandoverRoutesTest, TheCallIsRecordedOnceAndStandsWithItsHandover) {
    proves("HSSI-19");
    const auto waits = read("/v1/handovers/latest");
    EXPECT_EQ(waits.at("from"), "EDM Pat Ash");
    EXPECT_EQ(waits.at("to"), "EDM Jo Oak");
    EXPECT_EQ(waits.at("empty"), true);
    EXPECT_EQ(waits.at("call").at("needed"), true);
    EXPECT_EQ(waits.at("call").at("recorded"), false);
    EXPECT_TRUE(std::string(waits.at("text")).starts_with("Nothing to hand over\n"));

    const std::string id = waits.at("id");
    const std::string call = R"({"by":"Kim Hazel","note":"heard it ring"})";
    EXPECT_EQ(ask("POST", "/v1/handovers/latest/call", call).status, 200);
    const auto done = read("/v1/handovers/latest").at("call");
    EXPECT_EQ(done.at("recorded"), true);
    EXPECT_EQ(done.at("note"), "heard it ring");
    EXPECT_NE(std::string(done.at("by")).find("Kim Hazel"), std::string::npos);
    EXPECT_EQ(ask("POST", "/v1/handovers/latest/call", "{}").status, 404);
    EXPECT_EQ(ask("POST", "/v1/handovers/" + id + "/call", "{}").status, 409);
}

TEST_F(HandoverRoutesTest, ANoteStandsInWhatWouldBeHandedOverNow) {
    proves("HSSI-19");
    EXPECT_EQ(ask("POST", "/v1/notes", R"({"kind":"expected","text":"22:00 CHG-0077, Mail Relay"})")
                  .status,
              201);
    const auto now = read("/v1/handovers/now").at("handovers");
    ASSERT_EQ(now.size(), 1u) << "the same EDM goes on; the desks hand over";
    EXPECT_EQ(now.at(0).at("rule"), "nsd > service-bridge " +
                                        std::string(desks_at() < 10h ? "0" : "") +
                                        std::to_string(desks_at().count()) + ":00");
    EXPECT_NE(std::string(now.at(0).at("text")).find("Expected (1)"), std::string::npos);
    EXPECT_NE(std::string(now.at(0).at("text")).find("22:00  CHG-0077, Mail Relay"),
              std::string::npos);
}

TEST_F(HandoverRoutesTest, TheListGoesBackAsFarAsItIsAskedTo) {
    EXPECT_EQ(read("/v1/handovers").at("handovers").size(), 1u);
    EXPECT_EQ(read("/v1/handovers?role=EDM").at("handovers").size(), 1u);
    EXPECT_EQ(read("/v1/handovers?role=NSD").at("handovers").size(), 0u);
    EXPECT_EQ(read("/v1/handovers?from=2000-01-01").at("handovers").size(), 1u);
    EXPECT_EQ(read("/v1/handovers?from=2100-01-01T08:00").at("handovers").size(), 0u);
    EXPECT_EQ(ask("GET", "/v1/handovers?from=soon").status, 400);
}

TEST_F(HandoverRoutesTest, WhatIsWrongIsSaid) {
    for (const char* id : {"0", "x", "99999999999999999999", "-1", "1x"}) {
        EXPECT_EQ(ask("POST", "/v1/handovers/" + std::string(id) + "/call", "{}").status, 404)
            << id;
    }
    EXPECT_EQ(ask("POST", "/v1/handovers/latest/call", R"({"colour":"red"})").status, 422);
    for (const char* body :
         {"{}", R"({"text":""})", R"({"text":"a","kind":"gossip"})", R"({"text":"a","of":"b"})"}) {
        EXPECT_EQ(ask("POST", "/v1/notes", body).status, 422) << body;
    }
    EXPECT_EQ(ask("POST", "/v1/notes", "[").status, 400);
    EXPECT_EQ(read("/v1/handovers/latest").at("call").at("recorded"), false);
}

// Every route of this file, with every scope alone.
TEST_F(HandoverRoutesTest, EachRouteAsksForItsScope) {
    proves("P19");
    struct Asked {
        const char* method;
        const char* target;
        const char* body;
        Scope needed;
        int good;
    };
    const Asked all[] = {
        {"GET", "/v1/handovers", "", Scope::read, 200},
        {"GET", "/v1/handovers/latest", "", Scope::read, 200},
        {"GET", "/v1/handovers/now", "", Scope::read, 200},
        {"POST", "/v1/handovers/latest/call", "{}", Scope::operate, 200},
        {"POST", "/v1/notes", R"({"text":"a"})", Scope::operate, 201},
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
