// The house that is simulated: a directory like the one of the HSSI procedure, and the rotas that
// are uploaded to it, with holes where the seed wants them.
#pragma once

#include "core/directory.h"
#include "tests/simulator/faults.h"

#include <memory>

namespace tocsin {

struct HouseKind {
    bool noise =
        false;  // services that need others, groups of alarms, alarms that flap, heartbeats
    bool whole = false;  // with everything that a procedure may ask for
};

// Europe/London, two text providers and one or two of mail, three procedures: "hssi" (EDM, level 3,
// then level 4 as the last resort), "quick" (one rung of three attempts), and "careful", which
// climbs only when confirmed. Roles may be held for terms that end around `begins`. Every desk and
// the last resort can be reached.
std::unique_ptr<Directory> make_house(Chance& chance, Swarm& swarm, Instant begins,
                                      const HouseKind& kind);

// The week around `at`, for the duties "edm" and "level-3".
WeeklyRota make_week(Chance& chance, const Directory& directory, Day monday, Swarm& swarm);

// Whom the house tells, and what is kept back.
Notices notices_of_house();

}  // namespace tocsin
