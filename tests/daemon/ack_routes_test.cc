// The acknowledgement link over its routes: who is let in, who is throttled, when it ends.
#include "daemon/ack_routes.h"

#include "channels/link.h"
#include "daemon/ack_form.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

namespace tocsin {
namespace {

const std::string key = "0123456789abcdef";
const std::string crowd = "192.0.2.1";  // an address that many people share

// One call to pat.ash about one incident, in a house that runs.
class AckRoutesTest : public StoreTest {
protected:
    void runs(Duration link_lasts, bool taken, bool desk = true) {
        store_ = start();
        Directory directory = directory_of_stories({});
        if (!desk) directory.procedures.at("hssi").roles.front().sources.clear();  // level 1
        const MachineTime machine = machine_time();
        expires_ = machine.utc + link_lasts;
        std::uint64_t seq = 0;
        const auto happens = [&](Event event) {
            journal_.commit({{++seq, machine.utc - 1h, 1, std::move(event)}}, {});
        };
        IncidentOpened opened;
        opened.incident = {1};
        opened.alarm = firing("gp", "gp-records", 1);
        opened.procedure = "hssi";
        opened.status = "reported";
        opened.service_name = "GP Records";
        happens(opened);
        CallMade made;
        made.call = {1};
        made.callee.person = "pat.ash";
        made.callee.name = "Pat Ash";
        made.covers = {{{1}, 0, 1}};
        made.until = machine.utc + 1h;
        made.link_expires = expires_;
        happens(made);
        if (taken) {
            Taken by_pat;
            by_pat.incident = {1};
            by_pat.person = "pat.ash";
            by_pat.call = CallId{1};
            happens(by_pat);
        }
        engine_.emplace(journal_, std::make_shared<Directory>(std::move(directory)));
        engine_->recover();
        clock_.emplace(machine, Pace{});
        loop_.emplace(*engine_, *clock_,
                      LoopCalls{.committed = [](const auto&, Instant) {},
                                .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                                .entropy = [] { return std::uint64_t{7}; }});
        loop_->start();
        archive_.emplace(path_);
        api_.emplace(ApiParts{*loop_, *archive_, {}, {}, {}});
        routes_.emplace(*api_, [] { return LinkMaker{"https://alert.example.org", {key}}; });
        routes_->add_routes(router_);
    }

    void TearDown() override {
        if (loop_) loop_->stop();
    }

    std::string good() const { return make_link_token(key, {1}, "pat.ash", expires_, false); }
    std::string wrong() const { return make_link_token(key, {1}, "sam.elm", expires_, false); }

    Response get(const std::string& token) {
        return router_.answer({.method = "GET", .target = "/a/" + token, .peer = crowd});
    }
    Response press(const std::string& token, const std::string& what) {
        const std::string form = make_form_value(key, token, machine_time().utc - 5s);
        return router_.answer({.method = "POST",
                               .target = "/a/" + token,
                               .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                               .body = "do=" + what + "&form=" + form,
                               .peer = crowd});
    }

    MemoryJournal journal_;
    std::unique_ptr<Store> store_;
    Instant expires_{};
    std::optional<Engine> engine_;
    std::optional<EngineClock> clock_;
    std::optional<Loop> loop_;
    std::optional<Archive> archive_;
    std::optional<Api> api_;
    std::optional<AckRoutes> routes_;
    Router router_{"/problems/", {}, [](const std::string& why) { ADD_FAILURE() << why; }};
};

TEST_F(AckRoutesTest, GoodLinkOpensHoweverManyWrongOnesCameFromItsAddress) {
    proves("P12");
    runs(1h, false);
    for (int count = 0; count < 20; ++count) {
        EXPECT_NE(get(count % 2 == 0 ? wrong() : "no-token").status, 429) << count;
    }
    EXPECT_EQ(get(wrong()).status, 429);
    EXPECT_EQ(get("no-token").status, 429);
    const Response page = get(good());
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("Pat Ash"), std::string::npos);
    EXPECT_EQ(press(good(), "take").status, 303);
}

TEST_F(AckRoutesTest, MalformedTokenIsRefusedWithoutTheEngine) {
    runs(1h, false);
    const Response looked = get(wrong());
    loop_->stop();
    const Response page = get("no-token");
    EXPECT_EQ(page.status, looked.status);
    EXPECT_EQ(page.body, looked.body);
}

TEST_F(AckRoutesTest, ExpiredLinkOfTheHolderActsNoMore) {
    runs(-1min, true);
    EXPECT_EQ(press(good(), "pass").status, 410);
    EXPECT_EQ(press(good(), "take").status, 410);
}

TEST_F(AckRoutesTest, HoldersLinkActsUntilItEnds) {
    runs(1h, true);
    EXPECT_EQ(press(good(), "take").status, 303);
}

TEST_F(AckRoutesTest, PagesOpenWhenNobodyIsLevelOne) {
    runs(1h, false, false);
    EXPECT_EQ(get(good()).status, 200);
    EXPECT_LT(get(wrong()).status, 500);
}

}  // namespace
}  // namespace tocsin
