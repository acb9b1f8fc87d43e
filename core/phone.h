// A phone that somebody has replied from: whose it is, and how the calls to it stand.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// How one call stands for the person it was made to, what matters most first.
enum class Standing {
    open,    // it can be taken by a reply
    locked,  // it could, but for three wrong codes
    yours,   // the person has it
    passed,  // the person has handed it on
    taken,   // somebody else has it
    over,    // resolved or closed
    gone,    // nobody is called for it, and nobody has it
};

Standing standing_of(const Incident& incident, const Call& call);

// Pointers into the state, for one decision.
struct CallToPhone {
    const Call* call;
    const Incident* incident;  // the worst of those that make the call stand as it does
    Standing standing;
};

// The calls that were ever sent to this phone; the one that is meant when none is named comes
// first: the most open, then the worst, then the latest.
std::vector<CallToPhone> calls_of_phone(const State& state, const std::string& phone);

// The people and desks who have this number, in the directory or in any week of a rota.
std::vector<Callee> people_of_phone(const Draft& draft, const std::string& phone);

}  // namespace tocsin
