// What the procedures ask the rotas for, and the words in which a gap is told (HSSI-16).
#pragma once

#include "core/draft.h"
#include "rota/coverage.h"

#include <string>
#include <vector>

namespace tocsin {

// A duty that a procedure asks a rota for, and the role that has it.
struct Duty {
    const Procedure* procedure;
    Required required;
    std::string role;
    std::string called;
};

std::vector<Duty> duties(const Draft& draft);

std::vector<Gap> gaps_of(const Draft& draft, const Duty& duty, const Rota& rota, Span within);

// How the procedure calls whoever has the duty: "EDM"; the words of the duty where it asks for no
// such: "clinical safety officer".
std::string duty_called(const Procedure& procedure, const std::string& duty);

// Where calls go that mean a role which nobody has at `at`: "go straight to level 3".
std::string calls_instead(const Draft& draft, const Procedure& procedure, const std::string& role,
                          Instant at);

// {gaprole} {frm} {to} {effect} ... `looked_to` is where our knowledge ends: a gap that reaches it
// has no end yet.
Values gap_values(const Draft& draft, const Duty& duty, const Gap& gap, Instant looked_to);

// Tells level 1 and the rota team of gaps that an upload or a swap leaves: the first three, for the
// answer lists them all. What was told at upload before is not told again.
void tell_gaps(Draft& draft, const std::string& rota, const std::vector<Gap>& gaps);

}  // namespace tocsin
