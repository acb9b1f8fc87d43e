// Text as Slack takes it: nothing in it is a command, a link or a call for everybody in the room.
#pragma once

#include "core/send.h"

#include <string>
#include <string_view>

namespace tocsin {

// `&`, `<` and `>` escaped: Slack reads mentions and links out of angle brackets alone.
std::string slack_text(std::string_view text);

// What the button says of itself when it is pressed. One app may serve several programs.
inline constexpr const char* take_action = "tocsin-take";

// Its value: the installation whose button it is, and the number of the incident there.
std::string slack_button_value(std::string_view instance, std::string_view incident);

// The members that put a button below a post, to take its incident. Where there are blocks Slack
// shows nothing else of a post: they repeat its text, and its members above are what a phone's lock
// screen shows.
std::string slack_button(const Message& message, std::string_view instance);

// Where a button was pressed, as the core keeps it: a channel, and in it a thread or none.
std::string slack_spot(std::string_view channel, std::string_view thread);

// The members of a post that both ways into Slack share: the text as plain text, nothing unfolded.
std::string slack_post(const Message& message);

}  // namespace tocsin
