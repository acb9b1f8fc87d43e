// Takes words out of the journal: finds the entries that hold them and has the engine erase them,
// a part at a time, so that no call waits behind it. Any thread; one erasure at a time.
#pragma once

#include "core/decide.h"
#include "daemon/in_parts.h"
#include "daemon/loop.h"
#include "daemon/one_at_a_time.h"
#include "daemon/word_finder.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace tocsin {

struct ErasureWanted {
    IncidentId incident;  // 0: of a person
    NamedPerson person;
    std::string by;
    std::string reason;
    bool trial = false;  // what would be erased is counted, and nothing changes
};

struct ErasureDone {
    InParts how = InParts::done;
    std::size_t entries = 0;                   // that have lost their words
    std::set<IncidentId> of;                   // that they were about
    std::map<std::string, std::size_t> stays;  // entries that must keep the words, by kind
};

class Eraser {
public:
    // Has the engine decide, and waits until it is on disk. Nothing: it has no room, or no time.
    using Ask = std::function<std::optional<Reply>(EraseAsked)>;
    using Now = std::function<Instant()>;

    // Entries of one commit, which calls wait for: about two milliseconds.
    static constexpr std::size_t at_once = 100;

    // The Store must have opened `journal` before, and stay open. Whoever else takes from the
    // journal has the same `one`, which outlives it.
    Eraser(const std::filesystem::path& journal, OneAtATime& one, Ask ask, Now now)
        : one_(one), finder_(journal), ask_(std::move(ask)), now_(std::move(now)) {}

    // Whether there is an incident of that number. Throws StoreError.
    bool knows(IncidentId incident);

    // Erases for at most so long. An incident that is open loses nothing; whoever asks has looked.
    // Throws StoreError when the journal cannot be read.
    ErasureDone erase(const ErasureWanted& wanted, std::chrono::milliseconds within);

    // One part of what is older than `before`; done without an entry: nothing is left. Throws
    // StoreError.
    ErasureDone erase_older(Instant before, const std::string& reason);

    // What was erased by hand since then, the latest first. Throws StoreError.
    std::vector<WordFinder::Past> erased_since(Instant since);

private:
    bool erase(const FoundWords& found, const ErasureWanted& wanted, ErasureDone& done);
    void erase_incident(const ErasureWanted& wanted, std::chrono::steady_clock::time_point until,
                        ErasureDone& done);
    void erase_person(const ErasureWanted& wanted, std::chrono::steady_clock::time_point until,
                      ErasureDone& done);

    OneAtATime& one_;
    WordFinder finder_;  // whoever has `one_`
    const Ask ask_;
    const Now now_;
};

}  // namespace tocsin
