#include "daemon/config_parts.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"
#include "rota/contact.h"

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

Contact read_contact(MapReader& map) {
    Contact contact;
    const bool given = map.find("phone") || map.find("mail");
    const auto take = [&map](const char* key, Checked (*parse)(std::string_view)) {
        const auto written = map.text(key);
        if (!written) return std::string();
        Checked checked = parse(*written);
        if (checked.value.empty()) {
            map.complaints().error(map.mark(key),
                                   in_quotes(key) + " of " + map.name() + " cannot be used",
                                   checked.why, "correct it; a wrong one would wake a stranger");
        }
        return checked.value;
    };
    contact.phone = take("phone", parse_phone);
    contact.mail = take("mail", parse_mail);
    if (!given) {
        map.complaints().error(map.mark(), map.name() + " has neither phone nor mail",
                               "whoever is named here must be reachable",
                               "add \"phone:\", \"mail:\" or both");
    }
    return contact;
}

void read_people(MapReader& file, Directory& directory, ContactMarks& marks) {
    std::map<std::string, PersonId> phones;
    for (const auto& [id, node] : file.entries("people")) {
        need_plain_name(id, "a person", node->mark, file.complaints());
        MapReader map(*node, "the person " + in_quotes(id), file.complaints());
        Person person{id, map.need_text("name", person_signs).value_or(""), {}};
        if (node->kind == Node::Kind::map) person.contact = read_contact(map);
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
        if (node->kind == Node::Kind::map) desk.contact = read_contact(map);
        map.refuse_unknown();
        marks.emplace(id, node->mark);
        directory.desks.emplace(id, std::move(desk));
    }
}

}  // namespace

ContactMarks read_contacts(MapReader& file, Directory& directory) {
    ContactMarks marks;
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
        directory.rota_team.push_back(*id);
    }
    return marks;
}

void read_services(MapReader& file, Directory& directory) {
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
