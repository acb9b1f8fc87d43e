// The shifts of the people whom the procedures ask the rotas for, and who of them can be reached.
// Pure: the state, the directory and the moment, as a draft has them.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// One person's stretch of a duty.
struct CrewShift {
    const Procedure*
        procedure;  // that asks for the duty; the one that has it confirmed comes first
    ShiftLine line;
    PersonId person;

    // It is confirmed when it begins (HSSI-15).
    bool asked_for() const;
};

// Those that are not over at the beginning of `within` and begin before its end, in order of time;
// each once, however many procedures ask for the duty. Gaps are not among them.
std::vector<CrewShift> crew_shifts(const Draft& draft, Span within);

// Whether the shift is the person's at this moment, or will be when it begins, as the rotas say
// today. False: it is over, or somebody else has it.
bool holds_shift(const Draft& draft, const ShiftLine& line, const PersonId& person);

enum class Readiness {
    ready,        // a text and a mail reach the person, and both have been proved lately
    partly,       // one of them alone, one unproved, or the person has not confirmed
    unreachable,  // nothing reaches the person
};

std::string_view words(Readiness readiness);  // "ready", "partly", "not reachable"

// How a person can be reached today, and, in `why`, what is wrong: "no mail address".
Readiness reach_of(const Draft& draft, const Callee& person, std::vector<std::string>& why);

// One shift, one term of a role, or a gap, which has no person.
struct ShiftReadiness {
    ShiftLine line;            // of a term: without a rota, and `role` is the procedure's
    std::optional<Term> term;  // WSIC-11
    PersonId person;
    std::string name;
    Readiness readiness = Readiness::ready;
    std::vector<std::string> why;  // empty when it is ready
    std::string fix;               // what to do: a command
};

// Every shift and every term that is not over and begins within `ahead`, in order of time.
std::vector<ShiftReadiness> readiness(const Draft& draft, Duration ahead);

}  // namespace tocsin
