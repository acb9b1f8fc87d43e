// The link of a call, and that of a shift's question (shift_pages.h): GET shows, POST acts (P12). A
// GET or HEAD changes nothing, whoever sends it and however often.
#pragma once

#include "channels/ack_page.h"
#include "daemon/api.h"
#include "daemon/dispatcher.h"
#include "daemon/failure_limiter.h"
#include "daemon/shift_pages.h"

#include <mutex>

namespace tocsin {

class AckRoutes {
public:
    // `links` gives the keys in force.
    AckRoutes(const Api& api, std::function<LinkMaker()> links)
        : api_(api), links_(std::move(links)), shifts_(api) {}

    void add_routes(Router& router);

private:
    Response show(const Visit& visit);
    Response act(const Visit& visit);
    Response refused(const Visit& visit, AckView unknown);
    AckView last_unknown() const;
    void remember(const AckView& unknown);

    const Api& api_;
    std::function<LinkMaker()> links_;
    ShiftPages shifts_;
    mutable std::mutex mutex_;
    AckView unknown_;  // the page of a wrong link, as the last look had it
    FailureLimiter wrong_tokens_{
        {.failures_max = 20, .window = std::chrono::minutes(1), .addresses_max = 4096}};
};

}  // namespace tocsin
