// Finds the entries that may leave the journal for a file that has them: of incidents that were
// over before a day, and of the house where no start reads them again. What says that others were
// erased or have left stays for ever.
//
// A read-only connection of its own. One thread at a time.
#pragma once

#include "core/ids.h"
#include "daemon/store.h"
#include "rota/time.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace tocsin {

// What is to leave.
struct LeavingBounds {
    Instant before;           // older than this, and so is the end of each incident
    std::uint64_t up_to = 0;  // the last entry that the file has

    bool operator==(const LeavingBounds&) const = default;
};

class LeavingFinder {
public:
    // The Store must have opened `journal` before, and stay open. Everything here throws StoreError
    // when the file cannot be read.
    explicit LeavingFinder(const std::filesystem::path& journal);
    ~LeavingFinder();
    LeavingFinder(const LeavingFinder&) = delete;
    LeavingFinder& operator=(const LeavingFinder&) = delete;

    // The next entries behind entry `after` that may leave together, at most `most`. The entry that
    // ends an incident goes with the last that is about it, or in a later pass.
    struct Pass {
        std::vector<std::uint64_t> entries;  // ascending
        std::vector<IncidentId> of;          // that they are about, ascending
        std::uint64_t until = 0;             // how far the journal was read
        bool more = false;                   // behind it
    };
    Pass next(const LeavingBounds& bounds, std::uint64_t after, std::size_t most) const;

    // How many of the next entries behind entry `after` may leave. The whole journal takes several
    // calls: the write-ahead log cannot shrink while one reads.
    struct Count {
        std::uint64_t leaving = 0;
        std::uint64_t until = 0;  // how far the journal was read
        bool more = false;        // behind it
    };
    Count count(const LeavingBounds& bounds, std::uint64_t after) const;

    // How many entries there are.
    std::uint64_t entries() const;

private:
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace tocsin
