// The door of PagerDuty's Events API v2, answering as PagerDuty does.
//
//     POST /v2/enqueue           trigger, acknowledge, resolve: 202 with the dedup_key
//     POST /v2/change/enqueue    202; kept as a change for the next handover, never an incident
//
// 400 with `errors` for what PagerDuty would not take, also for a key that no source has; 429 with
// Retry-After for too much; 503 when it is not on disk. PagerDuty's senders come again after the
// last two.
#pragma once

#include "daemon/pagerduty_intake.h"
#include "daemon/router.h"
#include "daemon/signal_desk.h"
#include "daemon/source_door.h"

#include <functional>
#include <memory>

namespace tocsin {

class PagerDutyRoutes {
public:
    // `api` and `door` outlive it. `unique` draws the key of a trigger that brings none.
    PagerDutyRoutes(const Api& api, SourceDoor& door,
                    std::function<std::shared_ptr<const Configuration>()> configuration,
                    std::function<std::string()> unique)
        : desk_(api),
          door_(door),
          configuration_(std::move(configuration)),
          unique_(std::move(unique)) {}

    void add_routes(Router& router);

private:
    Handled enqueue(const Visit& visit) const;
    Handled change(const Visit& visit) const;

    SignalDesk desk_;
    SourceDoor& door_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
    std::function<std::string()> unique_;
};

}  // namespace tocsin
