#include "daemon/leaving.h"

#include "daemon/batch_writer.h"

#include <algorithm>

namespace tocsin {
namespace {

[[noreturn]] void refuse(const Row& row, std::uint64_t left, const std::string& why) {
    throw Refusal("entry " + std::to_string(row.seq) + " archives entry " + std::to_string(left) +
                  ", " + why);
}

}  // namespace

Leaving::Leaving(const SQLite::Database& database)
    : hash_(database, "SELECT hash FROM entry WHERE seq = ?"),
      open_(database,
            "SELECT 1 FROM about WHERE seq = ? AND incident NOT IN (SELECT incident FROM ended)"),
      drop_about_(database, "DELETE FROM about WHERE seq = ?"),
      drop_particulars_(database, "DELETE FROM particulars WHERE seq = ?"),
      still_named_(database, "SELECT 1 FROM ended JOIN about USING (incident) WHERE ended.seq = ?"),
      drop_ended_(database, "DELETE FROM ended WHERE seq = ?"),
      drop_entry_(database, "DELETE FROM entry WHERE seq = ?"),
      keep_hash_(database, "INSERT INTO archived VALUES (?, ?, ?)") {}

std::vector<LeftEntry> Leaving::hashes(const Row& row) {
    std::vector<LeftEntry> leaving = row.archives;
    std::ranges::sort(leaving, {}, &LeftEntry::seq);
    const auto twice = std::ranges::unique(leaving, {}, &LeftEntry::seq);
    leaving.erase(twice.begin(), twice.end());
    for (LeftEntry& one : leaving) {
        Use found(hash_, one.seq);
        if (one.seq >= row.seq || !found.step() || !found.blob(0, one.hash))
            refuse(row, one.seq, "which is not there");
    }
    return leaving;
}

// The ends of incidents last: until then it is known which of them are over.
void Leaving::take_away(const Row& row) {
    for (const LeftEntry& one : row.archives) {
        if (Use(open_, one.seq).step()) refuse(row, one.seq, "which is about what is open");
    }
    for (const LeftEntry& one : row.archives) {
        Use(drop_about_, one.seq).run();
        Use(drop_particulars_, one.seq).run();
    }
    for (const LeftEntry& one : row.archives) {
        if (Use(still_named_, one.seq).step())
            refuse(row, one.seq, "which ends an incident that others stay about");
        Use(drop_ended_, one.seq).run();
        Use(drop_entry_, one.seq).run();
        Use(keep_hash_, one.seq, one.hash, row.seq).run();
    }
}

}  // namespace tocsin
