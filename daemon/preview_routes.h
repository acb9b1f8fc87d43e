// What an incident would say at this moment, on every medium; nothing is sent.
//
//     GET /v1/incidents/{id}/preview   the calls of each stage of its ladder, the messages to
//                                      stakeholders of each stage
#pragma once

#include "daemon/api.h"

namespace tocsin {

class PreviewRoutes {
public:
    // `api` outlives it.
    explicit PreviewRoutes(const Api& api) : api_(api) {}

    void add_routes(Router& router);

private:
    Response show(const Visit& visit) const;

    const Api& api_;
};

}  // namespace tocsin
