// The bugs that can be planted in the simulated engine (core/sabotage.h), by name.
#pragma once

#include "core/sabotage.h"

#include <string_view>
#include <vector>

namespace tocsin {

struct Plant {
    Mutant mutant;
    const char* name;
    int weeks = 0;  // that a run must last for it to show; 0: some hours
};

// Every one that the simulator must catch; those of the disk are caught by tests/powercut.
const std::vector<Plant>& plants();

// Nothing: there is none of that name.
const Plant* find_plant(std::string_view name);

}  // namespace tocsin
