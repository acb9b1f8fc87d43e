#include "rota/writing.h"

#include "rota/clock_words.h"
#include "rota/difference.h"
#include "rota/sheet_words.h"
#include "rota/shifts.h"
#include "rota/telephone.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using std::chrono::minutes;

struct WallTime {
    Day day;
    minutes clock;
};

WallTime wall_time(const Zone& zone, Instant at) {
    const LocalTime local = zone.local(at);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    return {Day{day}, std::chrono::floor<minutes>(local - day)};
}

std::string clock_text(minutes clock) {
    const auto two = [](auto count) {
        return std::string(count < 10 ? "0" : "") + std::to_string(count);
    };
    return two(clock / 60min) + ":" + two((clock % 60min).count());
}

const Person* contact_of(const WeeklyRota& week, const std::string& id) {
    const auto found = std::ranges::find(week.contacts, id, &Person::id);
    return found == week.contacts.end() ? nullptr : &*found;
}

// One word for the stretch, where it has one: "all-week", "mon-night". Empty otherwise.
std::string name_of(const WeeklyRota& week, const std::vector<NamedShift>& named, Span span) {
    if (span == week.span) return "all-week";
    const auto found = std::ranges::find(named, span, &NamedShift::span);
    return found == named.end() ? "" : found->name;
}

// date, shift, from, to.
std::vector<std::string> hours_cells(const WeeklyRota& week, const std::vector<NamedShift>& named,
                                     const Zone& zone, Span span) {
    const std::string name = name_of(week, named, span);
    if (name == "all-week") return {sheet_day(week.week), "week", "", ""};
    if (!name.empty()) {
        const auto index = std::ranges::find(shift_names(), name) - shift_names().begin();
        return {sheet_day(plus_days(week.week, static_cast<int>(index / 2))), name.substr(4), "",
                ""};
    }
    const WallTime from = wall_time(zone, span.from);
    const WallTime to = wall_time(zone, span.to);
    const bool within_a_day = to.day == (to.clock > from.clock ? from.day : plus_days(from.day, 1));
    return {sheet_day(from.day), "", clock_text(from.clock),
            (within_a_day ? "" : sheet_day(to.day) + " ") + clock_text(to.clock)};
}

// A scalar that no reader of YAML takes for anything but this text.
std::string yaml_text(const std::string& text) {
    std::string quoted = "\"";
    for (const char sign : text) {
        if (sign == '"' || sign == '\\') quoted += '\\';
        quoted += sign;
    }
    return quoted + "\"";
}

// An id stands bare where it reads as a word, as people write it.
std::string yaml_id(const std::string& id) {
    const bool word = !id.empty() && 'a' <= id.front() && id.front() <= 'z';
    return word ? id : yaml_text(id);
}

std::string yaml_people(const std::vector<std::string>& people) {
    if (people.empty()) return "nobody";
    if (people.size() == 1) return yaml_id(people.front());
    std::string list;
    for (const std::string& id : people) list += (list.empty() ? "[" : ", ") + yaml_id(id);
    return list + "]";
}

std::string yaml_contact(const Person& person) {
    std::string fields = "name: " + yaml_text(person.name);
    const Contact& contact = person.contact;
    if (!contact.phone.empty()) fields += ", phone: " + yaml_text(spoken_phone(contact.phone));
    if (!contact.mail.empty()) fields += ", mail: " + yaml_text(contact.mail);
    return "  " + yaml_id(person.id) + ": { " + fields + " }\n";
}

std::string yaml_hours(const WeeklyRota& week, const std::vector<NamedShift>& named,
                       const Zone& zone, Span span) {
    if (std::string name = name_of(week, named, span); !name.empty()) return name;
    const auto moment = [&](Instant at) {
        const WallTime wall = wall_time(zone, at);
        return iso_day(wall.day) + " " + clock_text(wall.clock);
    };
    return moment(span.from) + " to " + moment(span.to);
}

void sort_shifts(std::vector<Shift>& shifts) {
    std::ranges::stable_sort(shifts, {}, [](const Shift& shift) {
        return std::tuple(std::string_view(shift.role), shift.span.from);
    });
}

}  // namespace

WeeklyRota week_as_it_stands(const Rota& rota, const Zone& zone, Day monday,
                             const std::vector<Gap>& gaps,
                             const std::map<std::string, Person>& people) {
    WeeklyRota week{rota.name, monday, week_span(zone, monday), {}, {}};
    std::set<std::string> named;
    for (const std::string& role : roles(rota)) {
        for (const OnCall& stretch : stretches(rota, role, week.span)) {
            if (stretch.people.empty()) continue;
            week.shifts.push_back({role, {stretch.since, stretch.until}, stretch.people, {}});
            named.insert(stretch.people.begin(), stretch.people.end());
        }
    }
    for (const Gap& gap : gaps) {
        const Span inside{std::max(gap.span.from, week.span.from),
                          std::min(gap.span.to, week.span.to)};
        if (gap.present == 0 && !inside.empty()) week.shifts.push_back({gap.role, inside, {}, {}});
    }
    sort_shifts(week.shifts);
    for (const std::string& id : named) {
        if (const auto known = people.find(id); known != people.end()) {
            week.contacts.push_back(known->second);
        }
    }
    return week;
}

std::string week_as_csv(const WeeklyRota& week, const Calendar& calendar) {
    const std::vector<NamedShift> named = edm_shifts(calendar, week.week);
    std::vector<Shift> shifts = week.shifts;
    sort_shifts(shifts);
    std::string text = "role,date,shift,from,to,person,name,phone,mail\r\n";
    for (const Shift& shift : shifts) {
        std::vector<std::string> cells = hours_cells(week, named, calendar.zone, shift.span);
        cells.insert(cells.begin(), shift.role);
        const auto add = [&](const std::string& id, const Person& person) {
            std::vector<std::string> line = cells;
            line.insert(line.end(),
                        {id, person.name, spoken_phone(person.contact.phone), person.contact.mail});
            text += csv_line(line);
        };
        for (const std::string& id : shift.people) {
            const Person* person = contact_of(week, id);
            add(id, person == nullptr ? Person{} : *person);
        }
        if (shift.people.empty()) add("nobody", {});
    }
    return text;
}

std::string week_as_yaml(const WeeklyRota& week, const Calendar& calendar) {
    const std::vector<NamedShift> named = edm_shifts(calendar, week.week);
    std::vector<Shift> shifts = week.shifts;
    sort_shifts(shifts);
    std::string text = "rota: " + yaml_id(week.name) + "\nweek: " + iso_day(week.week) + "\n";
    if (!week.contacts.empty()) text += "contacts:\n";
    for (const Person& person : week.contacts) text += yaml_contact(person);
    text += "shifts:\n";
    std::string role;
    for (const Shift& shift : shifts) {
        if (shift.role != role) text += "  " + yaml_id(shift.role) + ":\n";
        role = shift.role;
        text += "    " + yaml_hours(week, named, calendar.zone, shift.span) + ": " +
                yaml_people(shift.people) + "\n";
    }
    return text;
}

}  // namespace tocsin
