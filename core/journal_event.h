// What is decided about the journal itself, in the past tense: what leaves it, and copies of it
// that did not come about.
#pragma once

#include "core/ids.h"
#include "core/input.h"
#include "rota/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// What a text of an entry reads as when it was taken away.
inline constexpr const char* erased_text = "[erased]";

// The particulars of earlier entries were taken away: names, addresses, what people wrote. The
// entries stay, and their hashes hold (architecture.md, hash chain and privacy).
struct Erased {
    std::vector<IncidentId> of;          // that they are about; first the one that was asked for
    PersonId person;                     // whose name was asked for; empty: whole incidents were
    std::vector<std::uint64_t> entries;  // ascending; at least one
    std::string by;                      // a principal, or "retention"
    std::string reason;
};

// Earlier entries have left the journal, whole: a file has them. Their hashes stay, so that the
// chain still holds (architecture.md, hash chain and privacy).
struct Archived {
    std::vector<std::uint64_t> entries;  // ascending; at least one
    ArchiveFile file;
    std::string by;
    std::vector<IncidentId> of{};  // that they are about
};

// A planned backup has failed, or has not come at its time (P21).
struct BackupMissed {
    std::string why;                   // a sentence
    std::optional<Instant> last_good;  // nothing: there was none yet
    bool told = false;                 // level 1 is told of it
};

}  // namespace tocsin
