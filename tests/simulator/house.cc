#include "tests/simulator/house.h"

#include "core/handover_words.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/shifts.h"

namespace tocsin {
namespace {

using std::chrono::minutes;

const std::vector<std::string> on_duty = {"ash", "birch", "cedar", "elder", "hazel", "maple"};

Person person(const std::string& id, int number) {
    return {id, "Pat " + id, {"+4477009001" + std::to_string(number), id + "@example.org"}};
}

bool lacks(Chance& chance, Swarm& swarm, const std::string& what) {
    Place place = chance.place(what);
    const Chance::At here(chance, place);
    return swarm.strikes(Fault::bad_contact);
}

Desk desk(const std::string& id, const std::string& name, int number) {
    return {
        id, name, name + " desk", {"+4477009002" + std::to_string(number), id + "@example.org"}};
}

Role role(const std::string& name, std::vector<RoleSource> sources) {
    return {name, std::move(sources)};
}

Procedure hssi() {
    Procedure procedure;
    procedure.name = "hssi";
    procedure.title = "High severity";
    procedure.hash = "hash-hssi";
    procedure.text = "procedure: hssi\n";
    procedure.rota = "on-call";
    procedure.core_hours = core_hours();
    procedure.statuses = {"reported", "confirmed", "resolved", "closed"};
    procedure.level_1 = "level-1";
    procedure.roles = {
        role("level-1", {{Applies::core_hours, "", {"bridge"}, "level 1"},
                         {Applies::out_of_hours, "", {"nsd"}, "level 1"}}),
        role("level-2", {{Applies::core_hours, "", {"larch"}, "duty manager"},
                         {Applies::out_of_hours, "edm", {}, "EDM"}}),
        role("level-3", {{Applies::always, "level-3", {}, "level 3"}}),
        role("level-4", {{Applies::always, "", {"oak"}, "level 4"}}),
        role("supplier", {{Applies::always, "", {}, "supplier", {}, "supplier"},
                          {Applies::always, "", {"bridge"}, "level 1"}}),
    };
    procedure.fields = {
        {"category", "Category", {"data-centre", "clinical"}, true, {}},
        {"kind", "Kind", {"outage", "other"}, false, {}},
        {"clinical-task", "Task", {"open", "closed"}, false, {{.flags = {"clinical"}}}}};
    procedure.flags = {{"clinical", "Clinical", {{.fields = {{"clinical-task", {"closed"}}}}}},
                       {"security", "Security", {}}};
    procedure.severity.questions = {{"users",
                                     "Users",
                                     {"1", "2", "4"},
                                     {},
                                     Question::Counted{{{200, "1"}, {100, "2"}, {0, "4"}}, true}},
                                    {"severity",
                                     "Severity",
                                     {"1", "2", "4"},
                                     {},
                                     Question::Worst{{{"users", {{"1", 1}, {"2", 2}, {"4", 4}}}}}}};
    procedure.severity.ways = {"severity"};
    procedure.ladder.starts = "reported";
    procedure.ladder.rungs = {{"level-2", 2, minutes(20)}, {"level-3", 2, minutes(20)}};
    procedure.ladder.last_resort = "level-4";
    procedure.ladder.last_resort_every = minutes(5);
    return procedure;
}

Procedure quick() {
    Procedure procedure = hssi();
    procedure.name = "quick";
    procedure.hash = "hash-quick";
    procedure.ladder.rungs = {{"level-3", 3, minutes(12)}};
    procedure.ladder.last_resort_every = minutes(3);
    return procedure;
}

Procedure careful() {
    Procedure procedure = hssi();
    procedure.name = "careful";
    procedure.hash = "hash-careful";
    procedure.ladder.starts = "confirmed";
    procedure.cleared_resolves = false;
    procedure.closing.by = {"level-4"};
    return procedure;
}

// Any day but the next few hours are what a run sees: mostly in the hours when shifts change.
RotaPublication publication(Chance& chance) {
    const auto some_time = [&] {
        return WeekTime{Weekday{static_cast<unsigned>(chance.between(0, 6))},
                        minutes(chance.between(0, 24 * 60 - 1))};
    };
    return {some_time(), some_time(), some_time(), {"bridge", "nsd", "rota-team"}};
}

// A call that must be made, a document that goes in any case, and those that go only if there was
// work: at times that a run of some hours may see.
Handovers handovers(Chance& chance) {
    using Call = HandoverRule::Call;
    const auto some_time = [&] { return minutes(chance.between(0, 24 * 60 - 1)); };
    const HandoverEnd bridge{"", "bridge"};
    const HandoverEnd nsd{"", "nsd"};
    const HandoverEnd edm{"edm", ""};
    Handovers handovers;
    handovers.rules = {{bridge, nsd, some_time(), Call::always, true},
                       {nsd, bridge, some_time(), Call::always, true},
                       {edm, edm, {}, Call::when_live, false},
                       {edm, bridge, some_time(), Call::when_live, false}};
    handovers.sections = default_handover_sections();
    handovers.remind = minutes(chance.between(10, 40));
    return handovers;
}

// A specialist is called for a flag, beside whoever has the incident.
void add_task(Procedure& procedure) {
    TaskRule rule;
    rule.name = "clinical";
    rule.title = "clinical safety task";
    rule.when = {Matcher{.flags = {"clinical"}}};
    Procedure own = hssi();
    own.fields.clear();
    own.flags.clear();
    own.severity = {};
    own.ladder.rungs = {{"level-3", 2, minutes(20)}};
    procedure.tasks = {rule};
    procedure.of_tasks = {own};
}

// Some that are kept at the first rung in core hours, and are not when those end (HSSI-22).
Applies enters_when(Chance& chance) {
    return chance.percent(40) ? Applies::always : Applies::out_of_hours;
}

// Outages are one major incident when there are several.
TrendRule outages(Chance& chance) {
    TrendRule rule;
    rule.name = "outages";
    rule.title = "several outages";
    rule.when = {Matcher{.fields = {{"kind", {"outage"}}}}};
    rule.count = static_cast<int>(chance.between(2, 4));
    rule.within = minutes(chance.between(10, 120));
    rule.severity = 1;
    return rule;
}

// One that is owed from the report on, one that comes back, one that somebody must ask for, one
// that outlives its incident, by the clock or by the calendar, one that messages to users meet and
// state the next time of, and one that lets the paper be sent back.
std::vector<ObligationRule> obligations(Chance& chance) {
    const auto status = [](const char* name) { return Moment{Moment::Of::status, name}; };
    const auto some = [&](int from, int to) { return minutes(chance.between(from, to)); };
    std::vector<ObligationRule> rules(6);
    rules[0].name = "confirmation";
    rules[0].starts = {status("reported")};
    rules[0].due[0] = {some(5, 40)};
    rules[0].owner = "level-1";
    rules[0].met_by = {status("confirmed")};
    rules[0].until = status("resolved");
    rules[1].name = "update";
    rules[1].starts = {status("confirmed")};
    rules[1].due = {{1, {some(5, 20)}}, {0, {some(20, 40)}}};
    rules[1].every = {{1, some(5, 20)}, {0, some(20, 40)}};
    rules[1].owner = "level-2";
    rules[1].until = status("resolved");
    rules[2].name = "conference";
    rules[2].starts = {{Moment::Of::asked, ""}, status("confirmed")};
    rules[2].due[0] = {some(10, 40)};
    rules[2].owner = ObligationRule::holder;
    rules[2].late.tell = {"level-3"};
    if (chance.percent(50)) rules[2].late.escalate = "level-3";
    rules[2].until = status("resolved");
    rules[3].name = "paper";
    rules[3].starts = {status("confirmed"), status("closed")};
    rules[3].due[0] =
        chance.percent(50) ? TimeLimit{some(30, 200)} : TimeLimit{Duration{0}, 1, 0, some(0, 1400)};
    rules[3].owner = "supplier";
    rules[3].proof = true;
    rules[3].rejected = some(10, 60);
    rules[4].name = "told";
    rules[4].starts = {{Moment::Of::notice, "first"}};
    rules[4].due[0] = {some(20, 90)};
    rules[4].every[0] = some(20, 90);
    rules[4].stated = true;
    rules[4].owner = ObligationRule::holder;
    rules[4].met_by = {{Moment::Of::notice, Moment::any_notice}};
    rules[4].until = status("resolved");
    rules[5].name = "agreed";
    rules[5].starts = {{Moment::Of::met, "paper"}};
    rules[5].due[0] = {some(10, 100)};
    rules[5].owner = "level-1";
    for (ObligationRule& rule : rules) {
        rule.title = rule.name;
        rule.ask = "Do it";
        if (chance.percent(50)) rule.warn = {some(6, 10), some(1, 5)};
        if (chance.percent(20)) rule.warn_shares = {80};
        if (chance.percent(70)) rule.late.again = some(5, 30);
    }
    return rules;
}

// A role for a term that ends within the run, or comes near enough to its end to be told of; now
// and then somebody follows, at once or after some days.
Role officer(Chance& chance, Day today) {
    const auto line = [](const PersonId& person, std::optional<Day> from,
                         std::optional<Day> until) {
        RoleSource source{Applies::always, "", {person}, "officer"};
        source.term = Term{from, until};
        return source;
    };
    const Day last =
        plus_days(today, chance.percent(60) ? chance.between(-1, 1) : chance.between(2, 40));
    Role role{"officer", {line("larch", {}, last)}};
    if (chance.percent(40)) {
        const int gap = chance.percent(50) ? 1 : chance.between(2, 4);
        role.sources.push_back(line("oak", plus_days(last, gap), {}));
    }
    return role;
}

// A room of each incident's own into which people are called, or that is archived, or both.
void tend_room(Chance& chance, Provider& room) {
    Place place = chance.place("tended room");
    const Chance::At here(chance, place);
    room.invites = chance.percent(70);
    room.archives = chance.percent(70);
}

// Some places ask for what is grave alone, and hear of that to its end.
void ask_for_grave(Chance& chance, Provider& told) {
    Place place = chance.place("grave alone");
    const Chance::At here(chance, place);
    if (chance.percent(40)) told.tells.when = {{.severities = {1, 2}}};
}

// Places that are told, phones that ring, and what limits what leaves.
void add_roads(Chance& chance, Directory& house) {
    if (chance.percent(50)) {
        Provider room{"room", Medium::chat, static_cast<int>(chance.between(1, 3))};
        room.tells = {true, true, {}};
        room.opens = chance.percent(50);
        if (room.opens) tend_room(chance, room);
        ask_for_grave(chance, room);
        house.providers.push_back(room);
    }
    if (chance.percent(30)) {
        Provider program{"program", Medium::hook, 2};
        program.tells = {true, false, {}};
        ask_for_grave(chance, program);
        house.providers.push_back(program);
    }
    if (chance.percent(30)) {
        house.providers.push_back({"phones", Medium::voice, 4});
        for (auto* procedures : {&house.procedures, &house.procedure_versions}) {
            for (auto& [name, procedure] : *procedures) {
                procedure.ladder.rungs.front().by = {{Medium::sms, Medium::email},
                                                     {Medium::voice, Medium::sms}};
            }
        }
    }
    if (chance.percent(30))
        house.providers.front().per_minute = static_cast<int>(chance.between(2, 20));
    if (chance.percent(30)) house.texts_an_hour = static_cast<int>(chance.between(2, 12));
    // Enough for three parts of a notice.
    if (chance.percent(8)) {
        for (int one = 1; one <= 150; ++one) {
            const std::string id = "reader-" + std::to_string(one);
            house.people[id] = {
                id, "Reader", {"+44770090" + std::to_string(2000 + one), id + "@example.org"}};
            for (auto* procedures : {&house.procedures, &house.procedure_versions}) {
                for (auto& [name, procedure] : *procedures)
                    procedure.notices.audiences.front().people.push_back(id);
            }
        }
    }
}

// A status page elsewhere, which is told what users are told.
void add_page(Chance& chance, Directory& house) {
    Place place = chance.place("page");
    const Chance::At here(chance, place);
    if (!chance.percent(50)) return;
    Provider page{"page", Medium::page, chance.between(1, 3)};
    page.tells = {false, true, {}};
    if (chance.percent(60)) page.per_minute = chance.between(1, 4);
    house.providers.push_back(page);
}

void add_noise(Chance& chance, Directory& house) {
    if (chance.percent(50)) house.services.at("records").depends_on = {"imaging"};
    if (chance.percent(50)) {
        house.flapping = {static_cast<int>(chance.between(2, 4)), minutes(chance.between(10, 60)),
                          minutes(chance.between(1, 15))};
    }
    if (chance.percent(50)) {
        AlarmRoute group;
        group.name = "pharmacies";
        group.when.says = {{"service", {"pharmacy", "records"}}};
        group.group = {"service"};
        group.group_within = minutes(chance.between(1, 60));
        house.routes = {group};
        if (chance.percent(50)) house.routes.push_back({"rest", {}});
    }
    for (const std::string name : {"backup", "feed-in"}) {
        if (chance.percent(50)) continue;
        house.heartbeats[name] = {name,
                                  minutes(chance.between(10, 90)),
                                  minutes(chance.between(1, 10)),
                                  chance.percent(50) ? "pharmacy" : "",
                                  "",
                                  static_cast<int>(chance.between(1, 4))};
    }
}

}  // namespace

std::unique_ptr<Directory> make_house(Chance& chance, Swarm& swarm, Instant begins,
                                      const HouseKind& kind) {
    Place place = chance.place("house");
    const Chance::At here(chance, place);
    static const Calendar calendar = england_and_wales(load_zone("Europe/London"));
    auto house = std::make_unique<Directory>();
    house->site = "National services";
    house->base_url = "https://alert.example.org";
    house->mail_domain = "alert.example.org";
    house->default_procedure = "hssi";
    house->calendar = calendar;
    if (swarm.strikes(Fault::bank_holidays)) {
        // Within weeks a long weekend: a desk that hands over after a fortnight lists no more all.
        const Day first = plus_days(calendar.zone.day(begins), kind.whole ? 3 : -7);
        for (int day = 0; day < (kind.whole ? 4 : 21); ++day)
            house->calendar.bank_holidays.insert(plus_days(first, day));
    }
    int number = 10;
    for (const std::string& id : on_duty) {
        Person& made = house->people[id] = person(id, number++);
        if (lacks(chance, swarm, "phone number of " + id)) made.contact.phone.clear();
        if (lacks(chance, swarm, "mail of " + id)) made.contact.mail.clear();
    }
    for (const std::string id : {"larch", "oak", "rowan"}) {
        house->people[id] = person(id, number++);
    }
    house->desks["bridge"] = desk("bridge", "Bridge", 11);
    house->desks["nsd"] = desk("nsd", "NSD", 12);
    house->desks["rota-team"] = desk("rota-team", "Rota team", 13);
    house->rota_team = {"rota-team"};
    for (const std::string id : {"records", "imaging", "pharmacy"}) {
        house->services[id] = {id, id, "Nobody can read " + id, "Everywhere", ""};
    }
    house->services["records"].contacts = {{"supplier", {"rowan"}}};
    house->outside = {"rowan"};  // also a colleague, on lists, and now and then on the rota
    house->services["pharmacy"].procedure = "careful";
    house->services["imaging"].fields = {{"category", {"clinical"}}, {"kind", {"outage"}}};
    // Drawn in any case, so that what follows is the same.
    const auto has = [&](int percent) { return chance.percent(percent) || kind.whole; };
    Procedure confirming = hssi();
    if (has(70)) {
        ShiftStart& start = confirming.shift_start;
        start.duties = {"edm", "level-3"};
        start.ahead = minutes(chance.percent(50) ? 0 : chance.between(1, 40));
        start.confirm_within = minutes(chance.between(5, 40));
    }
    if (has(70)) confirming.publication = publication(chance);
    if (has(70)) confirming.handovers = handovers(chance);
    if (has(40)) confirming.obligations = obligations(chance);
    if (has(80))
        confirming.ladder.enters = {
            {1, {Matcher{.flags = {"security"}, .when = enters_when(chance)}}, "security"}, {}};
    if (has(50)) add_task(confirming);
    if (chance.percent(60)) {
        confirming.roles.push_back(officer(chance, calendar.zone.day(begins)));
        confirming.warn_terms = std::chrono::hours(24 * chance.between(1, 30));
    }
    for (Procedure procedure : {confirming, quick(), careful()}) {
        procedure.flags.push_back({"harm", "A patient has come to harm", {}});
        procedure.notices = notices_of_house();
        if (chance.percent(40)) procedure.trends = {outages(chance)};
        house->procedures[procedure.name] = procedure;
        house->procedure_versions[procedure.hash] = procedure;
    }
    const int room = chance.percent(30) ? chance.between(1, 2) : 8;
    house->providers = {{"text-one", Medium::sms, room},
                        {"text-two", Medium::sms, chance.between(1, 8)},
                        {"mail-one", Medium::email, room}};
    if (chance.percent(50)) house->providers.push_back({"mail-two", Medium::email, 8});
    for (Provider& provider : house->providers) {
        provider.two_way = provider.medium == Medium::sms && chance.percent(60);
    }
    // Level 1 of the night has a landline, which people ring and no text reaches.
    if (chance.percent(40)) {
        Desk& nsd = house->desks["nsd"];
        nsd.landline = "+441134960123";
        nsd.contact.phone.clear();
    }
    add_roads(chance, *house);
    add_page(chance, *house);
    house->flapping.openings = 0;
    if (kind.noise) add_noise(chance, *house);
    return house;
}

WeeklyRota make_week(Chance& chance, const Directory& directory, Day monday, Swarm& swarm) {
    const Zone& zone = directory.calendar.zone;
    WeeklyRota week{"on-call", monday, week_span(zone, monday), {}, {}};
    int line = 1;
    const auto add = [&](const std::string& duty, Span span) {
        if (swarm.strikes(Fault::hole)) return;
        std::vector<std::string> people;
        if (!swarm.strikes(Fault::hole)) people.push_back(chance.of(on_duty));
        if (chance.percent(5)) people.push_back("rowan");
        week.shifts.push_back({duty, span, people, {line++, 1}});
    };
    for (const NamedShift& shift : edm_shifts(directory.calendar, monday)) add("edm", shift.span);
    for (Instant from = week.span.from; from < week.span.to;) {
        const Instant to = std::min(from + std::chrono::hours(chance.between(8, 60)), week.span.to);
        add("level-3", {from, to});
        from = to;
    }
    if (chance.percent(20)) {
        const auto found = directory.people.find(chance.of(on_duty));
        if (found == directory.people.end()) return week;
        Person changed = found->second;
        changed.contact.mail = "rota-" + changed.contact.mail;
        if (changed.contact.mail.empty()) changed.contact.mail = "rota@example.org";
        week.contacts.push_back(changed);
    }
    return week;
}

}  // namespace tocsin
