#include "daemon/word_finder.h"

#include "core/event.h"
#include "daemon/codec.h"
#include "daemon/json_text.h"
#include "daemon/sqlite.h"
#include "daemon/sqlite_journal.h"

#include <set>

namespace tocsin {
namespace {

// Of the house, and said of one incident (core/erasure_state.cc).
constexpr const char* kept_of = "('public-kept', 'incident-kept')";
constexpr const char* forgotten_with = "('note-taken', 'handover-given')";

// So much of the journal is looked through in one reading.
constexpr std::uint64_t rows_at_once = 20'000;

// A clock that is set back writes later entries with earlier instants.
constexpr Duration clocks_differ = std::chrono::hours(24);

// A handover may speak of an incident for so long behind its end (core/handover_state.cc).
constexpr Duration spoken_of = std::chrono::hours(24 * 9);

std::string milliseconds(Instant at) {
    return std::to_string(at.time_since_epoch().count());
}

// What may lose its particulars, of `entry AS e`.
std::string may_go(Instant now) {
    return "(e.kind <> 'erased' AND CASE"
           " WHEN e.stream = 0 THEN NOT EXISTS (SELECT 1 FROM about AS o WHERE o.seq = e.seq"
           " AND o.incident NOT IN (SELECT incident FROM ended))"
           " WHEN e.kind IN " +
           std::string(kept_of) +
           " THEN NOT EXISTS (SELECT 1 FROM about AS o"
           " WHERE o.incident = json_extract(e.body, '$.of')"
           " AND o.incident NOT IN (SELECT incident FROM ended))"
           " WHEN e.kind IN " +
           forgotten_with + " THEN TRUE ELSE e.at < " +
           milliseconds(house_horizon(now - clocks_differ).streams_since) + " AND e.kind NOT IN " +
           kinds_read_again() + " END)";
}

// As it stands inside the JSON of the particulars.
std::string inside_json(const std::string& text) {
    const std::string quoted = json_quoted(text);
    return quoted.substr(1, quoted.size() - 2);
}

// The pattern of LIKE that finds the text anywhere.
std::string anywhere(const std::string& text) {
    std::string pattern = "%";
    for (const char sign : text) {
        if (sign == '%' || sign == '_' || sign == '\\') pattern += '\\';
        pattern += sign;
    }
    return pattern + "%";
}

}  // namespace

struct WordFinder::Open {
    explicit Open(const std::filesystem::path& path)
        : database(open_reader(path, "")),
          about(database,
                "SELECT incident FROM about WHERE seq = ?1"
                " UNION SELECT json_extract(body, '$.of') FROM entry WHERE seq = ?1 AND kind IN " +
                    std::string(kept_of)) {}

    SQLite::Statement prepared(const std::string& sql) { return {database, sql}; }

    // The entries that the statement selects, and whom they are about.
    FoundWords found(Use& chosen) {
        FoundWords words;
        std::set<IncidentId> of;
        while (chosen.step()) {
            words.entries.push_back(chosen.number(0));
            Use incident(about, words.entries.back());
            while (incident.step()) of.insert({incident.number(0)});
        }
        words.of.assign(of.begin(), of.end());
        return words;
    }

    // A statement that selects seq, kind, may_go of the entries that have words of an incident.
    std::string speaking_of(IncidentId incident, Instant now) {
        SQLite::Statement times = prepared(
            "SELECT min(at), max(at) FROM about JOIN entry USING (seq)"
            " WHERE incident = ? AND kind <> 'erased'");
        Use span(times, incident.value);
        span.step();
        // Of one that has left the journal, what was kept for the house is left, whenever that was.
        const bool left = span.null(0);
        const Instant from = left ? Instant{} : Instant(Duration(span.integer(0))) - clocks_differ;
        const Instant to = left ? now : Instant(Duration(span.integer(1))) + spoken_of;
        const std::string number = std::to_string(incident.value);
        return "SELECT e.seq, e.kind, " + may_go(now) +
               " AS may_go FROM about AS a JOIN entry AS e USING (seq)"
               " JOIN particulars USING (seq) WHERE a.incident = " +
               number +
               " AND e.kind <> 'erased'"
               " UNION SELECT e.seq, e.kind, " +
               may_go(now) +
               " FROM entry AS e JOIN particulars AS p USING (seq)"
               " WHERE e.stream = 1 AND e.at BETWEEN " +
               milliseconds(from) + " AND " + milliseconds(to) + " AND CASE WHEN e.kind IN " +
               kept_of + " THEN json_extract(e.body, '$.of') = " + number +
               " WHEN e.kind = 'key-bound' THEN " + number +
               " IN (SELECT value FROM json_each(e.body, '$.incidents'))"
               " ELSE p.text GLOB '*INC-" +
               number + "[^0-9]*' END";
    }

    SQLite::Database database;
    SQLite::Statement about;
};

WordFinder::WordFinder(const std::filesystem::path& journal) {
    try {
        open_ = std::make_unique<Open>(journal);
    } catch (const SQLite::Exception& error) {
        throw StoreError("'" + journal.string() + "' cannot be opened: " + error.what());
    }
}

WordFinder::~WordFinder() = default;

bool WordFinder::knows(IncidentId incident) const {
    return in_snapshot(open_->database, [&] {
        SQLite::Statement one = open_->prepared(
            "SELECT 1 FROM about WHERE incident = ?1 UNION ALL SELECT 1 FROM entry"
            " WHERE stream = 1 AND kind IN " +
            std::string(kept_of) + " AND json_extract(body, '$.of') = ?1");
        return Use(one, incident.value).step();
    });
}

FoundWords WordFinder::of(IncidentId incident, Instant now, std::size_t most) const {
    return in_snapshot(open_->database, [&]() -> FoundWords {
        SQLite::Statement words =
            open_->prepared("SELECT seq FROM (" + open_->speaking_of(incident, now) +
                            ") WHERE may_go ORDER BY 1 LIMIT ?");
        Use chosen(words, std::uint64_t{most});
        return open_->found(chosen);
    });
}

std::map<std::string, std::size_t> WordFinder::stays(IncidentId incident, Instant now) const {
    return in_snapshot(open_->database, [&] {
        SQLite::Statement words =
            open_->prepared("SELECT kind, count(*) FROM (" + open_->speaking_of(incident, now) +
                            ") WHERE NOT may_go GROUP BY kind");
        std::map<std::string, std::size_t> stays;
        Use row(words);
        while (row.step()) stays[row.text(0)] = row.number(1);
        return stays;
    });
}

WordFinder::Pass WordFinder::naming(const NamedPerson& person, Instant now, std::uint64_t after,
                                    std::size_t most) const {
    return in_snapshot(open_->database, [&] {
        // Where the body says whose they are, the particulars are theirs.
        std::vector<std::string> patterns = {anywhere("\"person\":" + json_quoted(person.id))};
        patterns.push_back(anywhere(json_quoted(person.id)));
        for (const std::string& word : person.words)
            patterns.push_back(anywhere(inside_json(word)));
        std::string named = "e.body LIKE ? ESCAPE '\\'";
        for (std::size_t i = 1; i < patterns.size(); ++i) named += " OR p.text LIKE ? ESCAPE '\\'";
        SQLite::Statement rows = open_->prepared(
            "SELECT e.seq, e.kind, " + may_go(now) +
            " FROM particulars AS p JOIN entry AS e USING (seq) WHERE p.seq > " +
            std::to_string(after) + " AND p.seq <= " + std::to_string(after + rows_at_once) +
            " AND e.kind <> 'erased' AND (" + named + ") ORDER BY 1");
        int place = 0;
        for (const std::string& pattern : patterns) rows.bindNoCopy(++place, pattern);
        Pass pass;
        std::set<IncidentId> of;
        pass.until = after + rows_at_once;
        while (rows.executeStep()) {
            const auto seq = static_cast<std::uint64_t>(rows.getColumn(0).getInt64());
            if (rows.getColumn(2).getInt() == 0) {
                ++pass.stays[rows.getColumn(1).getString()];
                continue;
            }
            if (pass.found.entries.size() == most) {
                pass.until = pass.found.entries.back();
                break;
            }
            pass.found.entries.push_back(seq);
            Use incident(open_->about, seq);
            while (incident.step()) of.insert({incident.number(0)});
        }
        pass.found.of.assign(of.begin(), of.end());
        SQLite::Statement last = open_->prepared("SELECT max(seq) FROM particulars");
        Use end(last);
        pass.more = end.step() && end.number(0) > pass.until;
        return pass;
    });
}

FoundWords WordFinder::older(Instant before, Instant now, std::size_t most) const {
    return in_snapshot(open_->database, [&]() -> FoundWords {
        // The house writes often: behind its last entry of that time there is little.
        SQLite::Statement edge = open_->prepared(
            "SELECT seq FROM entry WHERE stream = 1 AND at < ? ORDER BY at DESC LIMIT 1");
        Use until(edge, before);
        if (!until.step()) return {};
        SQLite::Statement words = open_->prepared(
            // What is erased already is not looked at again: those that have particulars come
            // first.
            "SELECT p.seq FROM particulars AS p CROSS JOIN entry AS e USING (seq)"
            " WHERE p.seq <= ?1 AND e.at < ?2 AND NOT EXISTS (SELECT 1 FROM about AS b JOIN ended "
            "USING (incident)"
            " JOIN entry AS f ON f.seq = ended.seq WHERE b.seq = e.seq AND f.at >= ?2)"
            " AND (" +
            may_go(now) + " OR e.kind = 'erased') ORDER BY 1 LIMIT ?3");
        Use chosen(words, until.number(0), before, std::uint64_t{most});
        return open_->found(chosen);
    });
}

std::vector<WordFinder::Past> WordFinder::erased_since(Instant since) const {
    return in_snapshot(open_->database, [&] {
        std::vector<Past> past;
        SQLite::Statement before =
            open_->prepared("SELECT max(by_seq) FROM erased WHERE by_seq < ?");
        SQLite::Statement row = open_->prepared("SELECT at, kind, body FROM entry WHERE seq = ?");
        std::uint64_t seq = INT64_MAX;
        for (;;) {
            Use next(before, seq);
            if (!next.step() || next.null(0)) return past;
            seq = next.number(0);
            Use said(row, seq);
            if (!said.step() || Instant(Duration(said.integer(0))) < since) return past;
            const auto erased = std::get<Erased>(decode_erased(said.text(1), said.text(2)));
            if (erased.by == by_retention) continue;
            past.push_back(
                {erased.person.empty() ? erased.of.front() : IncidentId{}, erased.person});
        }
    });
}

}  // namespace tocsin
