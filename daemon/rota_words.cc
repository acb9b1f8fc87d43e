#include "daemon/rota_words.h"

#include "daemon/columns.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

// A rolling rota of a year changes some 500 stretches; nobody reads them all.
constexpr std::size_t outcome_lines_max = 60;

std::string moment(const Zone& zone, Instant at) {
    return short_day(zone.day(at)) + " " + iso_local(zone, at).substr(11, 5) +
           (zone.in_repeated_hour(at) ? " " + zone.abbreviation(at) : "");
}

const std::string& named(const std::map<std::string, std::string>& names, const std::string& id) {
    const auto found = names.find(id);
    return found == names.end() ? id : found->second;
}

bool in_gap(const std::vector<Gap>& gaps, const Change& change) {
    return std::ranges::any_of(gaps, [&](const Gap& gap) {
        return gap.role == change.role && gap.span.from < change.span.to &&
               change.span.from < gap.span.to;
    });
}

std::string names_json(const RotaNames& names, const std::vector<std::string>& people) {
    JsonList list;
    for (const std::string& id : people) list.text(named(names.people, id));
    return list.str();
}

bool is_new(const Answer& answer, const Gap& gap) {
    return std::ranges::find(answer.new_gaps, gap) != answer.new_gaps.end();
}

}  // namespace

RotaNames rota_names(const Directory& directory, const State& state) {
    RotaNames names;
    for (const auto& [name, rota] : state.rotas()) {
        for (const auto* weeks : {&rota.rota.weeks, &rota.rota.rolling}) {
            for (const auto& [monday, week] : *weeks) {
                for (const Person& person : week.contacts) names.people[person.id] = person.name;
            }
        }
    }
    for (const auto& [id, person] : directory.people) names.people[id] = person.name;
    for (const auto& [id, procedure] : directory.procedures) {
        for (const Role& role : procedure.roles) {
            for (const RoleSource& source : role.sources) {
                if (!source.rota_role.empty()) names.roles[source.rota_role] = source.called;
            }
        }
    }
    return names;
}

std::string span_words(const Zone& zone, Span span) {
    return moment(zone, span.from) + " to " + (span.to < never ? moment(zone, span.to) : "no end");
}

std::string gap_words(const RotaNames& names, const Zone& zone, const Gap& gap) {
    return named(names.roles, gap.role) + " is empty from " + span_words(zone, gap.span) + ", " +
           duration_words(gap.span.to - gap.span.from);
}

std::string people_words(const RotaNames& names, const std::vector<std::string>& people) {
    std::string text;
    for (const std::string& id : people)
        text += (text.empty() ? "" : ", ") + named(names.people, id);
    return text.empty() ? "nobody" : text;
}

std::string change_lines(const std::vector<Change>& changes, const std::vector<Gap>& gaps,
                         const RotaNames& names, const Zone& zone, std::size_t lines_max) {
    std::vector<Cells> rows;
    for (const Change& change : changes) {
        if (rows.size() == lines_max) break;
        const bool gap = change.after.empty() && in_gap(gaps, change);
        rows.push_back({named(names.roles, change.role), span_words(zone, change.span),
                        people_words(names, change.before) + " -> " +
                            (gap ? "NOBODY (GAP)" : people_words(names, change.after))});
    }
    std::string text = rows.empty() ? "" : columns(rows, 3);
    if (changes.size() > rows.size())
        text += "and " + counted(changes.size() - rows.size(), "more change") + "\n";
    return text;
}

std::string outcome_words(const Answer& answer, int before, const RotaNames& names,
                          const Zone& zone) {
    std::string text = counted(answer.changes.size(), "change") + ", " +
                       counted(answer.new_gaps.size(), "new gap") + ", against " +
                       (before == 0 ? "no rota" : "version " + std::to_string(before)) +
                       " in force\n";
    const std::string changed =
        change_lines(answer.changes, answer.gaps, names, zone, outcome_lines_max);
    if (!changed.empty()) text += "\n" + changed;
    std::size_t lines = 0;
    for (const Gap& gap : answer.gaps) {
        if (lines++ == outcome_lines_max) break;
        text += (lines == 1 ? "\n" : "") +
                std::string(is_new(answer, gap) ? "New gap: " : "Gap: ") +
                gap_words(names, zone, gap) + "\n";
    }
    return text;
}

std::string changes_json(const Answer& answer, const RotaNames& names) {
    JsonList list;
    for (const Change& change : answer.changes) {
        list.raw(JsonObject()
                     .text("role", change.role)
                     .text("from", iso_utc(change.span.from))
                     .text("to", iso_utc(change.span.to))
                     .raw("before", names_json(names, change.before))
                     .raw("after", names_json(names, change.after))
                     .str());
    }
    return list.str();
}

std::string gaps_json(const Answer& answer) {
    JsonList list;
    for (const Gap& gap : answer.gaps) {
        list.raw(JsonObject()
                     .text("role", gap.role)
                     .text("from", iso_utc(gap.span.from))
                     .text("to", iso_utc(gap.span.to))
                     .truth("new", is_new(answer, gap))
                     .str());
    }
    return list.str();
}

}  // namespace tocsin
