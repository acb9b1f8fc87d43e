// A weekly rota: whatever is wrong has a line, and whoever is accepted can be called.
#include "daemon/yaml.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/contact.h"
#include "rota/coverage.h"
#include "rota/formats.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>
#include <set>

namespace tocsin::fuzz {
namespace {

const Calendar& london() {
    static const Calendar calendar = england_and_wales(load_zone("Europe/London"));
    return calendar;
}

void check_week(const WeeklyRota& week) {
    static const std::set<std::string> known{"jo.oak", "sam.elm"};
    must(!week.name.empty(), "a rota has a name");
    must(week.span.from < week.span.to, "a week has a length");
    std::set<std::string> people = known;
    for (const Person& person : week.contacts) {
        people.insert(person.id);
        const auto& [phone, mail] = person.contact;
        must(!phone.empty() || !mail.empty(), "a contact can be reached");
        must(phone.empty() || parse_phone(phone).value == phone, "a phone is in its one form");
        must(mail.empty() || parse_mail(mail).value == mail, "a mail address is in its one form");
    }
    for (const Shift& shift : week.shifts) {
        must(!shift.span.empty(), "a shift has a length");
        must(week.span.from <= shift.span.from && shift.span.to <= week.span.to, "inside the week");
        for (const auto& id : shift.people) must(people.contains(id), "whoever is named is known");
    }
    Rota rota{week.name, {{week.week, week}}, 1};
    for (const Gap& gap : gaps(rota, Required{"edm", false, {}}, london(), week.span)) {
        const OnCall on_call_then = on_call(rota, "edm", gap.span.from);
        must(on_call_then.people.empty(), "in a gap nobody is on call");
    }
}

void run(std::string_view bytes) {
    const YamlResult yaml = parse_yaml(bytes, "week.yaml");
    if (!yaml.tree) return;
    const Parsed parsed = parse_weekly(*yaml.tree, "week.yaml", london(), {"jo.oak", "sam.elm"});
    check_problems(parsed.problems, bytes);
    if (!refused(parsed.problems)) check_week(parsed.rota);
}

const Target target{"rota", run};

}  // namespace
}  // namespace tocsin::fuzz
