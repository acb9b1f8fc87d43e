// A rota of any format: whatever is wrong has a line, and whoever is accepted can be called.
#include "daemon/rota_text.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/contact.h"
#include "rota/coverage.h"
#include "rota/telephone.h"
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
        const std::string& phone = person.contact.phone;
        const std::string& mail = person.contact.mail;
        must(!phone.empty() || !mail.empty(), "a contact can be reached");
        must(phone.empty() || parse_phone(phone).value == phone, "a phone is in its one form");
        must(mail.empty() || parse_mail(mail).value == mail, "a mail address is in its one form");
    }
    for (const Shift& shift : week.shifts) {
        must(!shift.span.empty(), "a shift has a length");
        must(week.span.from <= shift.span.from && shift.span.to <= week.span.to, "inside the week");
        for (const auto& id : shift.people) must(people.contains(id), "whoever is named is known");
    }
    const Rota rota{week.name, {{week.week, week}}, {}, {}, 1};
    for (const Gap& gap : gaps(rota, Required{"edm", false, {}}, london(), week.span)) {
        const OnCall on_call_then = on_call(rota, "edm", gap.span.from);
        must(on_call_then.people.empty(), "in a gap nobody is on call");
    }
}

void run(std::string_view bytes) {
    static const Directory directory = [] {
        Directory made;
        made.calendar = london();
        made.people["jo.oak"] = {"jo.oak", "Jo Oak", {}};
        made.people["sam.elm"] = {"sam.elm", "Sam Elm", {}};
        return made;
    }();
    const RotaText read = read_rota_text(bytes, "week.yaml", "on-call", directory);
    check_problems(read.problems, bytes);
    if (refused(read.problems)) return;
    must(!read.weeks.empty(), "what is accepted has a week");
    for (const WeeklyRota& week : read.weeks) check_week(week);
}

const Target target{"rota", run};

}  // namespace
}  // namespace tocsin::fuzz
