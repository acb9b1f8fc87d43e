#include "daemon/config_parts.h"
#include "daemon/media_file.h"
#include "daemon/topic.h"
#include "daemon/triage_file.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"
#include "rota/contact.h"
#include "rota/telephone.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {

namespace {

// The longest that fit into texts (wording 2.3).
constexpr std::size_t desk_signs = 14;
constexpr std::size_t service_signs = 20;
constexpr std::size_t place_signs = 43;
constexpr std::size_t person_signs = 20;
constexpr std::size_t impact_signs = 69;

void refuse_address(MapReader& map, const char* key, const std::string& why,
                    const std::string& advice) {
    map.complaints().error(map.mark(key), in_quotes(key) + " of " + map.name() + " cannot be used",
                           why, advice);
}

// What people write under "phone", whatever it is; empty when it is missing or refused.
Phone read_phone(MapReader& map, const std::string& region) {
    const auto written = map.text("phone");
    if (!written) return {};
    Phone phone = parse_phone(*written, region);
    if (!phone.why.empty()) {
        refuse_address(map, "phone", phone.why, "correct it; a wrong one would wake a stranger");
    }
    return phone;
}

std::string read_mail(MapReader& map) {
    const auto written = map.text("mail");
    if (!written) return "";
    Checked mail = parse_mail(*written);
    if (!mail.why.empty()) {
        refuse_address(map, "mail", mail.why, "correct it; a wrong one would tell a stranger");
    }
    return mail.value;
}

std::string read_push(MapReader& map) {
    const auto topic = map.text("push", topic_signs_max);
    if (!topic) return "";
    if (is_topic(*topic)) return *topic;
    refuse_address(map, "push", "it is no name of a topic",
                   "write letters, digits, \"-\" and \"_\", as the app has it");
    return "";
}

bool has_address(MapReader& map) {
    if (map.find("phone") || map.find("mail")) return true;
    map.complaints().error(map.mark(), map.name() + " has neither phone nor mail",
                           "whoever is named here must be reachable",
                           "add \"phone:\", \"mail:\" or both");
    return false;
}

// How the person wants to be reached, the best first.
void read_reach(MapReader& map, const PersonId& id, Directory& directory) {
    std::vector<Medium> order = read_media(map, "channels");
    if (!order.empty()) directory.reach.emplace(id, std::move(order));
}

// A person is called by text, so the phone must be one that texts reach.
Contact read_person_contact(MapReader& map, const std::string& region) {
    Phone phone = read_phone(map, region);
    Contact contact{"", read_mail(map), read_push(map)};
    if (!has_address(map)) return contact;
    if (phone.no_texts.empty()) {
        contact.phone = std::move(phone.value);
    } else {
        refuse_address(map, "phone", "it is " + phone.no_texts + ", which texts do not reach",
                       "write a mobile, or delete the phone and give a mail address");
    }
    return contact;
}

// A desk may have a landline: texts tell people to ring it, and the desk itself is told by mail.
void read_desk_contact(MapReader& map, const std::string& region, Desk& desk) {
    Phone phone = read_phone(map, region);
    desk.contact.mail = read_mail(map);
    if (!has_address(map)) return;
    std::string& into = phone.no_texts.empty() ? desk.contact.phone : desk.landline;
    into = std::move(phone.value);
    if (!desk.landline.empty() && !map.find("mail")) {
        refuse_address(map, "phone",
                       "it is " + phone.no_texts +
                           ", which texts do not reach, and the desk could be told nothing",
                       "add \"mail:\", or write a mobile");
    }
}

// Whoever is of another organisation is contacted by no exercise (DSPT-10).
void read_outside(MapReader& map, const PersonId& id, Directory& directory) {
    if (map.yes_no("outside").value_or(false)) directory.outside.insert(id);
}

void read_people(MapReader& file, Directory& directory, ContactMarks& marks) {
    std::map<std::string, PersonId> phones;
    for (const auto& [id, node] : file.entries("people")) {
        need_plain_name(id, "a person", node->mark, file.complaints());
        MapReader map(*node, "the person " + in_quotes(id), file.complaints());
        Person person{id, map.need_text("name", person_signs).value_or(""), {}};
        if (node->kind == Node::Kind::map)
            person.contact = read_person_contact(map, directory.phone_region);
        read_reach(map, id, directory);
        read_outside(map, id, directory);
        map.refuse_unknown();
        if (!person.contact.phone.empty()) {
            const auto [other, first] = phones.emplace(person.contact.phone, id);
            if (!first) {
                file.complaints().warning(
                    map.mark("phone"), map.name() + " has the phone of " + in_quotes(other->second),
                    "an answer from that phone cannot tell one from the other",
                    "give each a phone of their own");
            }
        }
        marks.emplace(id, node->mark);
        directory.people.emplace(id, std::move(person));
    }
}

void read_desks(MapReader& file, Directory& directory, ContactMarks& marks) {
    for (const auto& [id, node] : file.entries("desks")) {
        need_plain_name(id, "a desk", node->mark, file.complaints());
        if (directory.people.contains(id)) {
            file.complaints().error(node->mark,
                                    "a desk and a person are both called " + in_quotes(id),
                                    "a role could mean either", "give one of them another name");
        }
        MapReader map(*node, "the desk " + in_quotes(id), file.complaints());
        Desk desk;
        desk.id = id;
        desk.name = map.need_text("name", desk_signs).value_or("");
        desk.long_name = map.text("long-name", 60).value_or(desk.name);
        if (node->kind == Node::Kind::map) read_desk_contact(map, directory.phone_region, desk);
        read_outside(map, id, directory);
        map.refuse_unknown();
        marks.emplace(id, node->mark);
        directory.desks.emplace(id, std::move(desk));
    }
}

}  // namespace

ContactMarks read_contacts(MapReader& file, Directory& directory) {
    ContactMarks marks;
    if (const auto region = file.text("phone-region")) {
        directory.phone_region = *region;
        if (!phone_region_known(*region)) {
            file.complaints().error(file.mark("phone-region"),
                                    in_quotes(*region) + " is no country whose phones are known",
                                    "it says whose numbers are written without a country's code",
                                    "write two capital letters, such as GB");
        }
    }
    if (const auto texts = file.whole("texts-an-hour", 10, 1000)) {
        directory.texts_an_hour = static_cast<int>(*texts);
    }
    file.need("people", "name the people who may be called, each with a phone or mail");
    read_people(file, directory, marks);
    file.need("desks", "name the desks that are told of everything, at least level 1");
    read_desks(file, directory, marks);
    std::vector<std::string> everybody;
    for (const auto& [id, mark] : marks) everybody.push_back(id);
    for (const Node* item : file.items("rota-team")) {
        const auto id = one_line(*item, "a member of the rota team", file.complaints());
        if (!id) continue;
        if (!marks.contains(*id)) {
            file.complaints().error(item->mark, "no desk or person is called " + in_quotes(*id),
                                    "the rota team is told of gaps",
                                    suggest(*id, everybody, "add it to \"desks\" or \"people\""));
        }
        if (directory.outside.contains(*id)) {
            file.complaints().warning(item->mark,
                                      "the rota team has " + in_quotes(*id) + ", who is outside",
                                      "in an exercise nobody outside is told of gaps",
                                      "name somebody of your own as well, or delete \"outside\"");
        }
        directory.rota_team.push_back(*id);
    }
    return marks;
}

namespace {

// Names of Trusts and of regions, as far as the configuration knows any.
std::set<std::string> read_domain(MapReader& map, const Directory& directory) {
    std::vector<std::string> known;
    for (const auto& [id, trust] : directory.trusts) {
        known.push_back(trust.name);
        known.push_back(trust.region);
    }
    std::set<std::string> domain;
    for (const Node* item : map.items("domain")) {
        const auto name = one_line(*item, "the domain of " + map.name(), map.complaints());
        if (!name) continue;
        if (std::find(known.begin(), known.end(), *name) == known.end()) {
            map.complaints().error(item->mark, "no Trust or region is called " + in_quotes(*name),
                                   "a domain names those of \"trusts\"",
                                   suggest(*name, known, "add it to \"trusts\" first"));
        }
        domain.insert(*name);
    }
    return domain;
}

// Who is what to the service: supplier: [northline-duty]. People and desks are read before.
std::map<std::string, std::vector<PersonId>> read_service_contacts(MapReader& map,
                                                                   const Directory& directory) {
    std::map<std::string, std::vector<PersonId>> contacts;
    const Node* node = map.find("contacts");
    if (!node) return contacts;
    MapReader named(*node, "\"contacts\" of " + map.name(), map.complaints());
    std::vector<std::string> known;
    for (const auto& [id, person] : directory.people) known.push_back(id);
    for (const auto& [id, desk] : directory.desks) known.push_back(id);
    for (const auto& [key, ids] : node->fields) {
        const std::string& what = key.text;
        need_plain_name(what, "a kind of contact", key.mark, map.complaints());
        for (const Node* item : named.items(what)) {
            const auto id =
                one_line(*item, in_quotes(what) + " of " + named.name(), map.complaints());
            if (!id) continue;
            if (std::find(known.begin(), known.end(), *id) == known.end()) {
                map.complaints().error(item->mark, "no person or desk is called " + in_quotes(*id),
                                       "a service names people and desks by id",
                                       suggest(*id, known, "add it to \"people\" or \"desks\""));
            }
            contacts[what].push_back(*id);
        }
    }
    return contacts;
}

bool says_whether_outside(MapReader& file, const PersonId& id) {
    for (const char* key : {"people", "desks"}) {
        const Node* all = file.find(key);
        const Node* one = all == nullptr ? nullptr : all->find(id);
        if (one != nullptr && one->find("outside") != nullptr) return true;
    }
    return false;
}

// What a service's contacts are to it, they mostly are from outside.
void warn_of_unknown_outsiders(MapReader& file, MapReader& map, const Service& service,
                               std::set<PersonId>& warned) {
    for (const auto& [what, ids] : service.contacts) {
        for (const PersonId& id : ids) {
            if (says_whether_outside(file, id) || !warned.insert(id).second) continue;
            file.complaints().warning(
                map.mark("contacts"),
                "nobody says whether " + in_quotes(id) + ", a " + what + ", is outside",
                "an exercise or a drill would contact it as one of your own",
                "add \"outside: yes\" to it, or \"outside: no\"");
        }
    }
}

void read_trusts(MapReader& file, Directory& directory) {
    for (const auto& [id, node] : file.entries("trusts")) {
        need_plain_name(id, "a Trust", node->mark, file.complaints());
        MapReader map(*node, "the Trust " + in_quotes(id), file.complaints());
        Trust trust;
        trust.name = map.need_text("name", place_signs).value_or("");
        trust.region =
            map.need_text("region", 24, "say under which region many are told").value_or("");
        map.refuse_unknown();
        directory.trusts.emplace(id, std::move(trust));
    }
}

}  // namespace

void read_services(MapReader& file, Directory& directory) {
    read_trusts(file, directory);
    std::set<PersonId> warned;
    for (const auto& [id, node] : file.entries("services")) {
        MapReader map(*node, "the service " + in_quotes(id), file.complaints());
        Service service;
        service.id = id;
        service.name = map.need_text("name", service_signs).value_or("");
        service.impact =
            map.need_text("impact", impact_signs, "say what users cannot do when it is down")
                .value_or("");
        service.place = map.need_text("place", place_signs,
                                      "say where it is used: up to 3 names, or \"Multiple "
                                      "Trusts in North East\"")
                            .value_or("");
        service.procedure = map.text("procedure").value_or("");
        service.fields = read_field_values(map, "fields");
        service.bands_percent = static_cast<int>(map.whole("bands-percent", 1, 1000).value_or(100));
        service.domain = read_domain(map, directory);
        service.contacts = read_service_contacts(map, directory);
        for (const Node* item : map.items("depends-on")) {
            if (const auto other = one_line(*item, "a service", map.complaints()))
                service.depends_on.insert(*other);
        }
        warn_of_unknown_outsiders(file, map, service, warned);
        map.refuse_unknown();
        directory.services.emplace(id, std::move(service));
    }
}

void read_calendar(MapReader& file, Directory& directory, Day today) {
    Zone zone;
    const std::string name = file.text("time-zone").value_or("Europe/London");
    try {
        zone = load_zone(name);
    } catch (const std::runtime_error& reason) {
        file.complaints().error(file.mark("time-zone"), reason.what(), "",
                                "write one such as \"Europe/London\"");
    }
    Calendar& calendar = directory.calendar;
    calendar = england_and_wales(zone);
    if (const Node* node = file.find("bank-holidays")) {
        MapReader map(*node, "the block \"bank-holidays\"", file.complaints());
        const auto day = [&file](const Node& item) {
            const auto word = one_line(item, "a bank holiday", file.complaints());
            const auto found = word ? parse_day(*word) : std::nullopt;
            if (word && !found) {
                file.complaints().error(item.mark, in_quotes(*word) + " is no day", "",
                                        "write it as 2029-12-25");
            }
            return found;
        };
        for (const Node* item : map.items("add")) {
            if (const auto found = day(*item)) calendar.bank_holidays.insert(*found);
        }
        if (const Node* item = map.find("known-to")) {
            if (const auto found = day(*item)) calendar.known_to = *found;
        }
        map.refuse_unknown();
    }
    // A quarter of a year: time to find the list and to write it down.
    if (plus_days(today, 92) > calendar.known_to) {
        file.complaints().warning(
            file.mark("bank-holidays"),
            "bank holidays are known only to " + long_day(calendar.known_to),
            "later ones would count as working days, with no EDM on call",
            "add \"bank-holidays: { known-to: ..., add: [...] }\" from gov.uk/bank-holidays");
    }
}

}  // namespace tocsin
