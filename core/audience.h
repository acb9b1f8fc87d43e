// Who is told by a notice, and why (HSSI-36..38, 68). The lists are the procedure's; who stands on
// them at this moment is looked up here.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

struct Told {
    Callee callee;
    std::vector<std::string> lists;  // titles of the audiences
    bool sms = false;                // the list says so, and there is a phone
    bool mail = false;
    bool outside = false;  // every list that says so is of other organisations
};

struct Readers {
    std::vector<Told> people;             // each once, in the order of the lists
    std::vector<std::string> closed_for;  // titles of the closed lists that alone are told
    std::vector<std::string> unreached;   // names: on a list, and nothing reaches them
};

// `also` read the notice that this one corrects.
Readers readers_of(const Draft& draft, const Procedure& procedure, const Incident& incident,
                   const WrittenNotice& notice, const std::vector<PersonId>& also);

// Whether a closed list stands between the incident and everybody else (HSSI-38).
bool closed_rollout(const State& state, const Procedure& procedure, const Incident& incident);

}  // namespace tocsin
