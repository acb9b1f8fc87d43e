// Who works where in the stories. All names are invented, all phones from Ofcom's drama range.
#include "core/handover_words.h"
#include "rota/bank_holidays.h"
#include "tests/support/story.h"

#include <date/tz.h>

namespace tocsin {
namespace {

// Users and harm; without harm it is never worse than 3.
SeverityRules severity_of_stories() {
    using Cells = std::map<std::pair<std::string, std::string>, std::string>;
    SeverityRules rules;
    rules.questions = {
        {"users",
         "Users",
         {"many", "few"},
         {},
         Question::Counted{{{100, "many"}, {0, "few"}}, true}},
        {"harm", "Harm", {"yes", "no"}, {}, Question::Asked{}},
        {"matrix",
         "Users and harm",
         {"1", "2", "3", "5"},
         {},
         Question::Table{"users", "harm",
                         Cells{{{"many", "yes"}, "1"},
                               {{"few", "yes"}, "2"},
                               {{"many", "no"}, "3"},
                               {{"few", "no"}, "5"}}}},
        {"points", "Points", {}, {}, Question::Sum{{{"users", {{"many", 9}, {"few", 1}}}}, {}}}};
    rules.ways = {"matrix", "points"};
    return rules;
}

RoleSource people(const std::string& called, const std::vector<PersonId>& ids,
                  Applies when = Applies::always) {
    return {when, "", ids, called};
}

RoleSource rota(const std::string& called, const std::string& role,
                Applies when = Applies::always) {
    return {when, role, {}, called};
}

Procedure hssi(const Setting& setting) {
    Procedure hssi;
    hssi.name = "hssi";
    hssi.title = "Higher Severity Service Incident";
    hssi.hash = "5f1e" + setting.starts;
    hssi.rota = "on-call";
    hssi.core_hours = core_hours();
    hssi.statuses = {"reported", "confirmed", "resolved", "closed"};
    hssi.level_1 = "level-1";
    hssi.roles = {
        {"level-1",
         {people("Service Bridge", {"service-bridge"}, Applies::core_hours),
          people("NSD", {"nsd"})}},
        {"level-2",
         {people("level 2", {"lee.rowan"}, Applies::core_hours),
          rota("EDM", "edm", Applies::out_of_hours)}},
        {"level-3", {rota("level 3", "level-3")}},
        {"level-4", {people("level 4", {"kim.hazel"})}},
        {"safety", {people("safety officer", {"max.birch"})}},
        {"last-resort", {people("the last resort", {"duty.director"})}},
    };
    if (!setting.level_4.empty()) hssi.roles[3].sources = setting.level_4;
    hssi.shift_start = setting.shift_start;
    hssi.obligations = setting.obligations;
    hssi.exercise_months = setting.exercise_months;
    hssi.ladder.starts = setting.starts;
    hssi.ladder.rungs = {
        {"level-2", 2, 20min}, {"level-3", 2, 2 * setting.level_3_share}, {"level-4", 2, 20min}};
    hssi.ladder.rungs.front().by = setting.edm_by;
    if (setting.level_1_first)
        hssi.ladder.rungs.insert(hssi.ladder.rungs.begin(), {"level-1", 2, 20min});
    hssi.ladder.enters = setting.enters;
    hssi.movers = setting.movers;
    hssi.closing = setting.closing;
    hssi.trends = setting.trends;
    hssi.ladder.last_resort = "last-resort";
    hssi.ladder.last_resort_every = 5min;
    hssi.fields = {{"category", "Category", {"data-centre", "multi-site", "clinical"}, true, {}},
                   {"kind", "Kind", {"outage", "performance", "other"}, false, {}},
                   {"cause", "Root cause", {}, false, {}, true, true},
                   {"clinical-task",
                    "Task of the clinical team",
                    {"open", "closed"},
                    false,
                    {{.flags = {"clinical"}}}}};
    hssi.flags = {{"clinical", "Clinical safety", {{.fields = {{"clinical-task", {"closed"}}}}}},
                  {"security", "Security", {}},
                  {"harm", "A patient has come to harm", {}}};
    hssi.notices = setting.notices;
    for (int one = 1; one <= setting.crowd; ++one)
        hssi.notices.audiences.front().people.push_back("crowd-" + std::to_string(one));
    if (setting.words_of != nullptr) {
        hssi.fields = setting.words_of->fields;
        hssi.flags = setting.words_of->flags;
        hssi.notices = setting.words_of->notices;
        hssi.notices.never = notices_of_stories().never;
        for (const Role& role : setting.words_of->roles) {
            if (hssi.find_role(role.name) == nullptr) hssi.roles.push_back(role);
        }
    }
    hssi.severity = severity_of_stories();
    hssi.publication = setting.publication;
    hssi.handovers.rules = setting.handovers;
    hssi.handovers.sections = default_handover_sections();
    return hssi;
}

void add_tasks(Procedure& procedure, const Setting& setting) {
    for (const auto& [rule, roles] : setting.tasks) {
        Procedure own;
        own.name = procedure.name;
        own.title = rule.title;
        own.hash = procedure.hash;
        own.rota = procedure.rota;
        own.core_hours = procedure.core_hours;
        own.statuses = procedure.statuses;
        own.roles = procedure.roles;
        own.level_1 = procedure.level_1;
        for (const std::string& role : roles) own.ladder.rungs.push_back({role, 2, 20min});
        own.ladder.last_resort = procedure.ladder.last_resort;
        procedure.tasks.push_back(rule);
        procedure.of_tasks.push_back(std::move(own));
    }
}

}  // namespace

Directory directory_of_stories(const Setting& setting) {
    Directory directory;
    directory.site = "National services";
    directory.base_url = "https://alert.example.org";
    directory.mail_domain = "alert.example.org";
    directory.default_procedure = "hssi";
    directory.exercise = setting.exercise;
    const auto person = [&](const PersonId& id, const std::string& name, std::string phone) {
        if (const auto other = setting.phones.find(id); other != setting.phones.end()) {
            phone = other->second;
        }
        directory.people[id] = {id,
                                name,
                                {setting.without_phone.contains(id) ? "" : phone,
                                 setting.without_mail.contains(id) ? "" : id + "@example.org"}};
    };
    person("pat.ash", "Pat Ash", "+447700900101");
    person("jo.oak", "Jo Oak", "+447700900104");
    person("sam.elm", "Sam Elm", "+447700900102");
    person("kim.hazel", "Kim Hazel", "+447700900103");
    person("lee.rowan", "Lee Rowan", "+447700900105");
    person("max.birch", "Max Birch", "+447700900106");
    person("duty.director", "Duty Director", "+447700900109");
    for (int one = 1; one <= setting.crowd; ++one) {
        const std::string id = "crowd-" + std::to_string(one);
        person(id, "Reader " + std::to_string(one), "+44770090" + std::to_string(1000 + one));
    }
    const bool landline = !setting.nsd_landline.empty();
    directory.desks["nsd"] = {"nsd",
                              "NSD",
                              "National Service Desk",
                              {landline ? "" : "+447700900010", "nsd@example.org"},
                              setting.nsd_landline};
    directory.desks["service-bridge"] = {"service-bridge",
                                         "Service Bridge",
                                         "Service Bridge",
                                         {"+447700900011", "bridge@example.org"}};
    directory.desks["rota-team"] = {
        "rota-team", "Rota team", "Rota team", {"", "rota@example.org"}};
    directory.rota_team = {"rota-team"};
    const std::string place = "Multiple Trusts in North East";
    directory.services = {
        {"gp-records", {"gp-records", "GP Records", "Users cannot open shared records", place, ""}},
        {"ward-orders", {"ward-orders", "Ward Orders", "Users cannot order", "Westmere", ""}},
        {"mail-relay",
         {"mail-relay",
          "Mail Relay",
          "Mail waits",
          "Eastvale",
          "",
          {{"category", {"data-centre"}},
           {"cause", {"the old switch"}},
           {"kind", {"broken"}},
           {"unheard-of", {"x"}}}}}};
    directory.services.at("gp-records").domain = {"North East"};
    if (!setting.supplier.empty())
        directory.services.at("gp-records").contacts = {{"supplier", {setting.supplier}}};
    directory.trusts = {{"northtown", {"Northtown", "North East"}},
                        {"eastvale", {"Eastvale", "North East"}},
                        {"westmere", {"Westmere", "North East"}},
                        {"fenwick", {"Fenwick", "North East"}},
                        {"southmere", {"Southmere", "South West"}}};
    Procedure procedure = hssi(setting);
    add_tasks(procedure, setting);
    directory.procedures["hssi"] = procedure;
    directory.procedure_versions[procedure.hash] = procedure;
    directory.providers = {{"sms-a", Medium::sms, setting.in_flight_max},
                           {"sms-b", Medium::sms, setting.in_flight_max},
                           {"mail", Medium::email, setting.in_flight_max}};
    for (Provider& provider : directory.providers) {
        provider.two_way = setting.two_way.contains(provider.name);
    }
    if (setting.one_text_provider) directory.providers.erase(directory.providers.begin() + 1);
    directory.providers.insert(directory.providers.end(), setting.more_providers.begin(),
                               setting.more_providers.end());
    directory.reach = setting.reach;
    directory.texts_an_hour = setting.texts_an_hour;
    for (const auto& [id, topic] : setting.topics) directory.people.at(id).contact.push = topic;
    directory.calendar = england_and_wales(Zone(date::locate_zone("Europe/London")));
    if (setting.also) setting.also(directory);
    return directory;
}

}  // namespace tocsin
