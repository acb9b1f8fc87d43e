// The one gate for addresses before they reach a wire. Pure.
#pragma once

#include "channels/channel.h"

namespace tocsin {

// Throws Unsendable when `to` is no E.164 number (for a text or a phone call), no mail address (for
// a mail) or no topic (for a push message), with the address masked; when the reference is empty,
// longer than 128, or not printable ASCII; and when {link} has not been filled in.
void check_recipient(const Message& message);

}  // namespace tocsin
