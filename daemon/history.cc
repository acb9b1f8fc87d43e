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
          head(database, "SELECT seq, hash, epoch FROM head"),
          erased_by(database, "SELECT by_seq FROM erased WHERE seq = ?") {
        sqlite3_progress_handler(database.getHandle(), steps_between_looks, &late, &deadline);
    }

    // Runs `question` in one snapshot of the file and within its time.
    template <class Question>
    auto asked(const Question& question);

    std::vector<Row> rows(Use& chosen);
    void look() const {
        if (Steady::now() >= deadline) throw QueryCut("the question took too long and was cut off");
    }

    // Throws Bad at the first entry after `before` that does not follow from it; else moves
    // `before` on by one page. False at the end of the journal, which is then checked as well.
    bool verify_page(StoredEntry& before, const std::optional<Head>& expected);
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

Verified History::verify_part(std::uint64_t first, std::uint64_t last) const {
    StoredEntry before;
    // The entry before the first is believed: what follows must fit it.
    bool begun = first <= 1;
    std::uint64_t after = begun ? 0 : first - 2;
    try {
        while (after < last) {
            open_->asked([&] {
                Use chosen(
                    open_->page, after,
                    std::uint64_t{std::min<std::uint64_t>(open_->settings.rows_max, last - after)});
                open_->entries.read(chosen, [&](StoredEntry& entry) {
                    open_->look();
                    if (begun) {
                        const std::string why = open_->against(entry, before);
                        if (!why.empty()) throw Bad{before.row.seq + 1, why};
                    }
                    begun = true;
                    before = std::move(entry);
                    return true;
                });
            });
            if (before.row.seq <= after) throw Bad{after + 1, "is not there"};
            after = before.row.seq;
        }
        return {.sound = true, .head = {before.row.seq, before.hash}};
    } catch (const Bad& bad) {
        return {.head = {before.row.seq, before.hash},
                .first_bad = bad.seq,
                .why = "entry " + std::to_string(bad.seq) + " " + bad.why};
    }
}

Verified History::verify(const std::optional<Head>& expected) const {
    StoredEntry before;
    const auto proved = [&] { return Head{before.row.seq, before.hash}; };
    try {
        while (open_->asked([&] { return open_->verify_page(before, expected); })) {
        }
        return {.sound = true, .head = proved()};
    } catch (const Bad& bad) {
        return {.head = proved(),
                .first_bad = bad.seq,
                .why = "entry " + std::to_string(bad.seq) + " " + bad.why};
    }
}

bool History::Open::verify_page(StoredEntry& before, const std::optional<Head>& expected) {
    std::size_t rows = 0;
    Use chosen(page, before.row.seq, std::uint64_t{settings.rows_max});
    entries.read(chosen, [&](StoredEntry& entry) {
        look();
        if (const auto why = against(entry, before); !why.empty()) {
            throw Bad{before.row.seq + 1, why};
        }
        if (expected && expected->seq == entry.row.seq && expected->hash != entry.hash) {
            throw Bad{entry.row.seq, "is not the one that was known elsewhere"};
        }
        before = std::move(entry);
        ++rows;
        return true;
    });
    if (rows > 0) return true;
    verify_end(before, expected);
    return false;
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
}

std::string History::Open::against(const StoredEntry& entry, const StoredEntry& before) {
    const Row& row = entry.row;
    if (row.seq != before.row.seq + 1) return "is not there";
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
