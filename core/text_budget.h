// What networks let through to one number in an hour: beyond it they block what follows, and the
// one text that matters with it. Calls share, and news takes another road; a call for severity 1
// leaves whatever the count says.
#pragma once

#include "core/draft.h"

#include <string>

namespace tocsin {

// Whether the phone has had its texts of this hour.
bool texts_used_up(const Draft& draft, const std::string& phone);

}  // namespace tocsin
