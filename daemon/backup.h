// A backup: the journal as it was at one moment, in one file that needs nothing beside it. It is
// copied under another name, proved to its head, synced, and only then given its own: what has the
// name of a backup is one. Any thread but the engine's; nobody waits for it.
#pragma once

#include "daemon/history.h"
#include "daemon/store.h"
#include "rota/time.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct BackupMade {
    std::filesystem::path file;
    Instant at{};  // by the clock of the machine
    Head head;
    std::uint64_t bytes = 0;
};

// Copies the journal, which the Store may have open and go on writing. `where` is a folder, and the
// backup is then named for its time and head; or a file that must not be there yet. `stop` is asked
// now and then, and true ends it. Throws StoreError, and nothing is left but what was there before.
BackupMade back_up(
    const std::filesystem::path& journal, const std::filesystem::path& where, Instant at,
    const std::function<bool()>& stop = [] { return false; });

// "tocsin-20261127T031500Z-48213-9f3a60c1d2e4.db": when, how many entries, how their last hash
// begins.
std::string backup_name(Instant at, const Head& head);

struct BackupFile {
    std::filesystem::path file;
    Instant at{};
};

// What bears such a name in `folder`, the newest first. Empty when there is no folder.
std::vector<BackupFile> backups_in(const std::filesystem::path& folder);

// Removes all but the newest `keep` of them, and what a crash left half copied. Throws nothing.
void prune_backups(const std::filesystem::path& folder, std::size_t keep);

// What a file proves of itself, without any other.
struct FileProof {
    StoreKind kind = StoreKind::real;
    Verified verified;                 // the pages, and each entry to the head
    std::optional<Instant> backed_up;  // when it was made; nothing: it is no backup but a journal
    std::string numbers;               // as the journal's meta keeps them; may be empty
};

// Reads the whole file. Throws StoreError when it is no journal of ours, or cannot be read.
FileProof prove_file(const std::filesystem::path& file);

}  // namespace tocsin
