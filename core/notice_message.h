// The words of a notice as one message: what its readers get is in the notice once, for everybody.
#pragma once

#include "core/event.h"

namespace tocsin {

// Subject, text and HTML, as the message's medium has them.
void fill_notice(Message& message, const NoticeSent& sent);

}  // namespace tocsin
