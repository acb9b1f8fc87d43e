// Power cuts under the whole engine: a simulated day with its people, providers and crashes runs on
// the real store, is cut anywhere, and the engine that recovers must know what was answered and
// what was sent.
#include "daemon/engine.h"

#include "tests/powercut/cut_journal.h"
#include "tests/simulator/dump.h"
#include "tests/simulator/house.h"
#include "tests/simulator/simulation.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <set>

namespace tocsin {
namespace {

// Opens the disk after the cut as a new process does. `known` is what the batches up to there have
// made of the state, the batch within which the power went included or not.
std::string recovered(const CutPlace& place, const Image& image, const State& acknowledged,
                      const State& begun, const std::set<std::uint64_t>& sent) {
    Disk disk(image, 7);
    try {
        const auto store = place.open(disk, salts_of(1));
        SqliteJournal journal(*store, nullptr);
        Engine engine(journal, std::make_shared<Directory>());
        engine.recover();
        const State& state = engine.state();
        const State& meant = state.next_seq() == acknowledged.next_seq() ? acknowledged : begun;
        if (const std::string other = difference(dump(meant, false), dump(state, false));
            !other.empty()) {
            return "another state: " + other;
        }
        for (const auto& [id, incident] : acknowledged.incidents()) {
            const Incident* found = state.incidents().find(id);
            if (found == nullptr && begun.incidents().find(id) != nullptr) {
                return "incident " + std::to_string(id.value) + " was answered, and is gone";
            }
            if (found != nullptr && found->climb.running && !state.next_due()) {
                return "incident " + std::to_string(id.value) +
                       " is owed a call, and nothing is due";
            }
        }
        if (!sent.empty() && *sent.rbegin() >= state.next_send().value) {
            return "send " + std::to_string(*sent.rbegin()) + " left the house unwritten";
        }
        return "";
    } catch (const std::exception& error) {
        return error.what();
    }
}

// One day of `seed`, cut within `wanted` of its operations. How many cuts it came to.
std::uint64_t cut_day(const CutPlace& place, std::uint64_t seed, std::uint64_t wanted) {
    Recording recording(place);
    const Outline outline =
        Simulation(
            {seed}, [&] { return std::make_unique<CutJournal>(recording); }, nullptr)
            .run();
    EXPECT_EQ(outline.broken, "") << "seed " << seed << ": " << outline.how;

    std::mt19937_64 chance(seed);
    const auto& operations = recording.disk.operations();
    const std::size_t every = std::max<std::size_t>(1, operations.size() / wanted);
    Platter platter(place.blank());
    State acknowledged;
    State begun;
    std::set<std::uint64_t> sent;
    std::size_t done = 0;
    std::size_t tried = 0;
    std::uint64_t cuts = 0;
    const auto apply = [](State& state, const Batch& batch) {
        for (const Entry& entry : batch.entries) state.apply(entry);
        state.keep();
    };
    for (std::size_t index = 0; index < operations.size(); ++index) {
        const auto& batches = recording.batches;
        while (tried < batches.size() && batches[tried].begun <= index) {
            apply(begun, batches[tried++]);
        }
        while (done < batches.size() && batches[done].done <= index) {
            for (const Entry& entry : batches[done].entries) {
                if (const auto* handed = std::get_if<SendHanded>(&entry.event)) {
                    sent.insert(handed->send.value);
                } else if (const auto* offered = std::get_if<SendOffered>(&entry.event)) {
                    if (offered->handed) sent.insert(offered->message.id.value);
                }
            }
            apply(acknowledged, batches[done++]);
        }
        platter.begin(operations[index]);
        if (index % every == 0) {
            const Unsynced unsynced = every_unsynced[cuts % every_unsynced.size()];
            const std::string why =
                recovered(place, platter.after_cut(unsynced, chance), acknowledged, begun, sent);
            EXPECT_EQ(why, "") << "seed " << seed << ", operation " << index + 1
                               << ", unsynced: " << name_of(unsynced);
            ++cuts;
            if (!why.empty()) return cuts;
        }
        platter.finish(operations[index]);
    }
    return cuts;
}

TEST(EngineCuts, WhatWasAnsweredAndSentIsKnownWhereverThePowerIsCut) {
    for (const char* rule : {"P1", "P4"}) proves(rule);
    const CutPlace place;
    const std::uint64_t wanted = std::getenv("TOCSIN_CAMPAIGN") == nullptr ? 2'000 : 200'000;
    const auto start = std::chrono::steady_clock::now();
    std::uint64_t cuts = 0;
    std::uint64_t seed = 0;
    while (cuts < wanted && !testing::Test::HasFailure()) cuts += cut_day(place, ++seed, 250);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << cuts << " cuts under the engine, " << seed << " seeds, " << took.count() << " s\n";
}

}  // namespace
}  // namespace tocsin
