// What every message of a source passes once it is known whose it is: the limits of the source, and
// the memory of what it has sent already.
#pragma once

#include "daemon/config.h"
#include "daemon/problem.h"
#include "daemon/seen_messages.h"
#include "daemon/source_limits.h"

namespace tocsin {

// Any thread.
class SourceDoor {
public:
    // The place of one message. Throws Refused when the source sends too much: 429 where its
    // senders come again after it, else 503, with Retry-After.
    [[nodiscard]] SourcePlace admit(const Source& source);

    SeenMessages& seen() { return seen_; }
    SourceLimits& limits() { return limits_; }

private:
    SourceLimits limits_;
    SeenMessages seen_;
};

// nullptr when no source is called so.
const Source* find_source(const Configuration& configuration, std::string_view name);

}  // namespace tocsin
