// A house in which incidents came to their end ten days ago, and whose words are to be forgotten.
#pragma once

#include "core/draft.h"
#include "daemon/erasure_routes.h"
#include "tests/daemon/routes_test.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace tocsin {

class ErasureHouse : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        open_house(directory_of_stories({}));
        api_->add_routes(router_);
        happens(Started{epoch_, "tocsin-1", false, false});
        happens(Configured{"sha", {configuration_->directory.procedures.at("hssi")}});
    }
    void serve() {
        eraser_ = std::make_unique<Eraser>(
            path_, one_,
            [this](EraseAsked asked) -> std::optional<Reply> {
                ++asked_;
                auto answer = loop_->submit(std::move(asked), Lane::intake);
                return answer ? std::optional(answer->get()) : std::nullopt;
            },
            [this] { return loop_->now(); });
        erasures_ = std::make_unique<ErasureRoutes>(*api_, *eraser_, *archive_, desk_);
        erasures_->add_routes(router_);
        loop_->start();
    }

    // Ten days ago, and every message arrives.
    void happens(Occurrence what) {
        std::vector<SendId> sent = step(std::move(what));
        while (!sent.empty()) {
            std::vector<SendId> more;
            for (const SendId id : sent) {
                Outcome outcome;
                outcome.id = id;
                outcome.verdict = Verdict::accepted;
                for (const SendId next : step(Answered{outcome})) more.push_back(next);
            }
            sent = std::move(more);
        }
    }
    std::vector<SendId> step(Occurrence what) {
        now_ += std::chrono::seconds(1);
        const Effects effects = engine_->step({{std::move(what), ++entropy_}}, now_);
        std::vector<SendId> sent;
        for (const HandOver& one : effects.hand_over) sent.push_back(one.message.id);
        return sent;
    }

    // One whose every text says `word`, from its alarm to its end.
    IncidentId over(const std::string& word, bool closed = true) {
        Alarm alarm = firing(word + " key", "ward of " + word, 1);
        alarm.summary = word + " summary";
        alarm.fields = {{"note", word + " field"}};
        alarm.raw = word + " raw";
        happens(Reported{"monitor", "monitor", {alarm}, "", ""});
        happens(Tick{});
        const IncidentId id{engine_->state().next_incident().value - 1};
        Acknowledgement taken;
        taken.incident = id;
        taken.person = "pat.ash";
        taken.via = "API";
        happens(taken);
        happens(IncidentNote{id, "note", word + " note", "kim.hazel"});
        Confirmed confirmed{id, "kim.hazel", {}, {}};
        confirmed.words = {"down", "", word + " impact", word + " place"};
        happens(confirmed);
        happens(Resolved{id, "kim.hazel", word + " resolution", {}});
        happens(NoteWritten{"information", reference(id) + " " + word + " handover", "kim.hazel"});
        if (closed) happens(Closed{id, "kim.hazel", {}});
        return id;
    }

    // The files of the journal that have the word.
    std::vector<std::string> files_with(const std::string& word) const {
        std::vector<std::string> found;
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder_)) {
            if (!file.is_regular_file()) continue;
            std::ifstream in(file.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            if (bytes.find(word) != std::string::npos)
                found.push_back(file.path().filename().string());
        }
        return found;
    }
    State recovered() const {
        State state;
        SqliteJournal journal(*store_, {});
        journal.replay([&](const Entry& entry) { state.apply(entry); });
        return state;
    }

    Instant now_ = machine_time().utc - std::chrono::hours(240);
    std::uint64_t entropy_ = 0;
    int asked_ = 0;
    BackupDesk desk_{path_, [] { return machine_time().utc; },
                     [](const std::string&, std::optional<Instant>) {}};
    OneAtATime one_;
    std::unique_ptr<Eraser> eraser_;
    std::unique_ptr<ErasureRoutes> erasures_;
};

}  // namespace tocsin
