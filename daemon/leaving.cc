#include "daemon/leaving.h"

#include <algorithm>

namespace tocsin {

Leaving::Leaving(const SQLite::Database& database)
    : hash_(database, "SELECT hash FROM entry WHERE seq = ?"),
      stays_(database,
             "SELECT 1 FROM about WHERE seq = ?1 AND incident NOT IN (SELECT incident FROM ended)"
             " UNION ALL SELECT 1 FROM erased WHERE by_seq = ?1"
             " UNION ALL SELECT 1 FROM archived WHERE by_seq = ?1"),
      named_(database,
             "SELECT about.seq FROM ended JOIN about USING (incident) WHERE ended.seq = ?"),
      drop_about_(database, "DELETE FROM about WHERE seq = ?"),
      drop_particulars_(database, "DELETE FROM particulars WHERE seq = ?"),
      drop_ended_(database, "DELETE FROM ended WHERE seq = ?"),
      drop_entry_(database, "DELETE FROM entry WHERE seq = ?"),
      keep_hash_(database, "INSERT INTO archived VALUES (?, ?, ?)") {}

std::vector<LeftEntry> Leaving::that_may_leave(const Row& row) {
    std::vector<LeftEntry> leaving;
    for (LeftEntry one : row.archives) {
        Use found(hash_, one.seq);
        if (one.seq < row.seq && found.step() && found.blob(0, one.hash) && !stays(one.seq))
            leaving.push_back(one);
    }
    std::ranges::sort(leaving, {}, &LeftEntry::seq);
    const auto twice = std::ranges::unique(leaving, {}, &LeftEntry::seq);
    leaving.erase(twice.begin(), twice.end());
    // One that stays may be about the incident that another one ends: that one stays as well.
    for (bool more = true; more;) {
        const std::vector<LeftEntry> before = leaving;
        more = std::erase_if(leaving, [&](const LeftEntry& one) {
                   return ends_what_stays(one.seq, before);
               }) > 0;
    }
    return leaving;
}

bool Leaving::stays(std::uint64_t seq) {
    return Use(stays_, seq).step();
}

bool Leaving::ends_what_stays(std::uint64_t seq, const std::vector<LeftEntry>& leaving) {
    Use named(named_, seq);
    while (named.step()) {
        if (!std::ranges::binary_search(leaving, named.number(0), {}, &LeftEntry::seq)) return true;
    }
    return false;
}

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
