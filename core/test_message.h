// The message by which an operator tries a channel: marked as a test, with nothing for its reader
// to do. It belongs to no incident, and no decision makes it.
#pragma once

#include "core/draft.h"

#include <string>

namespace tocsin {

// `to` is an address of the channel's medium; empty for a place. `reference` is the provider's key,
// as unlike any other as the caller can draw it.
Message test_message(const Draft& draft, const Provider& channel, const std::string& to,
                     const std::string& reference);

}  // namespace tocsin
