#include "daemon/history.h"

#include "channels/sabotage.h"
#include "daemon/entry_reader.h"
#include "daemon/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

// SQLite asks after this many steps of its machine, some tens of microseconds of work.
constexpr int steps_between_looks = 1000;

int late(void* deadline) {
    return Steady::now() >= *static_cast<Steady::time_point*>(deadline);
}

// What a raw hand can put into a table without touching any entry from 1 to the last.
struct Stray {
    const char* query;
    const char* what;
};
constexpr std::array<Stray, 6> strays{{
    {"SELECT seq FROM entry WHERE seq < 1 OR seq > ?", "comes before the first"},
    {"SELECT seq FROM about WHERE seq < 1 OR seq > ?", "concerns an incident, and is not there"},
    {"SELECT seq FROM ended WHERE seq < 1 OR seq > ?", "ends an incident, and is not there"},
    {"SELECT seq FROM particulars WHERE seq < 1 OR seq > ?", "has particulars, and is not there"},
    {"SELECT seq FROM erased WHERE seq < 1 OR seq > ?", "is erased, and is not there"},
    {"SELECT by_seq FROM erased WHERE by_seq < 1 OR by_seq > ?", "erases, and is not there"},
}};

// The entry that cannot be trusted, and why.
struct Bad {
    std::uint64_t seq;
    std::string why;
};

}  // namespace

struct History::Open {
    Open(const std::filesystem::path& path, HistorySettings chosen)
        : settings(chosen),
          database(open_reader(path, chosen.vfs)),
          entries(database),
          page(database, "SELECT seq FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"),
          about(database,
                "SELECT seq FROM about WHERE incident = ? AND seq > ? ORDER BY seq LIMIT ?"),
          disturbances(database,
                       "SELECT seq FROM entry WHERE stream = 1 AND at >= ? AND at <= ?"
                       " AND kind IN ('took-over', 'clock-stepped') AND seq > ? AND seq < ?"
                       " ORDER BY seq LIMIT ?"),
          of_kinds(database,
                   "SELECT seq FROM entry INDEXED BY entry_stream WHERE stream = 1 AND at >= ? AND "
                   "kind IN (?, ?)"
                   " AND seq > ? ORDER BY seq LIMIT ?"),
          archivings(database, "SELECT DISTINCT by_seq FROM " + archived_in(database) +
                                   " WHERE by_seq > ? ORDER BY 1 LIMIT ?"),
          left(database, "SELECT hash, by_seq FROM " + archived_in(database) +
                             " WHERE seq = ? AND by_seq IN"
                             " (SELECT seq FROM entry WHERE kind = 'archived')"),
          remains(database,
                  "SELECT 1 FROM about WHERE seq = ?1 UNION ALL SELECT 1 FROM ended WHERE seq = ?1"
                  " UNION ALL SELECT 1 FROM particulars WHERE seq = ?1"),
          head(database, "SELECT seq, hash, epoch FROM head"),
          erased_by(database, "SELECT by_seq FROM erased WHERE seq = ?") {
        sqlite3_progress_handler(database.getHandle(), steps_between_looks, &late, &deadline);
    }

    // Runs `question` in one snapshot of the file and within its time.
    template <class Question>
    auto asked(const Question& question);

    // What `proof` proves, which moves the entry that it is given as far as it comes.
    template <class Proof>
    Verified proved(const Proof& proof);

    std::vector<Row> rows(Use& chosen);
    void look() const {
        if (Steady::now() >= deadline) throw QueryCut("the question took too long and was cut off");
    }

    // Moves `before` on by one page, no further than `to`: how many entries it was. Throws Bad at
    // the first that does not follow from the one before it.
    std::size_t proceed(StoredEntry& before, std::uint64_t to,
                        const std::optional<Head>& expected = {});
    // The entry of that number, or the hash that it has left. Throws Bad when there is neither.
    StoredEntry believed(std::uint64_t seq);
    std::uint64_t count_left() const;
    // Moves `before` on by one entry that has left the journal. False: the next one has not.
    bool pass_left(StoredEntry& before);
    void verify_end(const StoredEntry& last, const std::optional<Head>& expected);
    // What there is to say against `entry`, which follows `before`; empty: nothing.
    std::string against(const StoredEntry& entry, const StoredEntry& before);
    std::string against_particulars(const StoredEntry& entry);

    HistorySettings settings;
    Steady::time_point deadline{};
    SQLite::Database database;
    EntryReader entries;
    SQLite::Statement page;
    SQLite::Statement about;
    SQLite::Statement disturbances;
    SQLite::Statement of_kinds;
    SQLite::Statement archivings;
    SQLite::Statement left;
    SQLite::Statement remains;
    SQLite::Statement head;
    SQLite::Statement erased_by;
};

template <class Question>
auto History::Open::asked(const Question& question) {
    deadline = Steady::now() + settings.query_longest;
    try {
        const SQLite::Transaction snapshot(database);
        return question();
    } catch (const SQLite::Exception& error) {
        if (primary_code(error) == SQLITE_INTERRUPT) {
            throw QueryCut("the question took too long and was cut off");
        }
        throw StoreError("'" + database.getFilename() + "': " + error.what());
    }
}

std::vector<Row> History::Open::rows(Use& chosen) {
    std::vector<Row> found;
    entries.read(chosen, [&](StoredEntry& entry) {
        look();
        found.push_back(std::move(entry.row));
        return true;
    });
    return found;
}

History::History(const std::filesystem::path& path, HistorySettings settings) {
    try {
        open_ = std::make_unique<Open>(path, settings);
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + path.string() + "' cannot be opened: " + error.what());
    }
}

History::~History() = default;

std::vector<Row> History::page(std::uint64_t after, std::size_t rows_max) const {
    return open_->asked([&] {
        Use chosen(open_->page, after, std::uint64_t{std::min(rows_max, open_->settings.rows_max)});
        return open_->rows(chosen);
    });
}

std::vector<Row> History::about(std::uint64_t incident, std::uint64_t after,
                                std::size_t rows_max) const {
    return open_->asked([&] {
        Use chosen(open_->about, incident, after,
                   std::uint64_t{std::min(rows_max, open_->settings.rows_max)});
        return open_->rows(chosen);
    });
}

std::vector<Row> History::disturbances(std::uint64_t from, std::uint64_t to, Span meanwhile) const {
    return open_->asked([&] {
        Use chosen(open_->disturbances, meanwhile.from, meanwhile.to, from, to,
                   std::uint64_t{open_->settings.rows_max});
        return open_->rows(chosen);
    });
}

std::vector<Row> History::of_kinds(const std::string& kind, const std::string& other, Instant since,
                                   std::uint64_t after) const {
    return open_->asked([&] {
        Use chosen(open_->of_kinds, since, kind, other, after,
                   std::uint64_t{open_->settings.rows_max});
        return open_->rows(chosen);
    });
}

std::vector<Row> History::archivings(std::uint64_t after) const {
    return open_->asked([&] {
        Use chosen(open_->archivings, after, std::uint64_t{open_->settings.rows_max});
        return open_->rows(chosen);
    });
}

Verified History::verify_part(std::uint64_t first, std::uint64_t last) const {
    return open_->proved([&](StoredEntry& before) {
        // The entry before the first is believed: what follows must fit it.
        if (first > 1) open_->asked([&] { before = open_->believed(first - 1); });
        while (before.row.seq < last) {
            if (open_->asked([&] { return open_->proceed(before, last); }) == 0)
                throw Bad{before.row.seq + 1, "is not there"};
        }
    });
}

Verified History::verify(const std::optional<Head>& expected) const {
    std::uint64_t left = 0;
    Verified verified = open_->proved([&](StoredEntry& before) {
        // The end is looked at in the same moment in which nothing follows it.
        while (open_->asked([&] {
            const bool more = open_->proceed(before, INT64_MAX, expected) > 0;
            if (more) return true;
            open_->verify_end(before, expected);
            left = open_->count_left();
            return false;
        })) {
        }
    });
    verified.left = left;
    return verified;
}

template <class Proof>
Verified History::Open::proved(const Proof& proof) {
    StoredEntry before;
    try {
        proof(before);
        return {.sound = true, .head = {before.row.seq, before.hash}};
    } catch (const Bad& bad) {
        return {.head = {before.row.seq, before.hash},
                .first_bad = bad.seq,
                .why = "entry " + std::to_string(bad.seq) + " " + bad.why};
    }
}

StoredEntry History::Open::believed(std::uint64_t seq) {
    StoredEntry before;
    before.row.seq = seq - 1;
    if (pass_left(before)) return before;
    Use chosen(page, seq - 1, std::uint64_t{1});
    entries.read(chosen, [&](StoredEntry& entry) {
        before = std::move(entry);
        return true;
    });
    if (before.row.seq != seq) throw Bad{seq, "is not there"};
    return before;
}

std::size_t History::Open::proceed(StoredEntry& before, std::uint64_t to,
                                   const std::optional<Head>& expected) {
    const auto compare = [&] {
        if (expected && expected->seq == before.row.seq && expected->hash != before.hash)
            throw Bad{before.row.seq, "is not the one that was known elsewhere"};
    };
    const std::uint64_t most = std::min<std::uint64_t>(settings.rows_max, to - before.row.seq);
    std::size_t rows = 0;
    for (; rows < most && pass_left(before); ++rows) {
        look();
        compare();
    }
    if (rows == most) return rows;
    Use chosen(page, before.row.seq, most - rows);
    entries.read(chosen, [&](StoredEntry& entry) {
        look();
        // What has left lies between, if anything does: the next page says.
        if (rows > 0 && entry.row.seq != before.row.seq + 1) return false;
        if (const auto why = against(entry, before); !why.empty())
            throw Bad{before.row.seq + 1, why};
        before = std::move(entry);
        compare();
        ++rows;
        return true;
    });
    return rows;
}

std::uint64_t History::Open::count_left() const {
    SQLite::Statement all(database, "SELECT count(*) FROM " + archived_in(database));
    Use row(all);
    row.step();
    return row.number(0);
}

// Its hash is believed here, and proved by the entry that follows and by the one that archived it.
bool History::Open::pass_left(StoredEntry& before) {
    const std::uint64_t seq = before.row.seq + 1;
    Use gone(left, seq);
    if (!gone.step()) return false;
    StoredEntry next;
    next.row.seq = seq;
    next.row.epoch = before.row.epoch;
    if (!gone.blob(0, next.hash) || gone.number(1) <= seq)
        throw Bad{seq, "has left, and no later entry archives it"};
    if (Use(remains, seq).step()) throw Bad{seq, "has left, and something of it is there"};
    before = std::move(next);
    return true;
}

void History::Open::verify_end(const StoredEntry& last, const std::optional<Head>& expected) {
    const auto beyond = last.row.seq + 1;
    if (expected && expected->seq > last.row.seq) {
        throw Bad{beyond, "was known elsewhere and is not there"};
    }
    Use kept(head);
    Digest hash{};
    if (!kept.step() || kept.number(0) > last.row.seq) {
        throw Bad{beyond, "was the last one written and is not there"};
    }
    if (kept.number(0) != last.row.seq || !kept.blob(1, hash) || hash != last.hash) {
        throw Bad{last.row.seq, "is not the last one written"};
    }
    if (kept.number(2) < last.row.epoch) throw Bad{last.row.seq, "is of an epoch not yet drawn"};
    // One of these may change what is written next, and no hash of a row knows it.
    SQLite::Statement foreign(database,
                              "SELECT 1 FROM sqlite_schema WHERE type IN"
                              " ('trigger', 'view')");
    if (Use(foreign).step()) {
        throw Bad{beyond,
                  "may not be what is written: the file has a trigger or a view, and this "
                  "program makes none"};
    }
    for (const auto& stray : strays) {
        SQLite::Statement statement(database, stray.query);
        Use found(statement, last.row.seq);
        if (found.step()) throw Bad{found.number(0), stray.what};
    }
    SQLite::Statement by_nobody(database,
                                "SELECT by_seq FROM (SELECT DISTINCT by_seq FROM erased)"
                                " WHERE by_seq NOT IN (SELECT seq FROM entry)");
    if (Use erases(by_nobody); erases.step())
        throw Bad{erases.number(0), "erases others, and is not there"};
    SQLite::Statement unsaid(database, "SELECT by_seq FROM (SELECT DISTINCT by_seq FROM " +
                                           archived_in(database) +
                                           ") WHERE by_seq NOT IN (SELECT seq FROM entry)");
    Use archives(unsaid);
    if (archives.step()) throw Bad{archives.number(0), "archives others, and is not there"};
}

std::string History::Open::against(const StoredEntry& entry, const StoredEntry& before) {
    const Row& row = entry.row;
    if (row.seq != before.row.seq + 1) return "is not there";
    if (Use(left, row.seq).step()) return "has left, and is there again";
    if (!entry.shaped) return "has a value of the wrong size";
    if (row.epoch < before.row.epoch) return "is of an earlier epoch than the one before it";
    if (entry.stream != row.about.empty()) return "is filed under the wrong heading";
    if (chained(before.hash, row, entry.over, entry.particulars) != entry.hash &&
        !sabotaged(Bug::edit_unseen)) {
        return "does not say what its hash says";
    }
    return against_particulars(entry);
}

std::string History::Open::against_particulars(const StoredEntry& entry) {
    const Row& row = entry.row;
    if (!entry.particulars) return entry.salt ? "has particulars it was not written with" : "";
    Use erasure(erased_by, row.seq);
    const bool erased = erasure.step();
    if (erased && erasure.number(0) <= row.seq) return "is erased by an entry before it";
    if (erased && entry.salt) return "was erased and has particulars again";
    if (erased) return "";
    if (!entry.salt) return "has lost its particulars, and no entry erases them";
    return particulars_digest(*entry.salt, row.particulars) == *entry.particulars
               ? ""
               : "has other particulars than it was written with";
}

}  // namespace tocsin
