// GET /v1/events: what happens to incidents, as it happens (daemon/event_feed.h).
#pragma once

#include "daemon/api.h"
#include "daemon/event_feed.h"

namespace tocsin {

class EventRoutes {
public:
    EventRoutes(const Api& api, EventFeed& feed) : api_(api), feed_(feed) {}

    void add_routes(Router& router);

private:
    Response listen(const Visit& visit) const;

    const Api& api_;
    EventFeed& feed_;
};

}  // namespace tocsin
