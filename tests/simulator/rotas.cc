// The rotas of the simulated house: uploaded, late, swapped, rolled back, while people are called.
#include "tests/simulator/house.h"
#include "tests/simulator/simulation.h"

namespace tocsin {

using std::chrono::minutes;
using std::chrono::seconds;

void Simulation::upload_rota(Day monday) {
    const WeeklyRota week = make_week(chance_, *directory_, monday, swarm_);
    submit(RotaUploaded{{week}, "sha-" + std::to_string(chance_.entropy()), "operator", "agreed"},
           [this, monday](const Reply* reply) {
               if (reply != nullptr && reply->durable) return;
               in(seconds(20), [this, monday] { upload_rota(monday); });
           });
}

// Somebody takes a stretch from whoever has it, or gives it up.
void Simulation::swap(Instant from) {
    RotaSwapped swapped;
    swapped.rota = "on-call";
    swapped.by = "operator";
    swapped.reason = "agreed";
    swapped.force = true;
    const std::string role = chance_.percent(50) ? "edm" : "level-3";
    swapped.swap = {role, {from, from + minutes(chance_.between(10, 700))}, "", ""};
    const std::vector<std::string> people = {"ash", "birch", "cedar", "elder", "hazel", "rowan"};
    swapped.swap.out = chance_.of(people);
    if (chance_.percent(85)) swapped.swap.in = chance_.of(people);
    submit(swapped, nullptr);
}

void Simulation::roll_back() {
    if (calm_ || !strikes(Fault::rota_rolled_back)) return;
    submit(RotaRestored{"on-call", chance_.between(1, 3), "operator", "the last one was wrong"},
           nullptr);
}

// Duties change in the very moment in which somebody is called.
void Simulation::rota_changes_during_a_call() {
    if (engine_ == nullptr) return;
    if (strikes(Fault::upload_during_a_call))
        upload_rota(week_at(directory_->calendar.zone, engine_now()));
    const std::optional<Instant> due = engine_->state().next_due();
    if (due && strikes(Fault::swap_at_the_instant)) swap(*due);
}

}  // namespace tocsin
