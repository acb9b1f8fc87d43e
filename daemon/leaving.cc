#include "daemon/leaving.h"

namespace tocsin {

Leaving::Leaving(const SQLite::Database& database)
    : drop_about_(database, "DELETE FROM about WHERE seq = ?"),
      drop_particulars_(database, "DELETE FROM particulars WHERE seq = ?"),
      drop_ended_(database, "DELETE FROM ended WHERE seq = ?"),
      drop_entry_(database, "DELETE FROM entry WHERE seq = ?"),
      keep_hash_(database, "INSERT INTO archived VALUES (?, ?, ?)") {}

void Leaving::take_away(const Row& row) {
    for (const LeftEntry& one : row.archives) {
        Use(drop_about_, one.seq).run();
        Use(drop_particulars_, one.seq).run();
        Use(drop_ended_, one.seq).run();
        Use(drop_entry_, one.seq).run();
        Use(keep_hash_, one.seq, one.hash, row.seq).run();
    }
}

}  // namespace tocsin
