#include "core/movers.h"

#include "core/ladder.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {

std::string barred(const Draft& draft, const Incident& incident,
                   const std::vector<std::string>& roles, const PersonId& person,
                   const std::string& act) {
    if (roles.empty() || has_a_role(draft, incident, roles, person)) return "";
    std::vector<std::string> called;
    for (const std::string& role : roles) {
        const Meaning meant = meaning_for(draft, incident, role);
        called.push_back((meant.called.empty() ? role : meant.called) + " (" +
                         names_of(meant.people) + ")");
    }
    return "Only " + join_words(called, " or ") + " may " + act + " it. Say who does: \"person\".";
}

bool mover_known(Draft& draft, const PersonId& person) {
    if (person.empty() || find_person(draft.state, draft.directory, person, draft.now)) return true;
    draft.decision.answer.kind = Answer::Kind::unknown_person;
    return false;
}

std::string mover(const PersonId& person, const std::string& said_by) {
    return person.empty() || person == said_by ? said_by : person + ", said " + said_by;
}

bool has_somebody(const Draft& draft, const Incident& incident,
                  const std::vector<std::string>& roles) {
    return std::ranges::any_of(roles, [&](const std::string& role) {
        return !meaning_for(draft, incident, role).people.empty();
    });
}

}  // namespace tocsin
