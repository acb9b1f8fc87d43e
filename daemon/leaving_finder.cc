#include "daemon/leaving_finder.h"

#include "daemon/may_leave.h"
#include "daemon/sqlite.h"
#include "daemon/sqlite_journal.h"

#include <algorithm>
#include <set>
#include <string>

namespace tocsin {
namespace {

// So much of the journal is looked through in one reading.
constexpr std::uint64_t rows_at_once = 20'000;

// What may leave of the entries behind ?3 to ?4; ?1 is the last at all, and ?2 before when.
std::string of_part() {
    return " FROM entry AS e WHERE e.seq > ?3 AND e.seq <= ?4 AND e.seq <= ?1 AND e.at < ?2"
           " AND e.kind NOT IN ('erased', 'archived')"
           " AND CASE WHEN e.stream = 1 THEN e.kind NOT IN " +
           kinds_read_again() +
           " ELSE NOT EXISTS (SELECT 1 FROM about AS a LEFT JOIN ended USING (incident)"
           " LEFT JOIN entry AS f ON f.seq = ended.seq"
           " WHERE a.seq = e.seq AND (f.seq IS NULL OR f.at >= ?2)) END";
}

}  // namespace

struct LeavingFinder::Open {
    explicit Open(const std::filesystem::path& path)
        : database(open_reader(path, "")),
          leaving(database, "SELECT e.seq" + of_part() + " ORDER BY 1 LIMIT ?5"),
          counting(database, "SELECT count(*)" + of_part()),
          about(database, "SELECT incident FROM about WHERE seq = ?"),
          may_leave(database) {}

    SQLite::Database database;
    SQLite::Statement leaving;
    SQLite::Statement counting;
    SQLite::Statement about;
    MayLeave may_leave;
};

LeavingFinder::LeavingFinder(const std::filesystem::path& journal) {
    try {
        open_ = std::make_unique<Open>(journal);
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + journal.string() + "' cannot be opened: " + error.what());
    }
}

LeavingFinder::~LeavingFinder() = default;

LeavingFinder::Pass LeavingFinder::next(const LeavingBounds& bounds, std::uint64_t after,
                                        std::size_t most) const {
    return in_snapshot(open_->database, [&] {
        Pass pass;
        pass.until = std::min(after + rows_at_once, bounds.up_to);
        std::vector<LeftEntry> found;
        {
            Use row(open_->leaving, bounds.up_to, bounds.before, after, pass.until,
                    std::uint64_t{most});
            while (row.step()) found.push_back({row.number(0), {}});
        }
        if (found.size() == most) pass.until = found.back().seq;
        pass.more = pass.until < bounds.up_to;
        for (const LeftEntry& one : open_->may_leave.of(found)) pass.entries.push_back(one.seq);
        std::set<IncidentId> of;
        for (const std::uint64_t seq : pass.entries) {
            Use incident(open_->about, seq);
            while (incident.step()) of.insert({incident.number(0)});
        }
        pass.of.assign(of.begin(), of.end());
        return pass;
    });
}

LeavingFinder::Count LeavingFinder::count(const LeavingBounds& bounds, std::uint64_t after) const {
    return in_snapshot(open_->database, [&] {
        Count count;
        count.until = std::min(after + rows_at_once, bounds.up_to);
        Use row(open_->counting, bounds.up_to, bounds.before, after, count.until);
        row.step();
        count.leaving = row.number(0);
        count.more = count.until < bounds.up_to;
        return count;
    });
}

std::uint64_t LeavingFinder::entries() const {
    return in_snapshot(open_->database, [&] {
        SQLite::Statement all(open_->database, "SELECT count(*) FROM entry");
        Use row(all);
        row.step();
        return row.number(0);
    });
}

}  // namespace tocsin
