// The queue in which a place is told something: what becomes of one incident is said there one
// message after another, and so is what the page shows one service as, whichever incident that
// comes from. Whoever is called into an incident's room is in nobody's way there, and neither is
// whoever is answered, each in a queue of their own.
#pragma once

#include "core/place_event.h"
#include "core/state.h"

#include <string>

namespace tocsin {

inline bool is_component(const Message& message) {
    return is_of_event(message, component_event);
}

// Of what one page shows one service as.
inline ThreadKey component_queue(const std::string& channel, const std::string& service) {
    return {IncidentId{}, channel + " " + service};
}

// `about` is not empty.
inline ThreadKey place_queue(const Message& message, const std::vector<IncidentId>& about) {
    if (is_of_event(message, invite_event)) return {about.front(), message.channel + " invite"};
    if (is_of_event(message, answer_event)) {
        const auto presser = message.facts.find("presser");
        const std::string whose = presser == message.facts.end() ? "" : presser->second;
        return {about.front(), message.channel + " answers " + whose};
    }
    if (!is_component(message)) return {about.front(), message.channel};
    const auto service = message.facts.find("service");
    return component_queue(message.channel, service == message.facts.end() ? "" : service->second);
}

// What it continues: an invitation is into the room in which the incident is told of. `about` is
// not empty.
inline ThreadKey place_thread(const Message& message, const std::vector<IncidentId>& about) {
    if (is_of_event(message, invite_event)) return {about.front(), message.channel};
    return place_queue(message, about);
}

}  // namespace tocsin
