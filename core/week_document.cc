#include "core/week_document.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/rota_duties.h"
#include "rota/clock_words.h"
#include "rota/difference.h"
#include "rota/telephone.h"
#include "rota/writing.h"

#include <algorithm>

namespace tocsin {
namespace {

const Rota& rota_of(const Draft& draft, const std::string& name) {
    static const Rota none;
    const RotaVersion* known = draft.state.rotas().find(name);
    return known == nullptr ? none : known->rota;
}

std::string clock_words(const Zone& zone, Instant at) {
    return short_time(zone, at, at);
}

std::string day_and_clock(const Zone& zone, Instant at) {
    return long_day(zone.day(at)) + " " + clock_words(zone, at);
}

// The duties the procedure asks for, in its order, then what else the week has.
std::vector<std::string> duties_in_order(const Procedure& procedure, const WeeklyRota& week) {
    std::vector<std::string> all;
    const auto add = [&](const std::string& duty) {
        if (!duty.empty() && std::ranges::find(all, duty) == all.end()) all.push_back(duty);
    };
    for (const Role& role : procedure.roles) {
        for (const RoleSource& source : role.sources) add(source.rota_role);
    }
    for (const Shift& shift : week.shifts) add(shift.role);
    return all;
}

std::string names_of(const std::vector<std::string>& ids,
                     const std::map<std::string, Person>& people) {
    std::string names;
    for (const std::string& id : ids) {
        const auto known = people.find(id);
        names += (names.empty() ? "" : ", ") + (known == people.end() ? id : known->second.name);
    }
    return names.empty() ? "nobody" : names;
}

class Paper {
public:
    Paper(const Draft& draft, const Procedure& procedure, Day monday)
        : draft_(draft),
          procedure_(procedure),
          zone_(draft.directory.calendar.zone),
          rota_(rota_of(draft, procedure.rota)),
          people_(people_of_week(draft.directory, rota_, monday)) {
        paper_.gaps = gaps_of_week(draft, procedure, monday);
        week_ = week_as_it_stands(rota_, zone_, monday, paper_.gaps, people_);
        week_.name = procedure.rota;
        before_swaps_ = rota_;
        before_swaps_.swaps.clear();
    }

    WeekPaper write() {
        if (const RotaVersion* known = draft_.state.rotas().find(procedure_.rota)) {
            paper_.version = known->version_of(week_.week);
        }
        Document& document = paper_.document;
        document.subject = "On-call rota " + iso_day(week_.week) + " (" + version_words() + ")";
        const std::string title = "On-call rota, " + day_and_clock(zone_, week_.span.from) +
                                  " to " + day_and_clock(zone_, week_.span.to) + ".";
        if (paper_.gaps.empty()) {
            document.heading = title;
            document.blocks.push_back(
                Paragraph{{"No gaps. " + capitalised(version_words()) + "."}});
        } else {
            document.heading = gap_heading();
            document.blocks.push_back(Paragraph{{title, capitalised(version_words()) + "."}});
        }
        for (const std::string& duty : duties_in_order(procedure_, week_)) {
            DataTable table = table_of(duty);
            if (!table.rows.empty()) document.blocks.push_back(std::move(table));
        }
        document.blocks.push_back(Paragraph{closing()});
        attach();
        return std::move(paper_);
    }

private:
    std::string version_words() const {
        const std::string iso = iso_week(week_.week);
        const std::size_t number = iso.find_last_of('W') + 1;
        const bool tens = iso[number] != '0';
        return "week " + iso.substr(tens ? number : number + 1) +
               (paper_.version > 0 ? ", version " + std::to_string(paper_.version) : "");
    }

    std::string effect_of(const Gap& gap) const {
        for (const Duty& duty : duties(draft_)) {
            if (duty.procedure->name != procedure_.name || duty.required.role != gap.role) continue;
            return gap_values(draft_, duty, gap, never).at("effect");
        }
        return "go to nobody";
    }

    std::string gap_heading() const {
        const Gap& first = paper_.gaps.front();
        const std::size_t count = paper_.gaps.size();
        return (count == 1 ? "1 gap: nobody is "
                           : std::to_string(count) + " gaps. The first: nobody is ") +
               duty_called(procedure_, first.role) + " from " +
               day_and_clock(zone_, first.span.from) + " to " +
               day_and_clock(zone_, first.span.to) + ". Calls then " + effect_of(first) + ".";
    }

    DataTable table_of(const std::string& duty) const {
        DataTable table{capitalised(duty_called(procedure_, duty)),
                        {{"From", ""}, {"To", " to "}, {"Who", ""}, {"Phone", ""}, {"Note", ""}},
                        {}};
        for (const Shift& shift : week_.shifts) {
            if (shift.role == duty) add_rows(table, shift);
        }
        return table;
    }

    void add_rows(DataTable& table, const Shift& shift) const {
        const bool all_week = shift.span == week_.span;
        const Day first = zone_.day(shift.span.from);
        const Day last = zone_.day(shift.span.to);
        std::string to = clock_words(zone_, shift.span.to);
        if (first != last) to = std::string(short_name(weekday_of(last))) + " " + to;
        if (all_week) to.clear();
        const std::string from =
            all_week ? "all week" : short_day(first) + " " + clock_words(zone_, shift.span.from);
        if (shift.people.empty()) {
            const Gap gap{shift.role, shift.span, 0};
            table.rows.push_back({{from, to, "NOBODY", "", "calls " + effect_of(gap)}, true});
        }
        for (const std::string& id : shift.people) {
            const auto known = people_.find(id);
            const Contact contact = known == people_.end() ? Contact{} : known->second.contact;
            const std::string reach =
                contact.phone.empty() ? contact.mail : spoken_phone(contact.phone);
            table.rows.push_back({{from, to, names_of({id}, people_), reach, note(shift)}, false});
        }
    }

    std::string note(const Shift& shift) const {
        const std::vector<std::string> was =
            on_call(before_swaps_, shift.role, shift.span.from).people;
        return was == shift.people ? "" : "changed, was " + names_of(was, people_);
    }

    std::vector<std::string> closing() const {
        std::vector<std::string> lines;
        if (const Role* level_1 = procedure_.find_role(procedure_.level_1)) {
            for (const RoleSource& source : level_1->sources) {
                for (const PersonId& id : source.people) lines.push_back(desk_line(source, id));
            }
        }
        if (!draft_.directory.rota_team.empty()) {
            const auto team = find_person(draft_.state, draft_.directory,
                                          draft_.directory.rota_team.front(), draft_.now);
            if (team) {
                const std::string rings = rings_at(draft_.directory, *team);
                lines.push_back("Something wrong? " + team->name + ", " +
                                (rings.empty() ? team->mail : spoken_phone(rings)) + ".");
            }
        }
        if (!week_.shifts.empty()) {
            lines.emplace_back(
                "Attached: the same for a spreadsheet (CSV) and for an upload (YAML).");
        }
        return lines;
    }

    std::string desk_line(const RoleSource& source, const PersonId& id) const {
        const auto desk = draft_.directory.desks.find(id);
        const auto reader = find_person(draft_.state, draft_.directory, id, draft_.now);
        const std::string name =
            desk != draft_.directory.desks.end() && !desk->second.long_name.empty()
                ? desk->second.long_name
            : reader ? reader->name
                     : id;
        std::string when;
        if (source.when == Applies::core_hours) when = " (core hours)";
        if (source.when == Applies::out_of_hours) when = " (out of hours)";
        return name + when + ", " +
               (reader ? spoken_phone(rings_at(draft_.directory, *reader)) : "") + ".";
    }

    void attach() {
        const bool readable = std::ranges::any_of(
            week_.shifts, [](const Shift& shift) { return !shift.people.empty(); });
        if (!readable) return;
        std::string name = procedure_.rota + "-" + iso_day(week_.week);
        if (draft_.directory.exercise) name = "EXERCISE-" + name + "-EXERCISE";
        const Calendar& calendar = draft_.directory.calendar;
        paper_.attachments = {{name + ".csv", "text/csv", week_as_csv(week_, calendar)},
                              {name + ".yaml", "application/yaml", week_as_yaml(week_, calendar)}};
    }

    const Draft& draft_;
    const Procedure& procedure_;
    const Zone& zone_;
    const Rota& rota_;
    std::map<std::string, Person> people_;
    Rota before_swaps_;
    WeeklyRota week_;
    WeekPaper paper_;
};

}  // namespace

std::map<std::string, Person> people_of_week(const Directory& directory, const Rota& rota,
                                             Day monday) {
    std::map<std::string, Person> people = directory.people;
    // Somebody who has swapped into the week may be known to another one only.
    for (const auto* weeks : {&rota.weeks, &rota.rolling}) {
        for (const auto& [day, week] : *weeks) {
            for (const Person& person : week.contacts) people.emplace(person.id, person);
        }
    }
    if (const WeeklyRota* week = week_in_force(rota, monday)) {
        for (const Person& person : week->contacts) people[person.id] = person;
    }
    return people;
}

std::vector<Gap> gaps_of_week(const Draft& draft, const Procedure& procedure, Day monday) {
    const Rota& rota = rota_of(draft, procedure.rota);
    const Span week = week_span(draft.directory.calendar.zone, monday);
    std::vector<Gap> all;
    for (const Duty& duty : duties(draft)) {
        if (duty.procedure->name != procedure.name) continue;
        for (const Gap& gap : gaps_of(draft, duty, rota, week)) {
            if (std::ranges::find(all, gap) == all.end()) all.push_back(gap);
        }
    }
    std::ranges::stable_sort(all, {}, [](const Gap& gap) { return gap.span.from; });
    return all;
}

WeekPaper week_paper(const Draft& draft, const Procedure& procedure, Day monday) {
    return Paper(draft, procedure, monday).write();
}

}  // namespace tocsin
