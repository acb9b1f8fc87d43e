// Which broadcast a send belongs to, if it may belong to one: a notice that is given to many part
// by part (core/noticing.h).
#pragma once

#include "core/state.h"

#include <optional>

namespace tocsin {

// Nothing: it carries no notice to a reader.
inline std::optional<BroadcastKey> broadcast_of(const SendState& send) {
    if (send.notice == 0 || is_place(send.message.medium) || send.about.empty())
        return std::nullopt;
    return BroadcastKey{send.about.front(), send.notice};
}

}  // namespace tocsin
