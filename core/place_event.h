// What a place is told or asked, by the name that the message bears: of those that are more than
// news, for the core and the adapters alike.
#pragma once

#include "core/send.h"

#include <string_view>

namespace tocsin {

// What a page shows a service as.
inline constexpr const char* component_event = "component";
// Of the room of an incident's own (DPS-01): it is asked for, people elsewhere hear where it is,
// others are called into it, it is archived.
inline constexpr const char* open_room_event = "open-room";
inline constexpr const char* announce_room_event = "announce-room";
inline constexpr const char* invite_event = "invite";
inline constexpr const char* archive_room_event = "archive-room";
// The answer to whoever pressed the button of a post, which nobody else sees (core/pressing.h).
inline constexpr const char* answer_event = "answer";

// False for what no place is told.
inline bool is_of_event(const Message& message, std::string_view event) {
    const auto found = message.facts.find("event");
    return found != message.facts.end() && found->second == event;
}

}  // namespace tocsin
