#include "tests/simulator/faults.h"

namespace tocsin {

Faults draw_faults(Chance& chance) {
    Faults faults;
    for (bool* fault : {&faults.house.holes,    &faults.house.bad_contacts,
                        &faults.crashes,        &faults.unknown_commits,
                        &faults.full_disk,      &faults.reboots,
                        &faults.clock_steps,    &faults.suspends,
                        &faults.long_downtime,  &faults.late_ticks,
                        &faults.refusals,       &faults.deferrals,
                        &faults.silence,        &faults.late_answers,
                        &faults.double_answers, &faults.dead_providers,
                        &faults.sleepers,       &faults.late_people,
                        &faults.passing_on,     &faults.wrong_digits,
                        &faults.late_rotas,     &faults.operators,
                        &faults.bursts,         &faults.replies,
                        &faults.slips,          &faults.machines,
                        &faults.receipts,       &faults.call_backs}) {
        *fault = chance.percent(40);
    }
    return faults;
}

}  // namespace tocsin
