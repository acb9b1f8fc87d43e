// The link of a shift's question, at the address where those of calls are: GET shows, POST acts
// (P12). Nobody can tell by a wrong token whether it was meant for a call or for a shift.
#pragma once

#include "channels/link.h"
#include "daemon/api.h"
#include "daemon/dispatcher.h"

#include <optional>
#include <string>

namespace tocsin {

class ShiftPages {
public:
    // `api` outlives it.
    explicit ShiftPages(const Api& api) : api_(api) {}

    // Nothing when the token is no good link of a question.
    std::optional<Response> show(const std::string& token, const LinkName& link,
                                 const LinkMaker& links) const;
    std::optional<Response> act(const Visit& visit, const std::string& token, const LinkName& link,
                                const LinkMaker& links) const;

private:
    const Api& api_;
};

}  // namespace tocsin
