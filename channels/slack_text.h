// Text as Slack takes it: nothing in it is a command, a link or a call for everybody in the room.
#pragma once

#include "core/send.h"

#include <string>
#include <string_view>

namespace tocsin {

// `&`, `<` and `>` escaped: Slack reads mentions and links out of angle brackets alone.
std::string slack_text(std::string_view text);

// The members of a post that both ways into Slack share: the text as plain text, nothing unfolded.
std::string slack_post(const Message& message);

}  // namespace tocsin
