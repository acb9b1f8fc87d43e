// A house whose routes are asked as the gate asks them: a store on the disk, an engine, a loop, the
// archive and the API. Each test adds the routes it is about.
#pragma once

#include "daemon/api.h"
#include "daemon/sqlite_journal.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/story.h"

namespace tocsin {

class RoutesTest : public StoreTest {
protected:
    // Everything up to an engine that has recovered from an empty journal. The loop does not run
    // yet: the test steps the engine first, and starts it.
    void open_house(Directory directory) {
        auto configuration = std::make_shared<Configuration>();
        configuration->directory = std::move(directory);
        configuration_ = configuration;
        store_ = start();
        journal_ = std::make_unique<SqliteJournal>(
            *store_, [] { return std::map<std::string, std::string>{}; });
        engine_ = std::make_unique<Engine>(*journal_,
                                           std::make_shared<Directory>(configuration_->directory));
        loop_ = std::make_unique<Loop>(
            *engine_, clock_,
            LoopCalls{.committed = [](const auto&, Instant) {},
                      .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                      .entropy = [] { return std::uint64_t{7}; }});
        archive_ = std::make_unique<Archive>(path_);
        api_ = std::make_unique<Api>(
            ApiParts{*loop_, *archive_, [this] { return configuration_; }, {}, {}});
        engine_->recover();
    }
    void TearDown() override {
        if (loop_) loop_->stop();
    }

    Response ask(const std::string& method, const std::string& target, const std::string& body = "",
                 std::set<Scope> scopes = {Scope::admin}, const Fields& headers = {}) {
        scopes_ = std::move(scopes);
        const std::size_t question = target.find('?');
        return router_.answer(
            {.method = method,
             .target = target.substr(0, question),
             .query = question == std::string::npos ? "" : target.substr(question + 1),
             .headers = headers,
             .body = body,
             .peer = "192.0.2.1"});  // an address that many people share
    }

    std::string read(const std::string& target) {
        const Response response = ask("GET", target);
        EXPECT_EQ(response.status, 200) << target << "\n" << response.body;
        return response.body;
    }

    std::shared_ptr<const Configuration> configuration_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<SqliteJournal> journal_;
    std::unique_ptr<Engine> engine_;
    EngineClock clock_{machine_time(), Pace{}};
    std::unique_ptr<Loop> loop_;
    std::unique_ptr<Archive> archive_;
    std::unique_ptr<Api> api_;
    std::set<Scope> scopes_;  // of whoever asks
    Router router_{"/problems/",
                   {.token = [this](const Request&) -> Identity {
                        return Principal{"test", scopes_};
                    },
                    .hook = {},
                    .callback = {}},
                   [](const std::string& why) { ADD_FAILURE() << why; }};
};

}  // namespace tocsin
