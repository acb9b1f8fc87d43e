// Text as Slack takes it: nothing in it is a command, a link or a call for everybody in the room.
#pragma once

#include "core/send.h"

#include <string>
#include <string_view>

namespace tocsin {

// `&`, `<` and `>` escaped: Slack reads mentions and links out of angle brackets alone.
std::string slack_text(std::string_view text);

// What the button says of itself when it is pressed; its value is the incident's number.
inline constexpr const char* take_action = "take";

// The members that put a button below a post, to take its incident. Where there are blocks Slack
// shows nothing else of a post: they repeat its text, and its members above are what a phone's lock
// screen shows.
std::string slack_button(const Message& message);

// The members of a post that both ways into Slack share: the text as plain text, nothing unfolded.
std::string slack_post(const Message& message);

}  // namespace tocsin
