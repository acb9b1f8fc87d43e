// A call as whoever was called sees it, on the page of its link or by phone: what is broken, who
// has it, who is called next. Looking changes nothing.
#pragma once

#include "channels/ack_page.h"
#include "channels/link.h"
#include "daemon/api.h"
#include "daemon/dispatcher.h"

#include <optional>
#include <string>

namespace tocsin {

// A link that was found good: the call as it stands, and what the page shows of it.
struct OpenedLink {
    CallId call;
    PersonId person;
    bool mail = false;
    bool expired = false;
    AckView view;
    std::string spoken{};  // what a phone call about it says; empty: there was none
    // Whether its latest text asks for a reply rather than by a link; nothing: there was no text.
    std::optional<bool> reply_text{};
};

// Nothing for a wrong token, with the desk to phone in `unknown`: the same for every wrong one.
std::optional<OpenedLink> open_link(const Api& api, const LinkMaker& links,
                                    const std::string& token, const LinkName& name,
                                    AckView& unknown);

}  // namespace tocsin
