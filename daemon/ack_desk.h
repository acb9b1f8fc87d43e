// What the pages behind a link share: whom to phone instead, and when a press was too quick.
#pragma once

#include "channels/page.h"
#include "core/draft.h"
#include "daemon/dispatcher.h"
#include "daemon/http.h"

#include <string>

namespace tocsin {

// Nobody when nobody is level 1 at the moment.
PhoneDesk desk_of(const Draft& draft, const Procedure& procedure);

// "02:19", with the instant for machines.
Time short_at(const Zone& zone, Instant at, Instant now);

Response page_response(const Page& page);

// Whether somebody pressed the button of the page that was shown: its form is ours, and not of this
// very second. Times of the forms are the machine's, also in an exercise, whose own time runs
// faster.
bool pressed_by_hand(const LinkMaker& links, const std::string& token, const std::string& form);
std::string form_for(const LinkMaker& links, const std::string& token);

}  // namespace tocsin
