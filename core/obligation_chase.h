// Whoever owes something hears of it before it is due, and when it is late.
#pragma once

#include "core/draft.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tocsin {

// Who owes it now: the people of its role, or the holder. Nobody: level 1 hears in their place.
struct Owner {
    std::vector<Callee> people;
    std::string called;  // "EDM"
};
Owner owner_of(const Draft& draft, const Incident& incident, const std::string& owner);

// The Tick's part: a warning is due, or it is late. `number` is the state's.
void obligation_due(Draft& draft, std::uint64_t number);

}  // namespace tocsin
