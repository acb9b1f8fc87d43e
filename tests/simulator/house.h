// The house that is simulated: a directory like the one of the HSSI procedure, and the rotas that
// are uploaded to it, with holes where the seed wants them.
#pragma once

#include "core/directory.h"
#include "tests/simulator/chance.h"

#include <memory>

namespace tocsin {

struct HouseFaults {
    bool holes = false;         // shifts without anybody, weeks without a line
    bool bad_contacts = false;  // people without a phone, a mail address, or both
};

// Europe/London, two text providers and one or two of mail, three procedures: "hssi" (EDM, level 3,
// then level 4 as the last resort), "quick" (one rung of three attempts), and "careful", which
// climbs only when confirmed. Roles may be held for terms that end around `begins`. Every desk and
// the last resort can be reached. With `noise`, which draws by itself, there are services that need
// others, groups of alarms, alarms that flap, and heartbeats.
std::shared_ptr<const Directory> make_house(Chance& chance, const HouseFaults& faults,
                                            Instant begins, Chance* noise);

// The week around `at`, for the duties "edm" and "level-3".
WeeklyRota make_week(Chance& chance, const Directory& directory, Day monday,
                     const HouseFaults& faults);

// Whom the house tells, and what is kept back.
Notices notices_of_house();

}  // namespace tocsin
