#include "daemon/may_leave.h"

#include <algorithm>

namespace tocsin {

MayLeave::MayLeave(const SQLite::Database& database)
    : hash_(database, "SELECT hash FROM entry WHERE seq = ?"),
      stays_(database,
             "SELECT 1 FROM about WHERE seq = ?1 AND incident NOT IN (SELECT incident FROM ended)"
             " UNION ALL SELECT 1 FROM erased WHERE by_seq = ?1"
             " UNION ALL SELECT 1 FROM archived WHERE by_seq = ?1"),
      named_(database,
             "SELECT about.seq FROM ended JOIN about USING (incident) WHERE ended.seq = ?") {}

std::vector<LeftEntry> MayLeave::of(const std::vector<LeftEntry>& asked) {
    std::vector<LeftEntry> leaving;
    for (LeftEntry one : asked) {
        Use found(hash_, one.seq);
        if (found.step() && found.blob(0, one.hash) && !Use(stays_, one.seq).step())
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

bool MayLeave::ends_what_stays(std::uint64_t seq, const std::vector<LeftEntry>& leaving) {
    Use named(named_, seq);
    while (named.step()) {
        if (!std::ranges::binary_search(leaving, named.number(0), {}, &LeftEntry::seq)) return true;
    }
    return false;
}

}  // namespace tocsin
