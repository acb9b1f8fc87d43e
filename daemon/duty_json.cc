#include "daemon/duty_json.h"

#include "core/rota_duties.h"
#include "daemon/columns.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"
#include "rota/counted.h"
#include "rota/writing.h"

#include <algorithm>

namespace tocsin {
namespace {

// Lines of what one entry changed; a rolling rota of a year changes some hundreds.
constexpr std::size_t change_lines_max = 6;

const std::string& named(const std::map<std::string, std::string>& names, const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
}

bool overlap(Span one, Span other) {
    return one.from < other.to && other.from < one.to;
}

// Whose place `person` has in the shift by a swap: an id; empty when by none.
std::string swapped_with(const Rota& rota, const Shift& shift, const std::string& person) {
    std::string out;
    for (const Swap& swap : rota.swaps) {
        if (swap.role == shift.role && swap.in == person && overlap(swap.span, shift.span))
            out = swap.out;
    }
    return out;
}

// What the entry changed, from the moment on at which it was made.
std::vector<Change> changed_by(const LedgerEntry& entry, const Rota& before, const Rota& after) {
    std::vector<Change> all;
    const auto add = [&](Span span) {
        const Span ahead{std::max(span.from, entry.at), span.to};
        if (ahead.empty()) return;
        std::set<std::string> both = roles(before);
        both.merge(roles(after));
        for (const std::string& role : both) {
            for (Change& change : changes(before, after, role, ahead))
                all.push_back(std::move(change));
        }
    };
    if (entry.swap) add(entry.swap->span);
    // The weeks follow one another, and a rolling rota ends the one before it.
    if (!entry.weeks.empty()) {
        Span span{entry.weeks.front().span.from, entry.weeks.back().span.to};
        if (entry.rolling && !before.rolling.empty())
            span.to = std::max(span.to, before.rolling.rbegin()->second.span.to);
        add(span);
    }
    return all;
}

std::string what(const LedgerEntry& entry, const RotaNames& names, const Zone& zone) {
    if (entry.swap) {
        const Swap& swap = *entry.swap;
        return "swap, " + named(names.roles, swap.role) + " " + span_words(zone, swap.span) + ": " +
               (swap.out.empty() ? "nobody" : named(names.people, swap.out)) + " -> " +
               (swap.in.empty() ? "nobody" : named(names.people, swap.in)) +
               (entry.forced ? ", forced" : "");
    }
    return "version " + std::to_string(entry.version) +
           (entry.restores > 0 ? ", as version " + std::to_string(entry.restores) + " had it"
                               : "") +
           (entry.rolling ? ", rolling" : ", published") + ", " +
           counted(entry.weeks.size(), "week") + " from " + short_day(entry.weeks.front().week);
}

}  // namespace

std::map<std::string, Person> known_people(const Directory& directory, const State& rotas) {
    std::map<std::string, Person> people;
    for (const auto& [name, rota] : rotas.rotas()) {
        for (const auto* weeks : {&rota.rota.weeks, &rota.rota.rolling}) {
            for (const auto& [monday, week] : *weeks) {
                for (const Person& person : week.contacts) people[person.id] = person;
            }
        }
    }
    for (const auto& [id, person] : directory.people) people[id] = person;
    return people;
}

WeeklyRota standing_week(const State& rotas, const Directory& directory, const std::string& rota,
                         Day monday) {
    const Zone& zone = directory.calendar.zone;
    const Rota& there = rotas.rotas().find(rota)->rota;
    const Draft draft(rotas, directory, week_span(zone, monday).from, 0);
    std::vector<Gap> open;
    for (const Duty& duty : duties(draft)) {
        if (duty.procedure->rota != rota) continue;
        for (const Gap& gap : gaps_of(draft, duty, there, week_span(zone, monday))) {
            if (std::ranges::find(open, gap) == open.end()) open.push_back(gap);
        }
    }
    WeeklyRota week = week_as_it_stands(there, zone, monday, open, known_people(directory, rotas));
    week.name = rota;
    return week;
}

std::string week_json(const State& rotas, const Directory& directory, const std::string& rota,
                      Day monday, bool with_contacts) {
    const Zone& zone = directory.calendar.zone;
    const RotaVersion& version = *rotas.rotas().find(rota);
    const RotaNames names = rota_names(directory, rotas);
    const std::map<std::string, Person> known = known_people(directory, rotas);
    const WeeklyRota week = standing_week(rotas, directory, rota, monday);
    JsonList shifts;
    for (const Shift& shift : week.shifts) {
        JsonList people;
        JsonList persons;
        for (const std::string& id : shift.people) {
            people.text(id);
            JsonObject person;
            person.text("id", id).text("name", named(names.people, id));
            const auto contact = known.find(id);
            if (with_contacts && contact != known.end()) {
                person.text("phone", contact->second.contact.phone)
                    .text("mail", contact->second.contact.mail);
            }
            const std::string out = swapped_with(version.rota, shift, id);
            if (!out.empty()) person.text("swapped_with", named(names.people, out));
            persons.raw(person.str());
        }
        shifts.raw(JsonObject()
                       .text("role", shift.role)
                       .text("called", named(names.roles, shift.role))
                       .text("from", iso_local(zone, shift.span.from))
                       .text("to", iso_local(zone, shift.span.to))
                       .raw("people", people.str())
                       .raw("persons", persons.str())
                       .truth("gap", shift.people.empty())
                       .str());
    }
    const bool published = version.rota.weeks.contains(monday);
    const int number = version.version_of(monday);
    const RotaEdition* edition = rotas.rota_editions().find({rota, number});
    const auto hash = version.hashes.find(monday);
    return JsonObject()
        .text("rota", rota)
        .text("week", iso_day(monday))
        .number("version", number)
        .truth("rolling", number > 0 && !published)
        .text("uploaded", edition == nullptr ? "" : iso_utc(edition->at))
        .text("by", edition == nullptr ? "" : edition->by)
        .text("sha256", !published || hash == version.hashes.end() ? "" : hash->second)
        .raw("shifts", shifts.str())
        .str();
}

std::string history_json(const Ledger& ledger, const RotaNames& names, const Zone& zone,
                         std::size_t entries_max) {
    std::vector<std::string> rows;
    Rota before;
    for (std::size_t index = 0; index < ledger.entries.size(); ++index) {
        const LedgerEntry& entry = ledger.entries[index];
        Rota after = before;
        put_entry(after, entry);
        if (index + entries_max >= ledger.entries.size()) {
            const std::vector<Change> changed = changed_by(entry, before, after);
            JsonObject row;
            row.number("entry", static_cast<std::int64_t>(entry.number))
                .text("at", iso_utc(entry.at))
                .text("by", entry.by)
                .text("reason", entry.reason)
                .text("what", what(entry, names, zone))
                .number("version", entry.version)
                .number("restores", entry.restores)
                .truth("rolling", entry.rolling)
                .truth("swap", entry.swap.has_value())
                .number("changes", static_cast<std::int64_t>(changed.size()))
                .text("words", change_lines(changed, {}, names, zone, change_lines_max));
            rows.push_back(row.str());
        }
        before = std::move(after);
    }
    JsonList entries;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) entries.raw(*row);
    return JsonObject()
        .text("rota", ledger.name)
        .number("entries_in_all", static_cast<std::int64_t>(ledger.entries.size()))
        .raw("entries", entries.str())
        .str();
}

std::string hours_json(const std::string& rota, Days days, const std::vector<Worked>& worked,
                       const RotaNames& names, bool each) {
    const auto minutes = [](Duration length) {
        return static_cast<std::int64_t>(length / std::chrono::minutes(1));
    };
    const auto name = [&](const std::string& id) {
        return id.empty() ? std::string("nobody") : named(names.people, id);
    };
    JsonObject json;
    json.text("rota", rota).text("from", iso_day(days.first)).text("to", iso_day(days.last));
    JsonList rows;
    if (each) {
        for (const Worked& part : worked) {
            rows.raw(JsonObject()
                         .text("person", part.person)
                         .text("name", name(part.person))
                         .text("role", part.role)
                         .text("kind", part.kind)
                         .truth("bank_holiday", part.bank_holiday)
                         .text("from", iso_utc(part.span.from))
                         .text("to", iso_utc(part.span.to))
                         .number("minutes", minutes(part.span.to - part.span.from))
                         .str());
        }
    } else {
        for (const Tally& tally : tallies(worked)) {
            rows.raw(JsonObject()
                         .text("person", tally.person)
                         .text("name", name(tally.person))
                         .text("role", tally.role)
                         .text("kind", tally.kind)
                         .truth("bank_holiday", tally.bank_holiday)
                         .number("shifts", tally.shifts)
                         .number("minutes", minutes(tally.length))
                         .text("hours", hours_text(tally.length))
                         .str());
        }
    }
    return json.raw(each ? "worked" : "hours", rows.str()).str();
}

}  // namespace tocsin
