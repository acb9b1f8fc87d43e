// What places are told, and of which incidents.
#include "daemon/config_parts.h"
#include "daemon/matcher_file.h"
#include "daemon/procedure_file.h"

#include <algorithm>

namespace tocsin {
namespace {

// The words that a condition may use, whatever procedure an incident follows. Rungs are of one
// ladder each: `reached` has no meaning here.
Procedure words_of_all(const std::map<std::string, Procedure>& procedures) {
    Procedure all;
    for (const auto& [name, procedure] : procedures) {
        for (const Field& field : procedure.fields) {
            const auto same = std::ranges::find(all.fields, field.name, &Field::name);
            if (same == all.fields.end()) {
                all.fields.push_back(field);
            } else {
                same->values.insert(same->values.end(), field.values.begin(), field.values.end());
            }
        }
        all.flags.insert(all.flags.end(), procedure.flags.begin(), procedure.flags.end());
        all.tasks.insert(all.tasks.end(), procedure.tasks.begin(), procedure.tasks.end());
        all.statuses.insert(all.statuses.end(), procedure.statuses.begin(),
                            procedure.statuses.end());
    }
    return all;
}

}  // namespace

Tells read_tells(MapReader& channel, Medium medium) {
    const Node* node = channel.find("tells");
    Tells tells;
    if (node && !is_place(medium)) {
        channel.complaints().error(
            node->mark, channel.name() + " has \"tells\", and reaches people",
            "only places are told of incidents as a whole: chat, hook and page",
            "delete it; whom a procedure calls or tells is its own matter");
        return tells;
    }
    if (!is_place(medium)) return tells;
    // The public hears what a person has written for it, and nothing else.
    tells.incidents = medium != Medium::page;
    tells.notices = true;
    if (!node) return tells;
    MapReader map(*node, "\"tells\" of " + channel.name(), channel.complaints());
    const auto incidents = map.yes_no("incidents");
    tells.notices = map.yes_no("notices").value_or(true);
    map.find("when");  // read when the procedures are known
    map.refuse_unknown();
    if (incidents == true && medium == Medium::page) {
        channel.complaints().error(
            map.mark("incidents"), channel.name() + " would show the public every step",
            "who was called, and alarms in a monitor's words, are for colleagues",
            "delete \"incidents\": a status page shows the notices that people send");
    }
    tells.incidents = incidents.value_or(tells.incidents);
    if (!tells.incidents && !tells.notices) {
        channel.complaints().error(node->mark, channel.name() + " is told nothing",
                                   "it tells neither incidents nor notices",
                                   "say yes to one of them, or delete the channel");
    }
    return tells;
}

std::vector<Matcher> read_tells_when(const Node& channel, const std::string& name,
                                     const std::map<std::string, Procedure>& procedures,
                                     const KnownContacts& known, Complaints& complaints) {
    const Node* tells = channel.find("tells");
    if (!tells || tells->kind != Node::Kind::map) return {};  // what is no map has been told
    MapReader map(*tells, "\"tells\" of the channel " + in_quotes(name), complaints);
    return read_matchers(map, "when", words_of_all(procedures), &known);
}

void judge_components(const Node& channel, const std::map<std::string, Service>& services,
                      Complaints& complaints) {
    const Node* components = channel.find("components");
    if (!components) return;
    std::vector<std::string> ids;
    for (const auto& [id, service] : services) ids.push_back(id);
    for (const auto& [key, value] : components->fields) {
        if (services.contains(key.text)) continue;
        complaints.error(key.mark, "no service is called " + in_quotes(key.text),
                         "its component would never change",
                         suggest(key.text, ids, "add it to \"services\" first"));
    }
}

void judge_pressers(const Node& channel, const std::map<PersonId, Person>& people,
                    Complaints& complaints) {
    const Node* buttons = channel.find("buttons");
    const Node* pressers = buttons ? buttons->find("people") : nullptr;
    if (!pressers) return;
    std::vector<std::string> ids;
    for (const auto& [id, person] : people) ids.push_back(id);
    for (const auto& [presser, id] : pressers->fields) {
        if (id.text.empty() || people.contains(id.text)) continue;
        complaints.error(id.mark, "no person is called " + in_quotes(id.text),
                         "what they press would take nothing",
                         suggest(id.text, ids, "add them to \"people\" first"));
    }
}

}  // namespace tocsin
