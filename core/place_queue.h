// The queue in which a place is told something: what becomes of one incident is said there one
// message after another, and so is what the page shows one service as, whichever incident that
// comes from.
#pragma once

#include "core/state.h"

#include <string>

namespace tocsin {

inline constexpr const char* component_event = "component";

inline bool is_component(const Message& message) {
    const auto event = message.facts.find("event");
    return event != message.facts.end() && event->second == component_event;
}

// Of what one page shows one service as.
inline ThreadKey component_queue(const std::string& channel, const std::string& service) {
    return {IncidentId{}, channel + " " + service};
}

// `about` is not empty.
inline ThreadKey place_queue(const Message& message, const std::vector<IncidentId>& about) {
    if (!is_component(message)) return {about.front(), message.channel};
    const auto service = message.facts.find("service");
    return component_queue(message.channel, service == message.facts.end() ? "" : service->second);
}

}  // namespace tocsin
