#include "core/phone.h"

#include "core/ladder.h"
#include "core/sabotage.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tocsin {

Standing standing_of(const Incident& incident, const Call& call) {
    const PersonId& person = call.callee.person;
    const bool has_it = incident.holder && incident.holder->person == person;
    if (incident.resolved) return Standing::over;
    if (!incident.climb.running) {
        if (!incident.holder) return Standing::gone;
        return has_it ? Standing::yours : Standing::taken;
    }
    if (has_it && incident.climb.standing) return Standing::yours;
    if (call.texts_locked) return Standing::locked;
    return incident.climb.passed_by == person ? Standing::passed : Standing::open;
}

std::vector<CallToPhone> calls_of_phone(const State& state, const std::string& phone) {
    std::vector<CallToPhone> calls;
    std::vector<CallId> ids = state.calls_to(phone);
    if (sabotaged(Mutant::code_of_any_phone)) {
        ids.clear();
        for (const auto& [id, call] : state.calls()) ids.push_back(id);
    }
    for (const CallId id : ids) {
        const Call* call = state.calls().find(id);
        if (call == nullptr) continue;
        CallToPhone known{call, nullptr, Standing::gone};
        for (const Covered& line : call->covers) {
            const Incident* incident = state.incidents().find(line.incident);
            if (incident == nullptr) continue;
            const Standing standing = standing_of(*incident, *call);
            const bool better =
                known.incident == nullptr || standing < known.standing ||
                (standing == known.standing && incident->severity < known.incident->severity);
            if (better) known = {call, incident, standing};
        }
        if (known.incident != nullptr) calls.push_back(known);
    }
    std::stable_sort(calls.begin(), calls.end(), [](const auto& one, const auto& other) {
        // What is real comes before a drill, however severe that is.
        return std::tuple(one.standing, one.incident->drill, one.incident->severity,
                          other.call->made) < std::tuple(other.standing, other.incident->drill,
                                                         other.incident->severity, one.call->made);
    });
    return calls;
}

std::vector<Callee> people_of_phone(const Draft& draft, const std::string& phone) {
    std::set<PersonId> ids;
    for (const auto& [id, person] : draft.directory.people) {
        if (person.contact.phone == phone) ids.insert(id);
    }
    for (const auto& [id, desk] : draft.directory.desks) {
        if (desk.contact.phone == phone) ids.insert(id);
    }
    for (const auto& [name, rota] : draft.state.rotas()) {
        for (const auto& [day, week] : rota.rota.weeks) {
            for (const Person& person : week.contacts) {
                if (person.contact.phone == phone) ids.insert(person.id);
            }
        }
    }
    std::vector<Callee> people;
    for (const PersonId& id : ids) {
        if (const auto found = find_person(draft.state, draft.directory, id, draft.now)) {
            people.push_back(*found);
        }
    }
    return people;
}

}  // namespace tocsin
