// The secret link over its routes: who may open one, who may read, and who is throttled.
#include "daemon/feed_routes.h"

#include "daemon/duty_routes.h"
#include "rota/clock_words.h"
#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <nlohmann/json.hpp>

namespace tocsin {
namespace {

// A house with a rota of this and the next week, and one route table.
class FeedRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        open_house(directory_of_stories({}));
        book_ = std::make_unique<DutyBook>(*archive_);
        feeds_ = std::make_unique<FeedRoutes>(
            *api_, *book_, [this] { return configuration_; }, [this] { return drawn(); });
        duties_ = std::make_unique<DutyRoutes>(*api_, *book_, [this] { return configuration_; });
        feeds_->add_routes(router_);
        duties_->add_routes(router_);
        api_->add_routes(router_);
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, machine_time().utc);
        loop_->start();
        const Zone& zone = configuration_->directory.calendar.zone;
        now_ = machine_time().utc;
        for (int week : {0, 1}) upload(plus_days(week_at(zone, now_), 7 * week), "pat.ash");
    }

    void upload(Day monday, const std::string& person) {
        const Zone& zone = configuration_->directory.calendar.zone;
        WeeklyRota week{"on-call", monday, week_span(zone, monday), {}, {}};
        week.shifts.push_back({"edm", week.span, {person}, {}});
        week.shifts.push_back({"level-3", week.span, {"sam.elm"}, {}});
        const Reply reply =
            api_->ask({}, RotaUploaded{{week}, person, "kim.hazel", "agreed"}, Lane::first);
        ASSERT_TRUE(reply.durable);
        monday_ = iso_day(monday);
    }

    std::array<std::uint8_t, 40> drawn() {
        std::array<std::uint8_t, 40> bytes{};
        bytes.fill(++draws_);
        return bytes;
    }

    Response ask(const std::string& method, const std::string& target, const std::string& body = "",
                 const Fields& headers = {}, std::set<Scope> scopes = {Scope::admin}) {
        return RoutesTest::ask(method, target, body, std::move(scopes), headers);
    }

    nlohmann::json opened(const std::string& body) {
        const Response response = ask("POST", "/v1/feeds", body);
        EXPECT_EQ(response.status, 201) << response.body;
        return nlohmann::json::parse(response.body);
    }

    static std::string path_of(const nlohmann::json& feed, const std::string& key = "url") {
        const std::string url = feed.at(key);
        return url.substr(url.find("/feeds/"));
    }

    static std::string header(const Response& response, const std::string& name) {
        const std::string* found = find_header(response.headers, name);
        return found == nullptr ? "" : *found;
    }

    std::unique_ptr<DutyBook> book_;
    std::unique_ptr<FeedRoutes> feeds_;
    std::unique_ptr<DutyRoutes> duties_;
    std::uint8_t draws_ = 0;
    std::string monday_;
    Instant now_{};
};

TEST_F(FeedRoutesTest, TheLinkIsShownOnceAndReadsUntilItIsRevoked) {
    const auto feed = opened(R"({"person":"pat.ash"})");
    const Response calendar = ask("GET", path_of(feed), "", {}, {});
    EXPECT_EQ(calendar.status, 200);
    EXPECT_EQ(calendar.content_type, "text/calendar; charset=utf-8");
    EXPECT_NE(calendar.body.find("SUMMARY:EDM on call (Tocsin)\r\n"), std::string::npos);
    EXPECT_NE(ask("GET", path_of(feed, "json"), "", {}, {}).body.find("EDM on call"),
              std::string::npos);

    const std::string list = ask("GET", "/v1/feeds").body;
    EXPECT_NE(list.find("pat.ash"), std::string::npos);
    const std::string token = path_of(feed).substr(7, 32);
    EXPECT_EQ(list.find(token), std::string::npos);
    EXPECT_TRUE(loop_->look([&](const Engine& engine, Instant) {
        for (const auto& [id, kept] : engine.state().feeds()) EXPECT_NE(kept.hash, token);
    }));

    const std::string id = feed.at("id");
    EXPECT_EQ(ask("DELETE", "/v1/feeds/" + id).status, 204);
    EXPECT_EQ(ask("DELETE", "/v1/feeds/" + id).status, 404);
    EXPECT_EQ(ask("GET", path_of(feed), "", {}, {}).status, 404);
}

TEST_F(FeedRoutesTest, WhoeverHasItAlreadyIsToldSoUntilTheRotaChanges) {
    const auto feed = opened(R"({"role":"edm"})");
    const Response first = ask("GET", path_of(feed));
    const std::string tag = header(first, "ETag");
    ASSERT_FALSE(tag.empty());
    const Response again = ask("GET", path_of(feed), "", {{"If-None-Match", "\"x\", W/" + tag}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(header(again, "ETag"), tag);
    upload(parse_day(monday_).value(), "jo.oak");
    const Response changed = ask("GET", path_of(feed), "", {{"If-None-Match", tag}});
    EXPECT_EQ(changed.status, 200);
    EXPECT_NE(changed.body.find("EDM: Jo Oak (Tocsin)"), std::string::npos) << changed.body;
}

TEST_F(FeedRoutesTest, WrongLinksAreThrottledAndGoodOnesNever) {
    proves("P19");
    const auto feed = opened(R"({"role":"edm"})");
    const std::string good = path_of(feed);
    for (int count = 0; count < 20; ++count)
        EXPECT_EQ(ask("GET", "/feeds/" + std::string(32, 'f') + ".ics").status, 404);
    EXPECT_EQ(ask("GET", "/feeds/" + std::string(32, 'f') + ".ics").status, 429);
    EXPECT_EQ(ask("GET", "/feeds/x").status, 429);
    EXPECT_EQ(ask("GET", good).status, 200);
}

TEST_F(FeedRoutesTest, WhatCannotBeOpenedIsSaid) {
    const std::map<std::string, int> bodies = {{"{}", 422},
                                               {R"({"person":"nobody"})", 422},
                                               {R"({"role":"porter"})", 422},
                                               {R"({"person":"pat.ash","role":"edm"})", 422},
                                               {R"({"person":"pat.ash","colour":"red"})", 422},
                                               {"[", 400}};
    for (const auto& [body, status] : bodies)
        EXPECT_EQ(ask("POST", "/v1/feeds", body).status, status) << body;
    EXPECT_EQ(ask("GET", "/v1/feeds").body, R"({"feeds":[]})");
}

TEST_F(FeedRoutesTest, ADayThatIsNoneIsNamed) {
    const std::string hours = "/v1/rotas/on-call/hours";
    for (const auto& [query, part] : std::vector<std::pair<std::string, std::string>>{
             {"", "from"}, {"?from=x&to=2026-11-30", "from"}, {"?from=2026-11-01&to=y", "to"}}) {
        const Response answer = ask("GET", hours + query);
        EXPECT_EQ(answer.status, 400) << query;
        EXPECT_NE(answer.body.find("\"detail\":\"" + part + " is a day."), std::string::npos)
            << answer.body;
    }
}

// Every route of this file, with every scope alone.
TEST_F(FeedRoutesTest, EachRouteAsksForItsScope) {
    proves("P19");
    const auto feed = opened(R"({"role":"edm"})");
    const std::string id = feed.at("id");
    const std::string hours = "/v1/rotas/on-call/hours?from=2026-11-01&to=2026-11-30";
    struct Asked {
        std::string method;
        std::string target;
        std::string body;
        Scope needed;
        int good;
    };
    const std::vector<Asked> all = {
        {"GET", "/v1/feeds", "", Scope::rota, 200},
        {"POST", "/v1/feeds", R"({"role":"edm"})", Scope::rota, 201},
        {"DELETE", "/v1/feeds/" + id, "", Scope::rota, 204},
        {"GET", "/v1/rotas/on-call/" + monday_, "", Scope::read, 200},
        {"GET", "/v1/rotas/on-call/history", "", Scope::read, 200},
        {"GET", hours, "", Scope::read, 200},
        {"GET", "/v1/on-call?role=level-3", "", Scope::read, 200},
    };
    for (const Asked& one : all) {
        for (const Scope scope : all_scopes) {
            if (scope == one.needed || scope == Scope::admin) continue;
            EXPECT_EQ(ask(one.method, one.target, one.body, {}, {scope}).status, 403)
                << one.method << " " << one.target << " " << to_string(scope);
        }
        EXPECT_EQ(ask(one.method, one.target, one.body, {}, {one.needed}).status, one.good)
            << one.target;
    }
    // The link itself asks for nothing, and takes nothing but a look.
    EXPECT_EQ(ask("GET", path_of(opened(R"({"role":"edm"})")), "", {}, {}).status, 200);
    EXPECT_EQ(ask("POST", path_of(feed), "", {}, {}).status, 405);
    EXPECT_EQ(ask("DELETE", path_of(feed), "", {}, {}).status, 405);
}

TEST_F(FeedRoutesTest, PhonesAreForThoseWhoWorkWithThem) {
    proves("P18");
    for (const std::string& target :
         {std::string("/v1/on-call?role=level-3"), "/v1/rotas/on-call/" + monday_}) {
        EXPECT_EQ(ask("GET", target, "", {}, {Scope::read}).body.find("900102"), std::string::npos)
            << target;
        for (const Scope scope : {Scope::operate, Scope::rota}) {
            EXPECT_NE(ask("GET", target, "", {}, {Scope::read, scope}).body.find("900102"),
                      std::string::npos)
                << target;
        }
    }
    const Fields csv = {{"Accept", "text/csv"}};
    const std::string week = "/v1/rotas/on-call/" + monday_;
    EXPECT_EQ(ask("GET", week, "", csv, {Scope::read}).body.find("900"), std::string::npos);
    EXPECT_NE(ask("GET", week, "", csv, {Scope::read, Scope::rota}).body.find("07700 900102"),
              std::string::npos);
    EXPECT_EQ(ask("GET", "/v1/on-call?role=porter").status, 404);
}

TEST_F(FeedRoutesTest, AWeekComesAsTheFormatThatIsAskedFor) {
    const std::string week = "/v1/rotas/on-call/" + monday_;
    const auto as = [&](const std::string& type) {
        return ask("GET", week, "", {{"Accept", type}});
    };
    EXPECT_TRUE(as("text/csv").body.starts_with("role,date,shift,from,to,person,name,phone,mail"));
    EXPECT_NE(as("application/yaml").body.find("week: " + monday_), std::string::npos);
    EXPECT_TRUE(as("text/calendar").body.starts_with("BEGIN:VCALENDAR\r\n"));
    const auto json = nlohmann::json::parse(as("application/json").body);
    EXPECT_EQ(json.at("shifts").at(0).at("persons").at(0).at("name"), "Pat Ash");
    EXPECT_EQ(json.at("by"), "kim.hazel");
    EXPECT_EQ(ask("GET", "/v1/rotas/on-call/2031-01-06").status, 404);
    EXPECT_EQ(ask("GET", "/v1/rotas/nights/" + monday_).status, 404);
}

TEST_F(FeedRoutesTest, HistorySaysWhoChangedWhat) {
    const Day monday = parse_day(monday_).value();
    upload(monday, "jo.oak");
    const Response response = ask("GET", "/v1/rotas/on-call/history?limit=2");
    const auto history = nlohmann::json::parse(response.body);
    EXPECT_EQ(history.at("entries_in_all"), 3);
    ASSERT_EQ(history.at("entries").size(), 2U);
    const auto& newest = history.at("entries").at(0);
    EXPECT_EQ(newest.at("version"), 3);
    EXPECT_EQ(newest.at("by"), "kim.hazel");
    EXPECT_EQ(newest.at("reason"), "agreed");
    EXPECT_EQ(newest.at("changes"), 1);
    EXPECT_NE(std::string(newest.at("words")).find("Pat Ash -> Jo Oak"), std::string::npos)
        << newest;
    for (const std::string bad : {"0", "x", "201", "-1"})
        EXPECT_EQ(ask("GET", "/v1/rotas/on-call/history?limit=" + bad).status, 400) << bad;
}

TEST_F(FeedRoutesTest, HoursWantAPeriod) {
    const std::string path = "/v1/rotas/on-call/hours";
    for (const std::string bad : {"", "?from=2026-11-01", "?from=2026-11-30&to=2026-11-01",
                                  "?from=2024-01-01&to=2026-11-01", "?from=yesterday&to=today",
                                  "?from=2026-11-01&to=2026-11-30&each=1"})
        EXPECT_EQ(ask("GET", path + bad).status, 400) << bad;
    const std::string day = monday_;
    const auto hours = nlohmann::json::parse(
        ask("GET", path + "?from=" + day + "&to=" + iso_day(plus_days(*parse_day(day), 6))).body);
    std::int64_t edm = 0;
    for (const auto& row : hours.at("hours")) {
        if (row.at("role") == "edm") edm += row.at("minutes").get<std::int64_t>();
    }
    const Span week = week_span(configuration_->directory.calendar.zone, *parse_day(day));
    EXPECT_EQ(std::chrono::minutes(edm), week.to - week.from);
}

}  // namespace
}  // namespace tocsin
