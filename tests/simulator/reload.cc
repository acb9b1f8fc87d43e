// The configuration changes while it is in use: somebody, a channel, a procedure or a service is
// in it no more. What a check of the configuration would refuse does not happen here: nobody whom
// a procedure names goes, and of each medium one channel stays.
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {

using std::chrono::minutes;
using std::chrono::seconds;

void Simulation::reload(const std::function<void(Directory&)>& change) {
    if (engine_ != nullptr && !alive()) return in(seconds(30), [=, this] { reload(change); });
    change(*directory_);
    ++reloads_;
    if (engine_ == nullptr) return;  // it starts with what there is then
    engine_->use(std::make_shared<const Directory>(*directory_));
    submit(configured(), nullptr);
}

void Simulation::plan_reloads(Instant calm) {
    for (const auto& [fault, changes] :
         {std::pair(Fault::channel_removed, &Simulation::remove_channel),
          std::pair(Fault::procedure_replaced, &Simulation::replace_procedure),
          std::pair(Fault::service_gone, &Simulation::remove_service)}) {
        if (!swarm_.on(fault)) continue;
        Place place = chance_.place("reload", static_cast<std::uint64_t>(fault));
        const Chance::At here(chance_, place);
        in(chance_.between(Duration(minutes(1)), calm - now_), [this, changes = changes] {
            if (!calm_) (this->*changes)();
        });
    }
}

// Somebody whom the rotas name, and no procedure.
bool Simulation::may_be_removed(const PersonId& person) const {
    return directory_->people.contains(person) && person != "larch" && person != "oak" &&
           person != "rowan";
}

void Simulation::remove_person(const PersonId& person) {
    if (calm_ || !may_be_removed(person)) return;
    swarm_.happened(Fault::person_removed);
    trace_.happens(engine_now(), person + " is in the configuration no more");
    reload([&](Directory& house) { house.people.erase(person); });
}

void Simulation::remove_channel() {
    const auto among = [&](const Provider& one) {
        return std::ranges::count_if(directory_->providers, [&](const Provider& other) {
                   return other.medium == one.medium;
               }) > 1;
    };
    const auto found = std::ranges::find_if(directory_->providers, among);
    if (found == directory_->providers.end() || !strikes(Fault::channel_removed)) return;
    const std::string name = found->name;
    trace_.happens(engine_now(), name + " is in the configuration no more");
    reload([&](Directory& house) {
        std::erase_if(house.providers, [&](const Provider& one) { return one.name == name; });
    });
}

// Its incidents keep the version with which they were opened.
void Simulation::replace_procedure() {
    if (!strikes(Fault::procedure_replaced)) return;
    reload([this](Directory& house) {
        Procedure changed = house.procedures.at("quick");
        changed.hash = "hash-quick-" + std::to_string(reloads_);
        changed.ladder.rungs.front().attempts = 2;
        changed.ladder.rungs.front().within = minutes(chance_.between(4, 20));
        house.procedure_versions[changed.hash] = changed;
        house.procedures["quick"] = changed;
    });
}

void Simulation::remove_service() {
    if (!strikes(Fault::service_gone)) return;
    reload([](Directory& house) {
        house.services.erase("imaging");
        for (auto& [id, service] : house.services) service.depends_on.erase("imaging");
    });
}

}  // namespace tocsin
