// Moves what is old out of the journal, behind a verified file that has it: finds the entries and
// has the engine let them go, a part at a time, so that no call waits behind it. Any thread; one at
// a time, and none beside an erasure.
#pragma once

#include "core/decide.h"
#include "daemon/in_parts.h"
#include "daemon/leaving_finder.h"
#include "daemon/loop.h"
#include "daemon/one_at_a_time.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace tocsin {

struct ArchiveWanted {
    Instant before;
    ArchiveFile file;
    std::string by;
};

struct ArchiveDone {
    InParts how = InParts::done;
    std::uint64_t entries = 0;  // that have left, this time
};

class Archiver {
public:
    // What is younger is read again by those who look back: handovers, feeds, reports of a month.
    static constexpr std::chrono::days youngest{31};

    // Entries of one commit, which calls wait for.
    static constexpr std::size_t at_once = 100;

    // Has the engine decide, and waits until it is on disk. Nothing: it has no room, or no time.
    using Ask = std::function<std::optional<Reply>(ArchiveAsked)>;

    // The Store must have opened `journal` before, and stay open. `one` outlives it.
    Archiver(const std::filesystem::path& journal, OneAtATime& one, Ask ask)
        : one_(one), finder_(journal), ask_(std::move(ask)) {}

    // Lets go what is older, for at most so long. Throws StoreError when the journal cannot be
    // read.
    ArchiveDone archive(const ArchiveWanted& wanted, std::chrono::milliseconds within);

    // How many would leave now, of how many; `parted`: at least so many. Throws StoreError.
    struct Counted {
        InParts how = InParts::done;
        std::uint64_t leaving = 0;
        std::uint64_t all = 0;
    };
    Counted count(Instant before, std::uint64_t last, std::chrono::milliseconds within);

private:
    bool let_go(const LeavingFinder::Pass& pass, const ArchiveWanted& wanted, ArchiveDone& done);

    // How far the last request came: one that asks for the same goes on from there.
    struct Sweep {
        LeavingBounds bounds{};
        std::uint64_t after = 0;
        bool found = false;  // something, since it began at the first entry
    };

    OneAtATime& one_;
    LeavingFinder finder_;  // whoever has `one_`
    Sweep sweep_;           // likewise
    const Ask ask_;
};

}  // namespace tocsin
