// The Atom feed of the status page (RFC 4287): one entry a message, because readers do not show an
// entry again when it is edited.
#pragma once

#include "channels/status_page.h"

#include <string>

namespace tocsin {

// The newest 50 messages of all incidents of `view`, newest first. Without a message it is a valid
// feed without entries. An id is made of feed_tag, reference and number: it never changes.
[[nodiscard]] std::string status_feed(const StatusView& view);

}  // namespace tocsin
