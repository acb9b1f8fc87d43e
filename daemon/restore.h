// Puts a backup in the place of the journal, while no daemon runs. The present journal is set
// aside and never deleted; a crash at any point leaves the one or the other, whole.
#pragma once

#include "daemon/backup.h"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// The file is no backup that holds. Nothing else was looked at.
struct NoBackup : StoreError {
    using StoreError::StoreError;
};

struct Restored {
    std::filesystem::path database;
    std::filesystem::path aside;  // where the present journal is now; empty: there was none
    Head head;                    // of the backup
    Instant backed_up{};
    bool read = false;       // the present journal could be read, and it goes on from the backup
    std::uint64_t lost = 0;  // entries behind the backup, which are in `aside` alone
    std::vector<std::uint64_t> incidents{};  // that they are about, ascending
    // What was erased by hand behind the backup, which has the words yet: "INC-7",
    // "--person pat.ash". Those that a journal knows that cannot be read, nobody knows.
    std::set<std::string> erased{};
};

// Verifies `backup` first. `data` is the folder of the daemon's data, made if need be. With `trial`
// nothing is changed. Throws StoreError: the backup does not hold, a daemon is running, or the disk
// does not do it; the present journal is then in its place.
//
// What the next start must not mistake is prepared here. Its epoch lies far above every one that
// was drawn, and so do its numbers of calls and sends: a reference, or a link in an old text, names
// nothing new (P5, P12). Of the incidents the next number follows the last of the present journal,
// or lies 1,000 above when that cannot be read.
Restored restore(const std::filesystem::path& backup, const std::filesystem::path& data,
                 Instant now, bool trial);

// A sentence for the first start behind it, under this key of the journal's meta; empty when it was
// said.
inline constexpr const char* restored_key = "restored";

// "INC-7, INC-9, 12 more"; empty for none.
std::string lost_incidents(const Restored& restored);

}  // namespace tocsin
