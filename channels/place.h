// What the adapters of places share: the facts of a message by name, and the lines people read.
#pragma once

#include "core/send.h"

#include <array>
#include <string>
#include <string_view>

namespace tocsin {

// What a place is told of an incident, by name (core/places.h): what a template may ask for.
inline constexpr std::array<std::string_view, 19> fact_names = {
    "event",  "ref",    "incident", "severity",  "service", "service-name", "state",
    "degree", "status", "place",    "everybody", "impact",  "title",        "procedure",
    "person", "at",     "url",      "stage",     "progress"};

// Empty when the message does not tell it.
const std::string& fact(const Message& message, const std::string& name);

// It opens the incident's own room, calls people into it or archives it, and says nothing to
// anybody (DPS-01).
bool tends_room(const Message& message);
bool opens_room(const Message& message);
bool invites(const Message& message);
bool archives_room(const Message& message);

// It is for whoever pressed the button of a post, and for nobody else in the room.
bool answers_press(const Message& message);

// An operator tries the channel: it tells of no incident.
bool is_test(const Message& message);

// Title, text and the address of the incident's page, one below the other: what a room is shown.
std::string room_text(const Message& message);

}  // namespace tocsin
