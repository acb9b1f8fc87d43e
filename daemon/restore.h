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

// Why nothing was restored, where each cause has a remedy of its own. Any other is a StoreError:
// mostly that somebody else may do it.

// The file is no journal of ours, or none that can be read. Nothing else was looked at.
struct NoBackup : StoreError {
    using StoreError::StoreError;
};
// It is one, and it does not hold. Nothing else was looked at.
struct DamagedBackup : StoreError {
    using StoreError::StoreError;
};
// What was named as the folder of the daemon's data is none that is there.
struct NoDataFolder : StoreError {
    using StoreError::StoreError;
};
// A daemon runs on the journal, or another restore.
struct JournalInUse : StoreError {
    using StoreError::StoreError;
};
// The disk of the data does not take the backup beside the present journal.
struct NoRoom : StoreError {
    using StoreError::StoreError;
};

struct Restored {
    std::filesystem::path database;
    std::filesystem::path aside;          // where the present journal is now; empty: there was none
    Head head;                            // of the backup
    std::optional<Instant> backed_up{};   // nothing: it is no backup but a copy of a journal
    std::optional<Instant> last_entry{};  // of the backup; nothing: it has none
    bool read = false;       // the present journal could be read, and it goes on from the backup
    std::uint64_t lost = 0;  // entries behind the backup, which are in `aside` alone
    std::vector<std::uint64_t> incidents{};  // that they are about, ascending
    // What was erased by hand behind the backup, which has the words yet: "INC-7",
    // "--person pat.ash". Those that a journal knows that cannot be read, nobody knows.
    std::set<std::string> erased{};
};

// Verifies `backup` first: a backup, or a journal that was set aside or copied, with its log beside
// it if it has one. `data` is the folder of the daemon's data, which is there: one that is mistyped
// would be restored into, and the daemon would go on with what it has. With `trial` nothing is
// changed and nothing made, and a daemon may run. Throws StoreError: the backup does not hold, a
// daemon is running, or the disk does not do it; the present journal is then in its place.
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

// "the backup of 2026-11-27T03:15:00Z"; or that it is a copy of a journal, and of when its last
// entry is.
std::string origin_words(const Restored& restored);

// "INC-7, INC-9, 12 more"; empty for none.
std::string lost_incidents(const Restored& restored);

// "2.1 MiB": how large a backup is, or what room there is for one.
std::string mebibytes(std::uint64_t bytes);

}  // namespace tocsin
