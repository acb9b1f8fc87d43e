// Whoever owes something hears of it before it is due, and when it is late.
#pragma once

#include "core/draft.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin {

// Who owes it now: the people of its role, or the holder; level 1 where nobody has the incident.
// Nobody: level 1 hears in their place.
struct Owner {
    std::vector<Callee> people;
    std::string called;  // "EDM"
};
Owner owner_of(const Draft& draft, const Incident& incident, const std::string& owner);

// The Tick's part: warnings are due, or obligations late. The numbers are the state's, the most
// severe first. What falls due together, of one kind and for the same people, is told once.
void obligations_due(Draft& draft, const std::vector<std::uint64_t>& numbers);

// Whoever owes it hears that it was sent back, and why.
void tell_rejected(Draft& draft, const Incident& incident, const ObligationRule& rule,
                   const ObligationMoved& event);

}  // namespace tocsin
