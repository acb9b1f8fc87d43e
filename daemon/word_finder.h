// Finds the entries of the journal that hold what people wrote of an incident, or of a person, and
// that may lose it: of incidents that are over, and of the house where no start reads them again,
// or where the state forgets them as well (core/erasure_state.cc). Whatever else holds the words
// stays, and is counted.
//
// A read-only connection of its own. One thread at a time.
#pragma once

#include "core/ids.h"
#include "daemon/store.h"
#include "rota/time.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// Who erases what is older than the configuration wants it kept.
inline constexpr const char* by_retention = "retention";

struct FoundWords {
    std::vector<std::uint64_t> entries;  // ascending; empty: there are none
    std::vector<IncidentId> of;          // that they are about or speak of, ascending
};

// How somebody is named in the journal. Each is found whatever its case.
struct NamedPerson {
    PersonId id;
    std::vector<std::string> words;  // names, phones, mail addresses
};

class WordFinder {
public:
    // The Store must have opened `journal` before, and stay open. Everything here throws StoreError
    // when the file cannot be read.
    explicit WordFinder(const std::filesystem::path& journal);
    ~WordFinder();
    WordFinder(const WordFinder&) = delete;
    WordFinder& operator=(const WordFinder&) = delete;

    // Whether there is an incident of that number.
    bool knows(IncidentId incident) const;

    // The next entries that hold words of an incident, at most `most`.
    FoundWords of(IncidentId incident, Instant now, std::size_t most) const;

    // By kind: how many entries must keep words of it. A key that tells its alarm from another for
    // 72 h (P3), a call that was made for what is open as well.
    std::map<std::string, std::size_t> stays(IncidentId incident, Instant now) const;

    // The next entries that name a person, behind entry `after`. `until` is how far the journal was
    // read: the whole of it takes several calls, for the write-ahead log cannot shrink while one
    // reads.
    struct Pass {
        FoundWords found;
        std::map<std::string, std::size_t> stays;  // by kind: how many must keep the words
        std::uint64_t until = 0;
        bool more = false;
    };
    Pass naming(const NamedPerson& person, Instant now, std::uint64_t after,
                std::size_t most) const;

    // The next entries that are older than `before`, and so is the end of each incident that they
    // are about.
    FoundWords older(Instant before, Instant now, std::size_t most) const;

    // What was erased by hand lately, the latest first: entries may have followed that say it
    // again.
    struct Past {
        IncidentId incident;  // 0: of a person
        PersonId person;
    };
    std::vector<Past> erased_since(Instant since) const;

private:
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace tocsin
