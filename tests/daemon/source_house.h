// A house that sources report to, whose router asks them for their own proofs: an engine on a
// journal in memory, a loop, and the API. Each test adds the routes it is about.
#pragma once

#include "daemon/api.h"
#include "daemon/memory_journal.h"
#include "daemon/source_identity.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/story.h"

namespace tocsin {

class SourceHouse : public StoreTest {
protected:
    void TearDown() override { loop_.stop(); }

    void add_source(Source source) {
        auto configuration = std::make_shared<Configuration>(*configuration_);
        configuration->sources.push_back(std::move(source));
        configuration_ = configuration;
    }

    static Source source_with_key(const std::string& name, const std::string& dialect,
                                  const std::string& key) {
        Source source;
        source.name = name;
        source.dialect = dialect;
        source.auth.emplace_back(ByToken{});
        if (!key.empty()) source.keys = {hash_secret("an older key of " + name), hash_secret(key)};
        return source;
    }

    Response ask(const std::string& method, const std::string& target, const std::string& body,
                 const Fields& headers = {}) {
        const std::size_t question = target.find('?');
        return router_.answer(
            {.method = method,
             .target = target.substr(0, question),
             .query = question == std::string::npos ? "" : target.substr(question + 1),
             .headers = headers,
             .body = body,
             .peer = "192.0.2.1"});
    }

    // How many incidents are open, and the notes of the one that was opened first.
    std::size_t open_incidents() const {
        std::size_t open = 0;
        EXPECT_TRUE(loop_.look([&](const Engine& engine, Instant) {
            for (const auto& [id, incident] : engine.state().incidents()) {
                if (!incident.resolved) ++open;
            }
        }));
        return open;
    }
    std::vector<std::string> notes() const {
        std::vector<std::string> notes;
        for (const Entry& entry : committed_) {
            if (const auto* note = std::get_if<NoteAdded>(&entry.event))
                notes.push_back(note->text);
            if (const auto* note = std::get_if<NoteTaken>(&entry.event)) {
                notes.push_back(note->kind + ": " + note->text);
            }
        }
        return notes;
    }

    std::unique_ptr<Store> store_ = start();
    MemoryJournal journal_;
    Engine engine_{journal_, std::make_shared<Directory>(directory_of_stories({}))};
    EngineClock clock_{machine_time(), Pace{}};
    std::vector<Entry> committed_;  // written before the answers that tell of them
    mutable Loop loop_{engine_, clock_,
                       LoopCalls{.committed =
                                     [this](const auto& effects, Instant) {
                                         committed_.insert(committed_.end(),
                                                           effects->entries.begin(),
                                                           effects->entries.end());
                                     },
                                 .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                                 .entropy = [] { return std::uint64_t{7}; }}};
    Archive archive_{path_};
    std::shared_ptr<const Configuration> configuration_ = std::make_shared<Configuration>();
    std::shared_ptr<SourceDoor> door_ = std::make_shared<SourceDoor>();
    Api api_{ApiParts{.loop = loop_,
                      .archive = archive_,
                      .configuration = [this] { return configuration_; },
                      .entropy = {},
                      .unique = {},
                      .door = door_}};
    FailureLimiter limiter_;
    Instant now_ = machine_time().utc;
    Router router_{
        "/problems/",
        {.token = {},
         .hook = [this](const Request& request, const Fields& path) -> Identity {
             const Source* source = find_source(*configuration_, *find_field(path, "source"));
             if (source == nullptr) return AuthFailure::missing;
             return identify_hook(*source, {}, limiter_, request, "", now_, true).identity;
         },
         .callback = {},
         .routing_key =
             [this](const Request& request, const Fields&) {
                 return identify_pagerduty(configuration_->sources, limiter_, request, now_);
             },
         .genie_key =
             [this](const Request& request, const Fields&) {
                 return identify_opsgenie(configuration_->sources, limiter_, request, now_);
             }},
        [](const std::string& why) { ADD_FAILURE() << why; }};
};

}  // namespace tocsin
