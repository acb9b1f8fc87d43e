// A feed as iCalendar (RFC 5545, 7986), written by libical: escaping, folding and line ends are
// its business. The only file that knows libical.
#pragma once

#include "daemon/on_call_feed.h"

#include <string>

namespace tocsin {

// The same feed gives the same bytes. Times are in UTC, so that no reader needs to know our zone.
std::string calendar_text(const Feed& feed);

}  // namespace tocsin
