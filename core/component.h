// What a status page elsewhere shows a service as (HSSI-38, 40): the worst that the messages to
// users say of its incidents while they are open, and working when all are over. Pure.
#pragma once

#include "core/draft.h"

#include <cstddef>
#include <string>

namespace tocsin {

struct ComponentState {
    std::string state = "working";  // or "degraded", "down"
    bool everybody = false;         // all users of the service

    bool operator==(const ComponentState&) const = default;
};

// Of the incidents that the place is told of, with the first so many events of the draft.
ComponentState component_state(const Draft& draft, const Provider& place,
                               const std::string& service, std::size_t decided);

// The incident whose part in it the event changes; nullptr: it changes no page.
const Incident* moves_component(const Draft& draft, const Event& event);

// Whether an incident is one that places elsewhere may be told of by the name of its service.
bool shown_elsewhere(const Draft& draft, const Incident& incident);

}  // namespace tocsin
