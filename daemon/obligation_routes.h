// The routes of what is owed.
//
//     GET  /v1/obligations?incident=              what is owed now, the next first; of one
//     incident:
//                                                 what it has owed as well, under "settled"
//     POST /v1/incidents/{id}/obligations/{name}  {act, proof?, reason?, due?, by?}: meet it, waive
//                                                 it, ask for it ... (daemon/obligation_body.h)
#pragma once

#include "daemon/api.h"

namespace tocsin {

class ObligationRoutes {
public:
    // `api` outlives it; `configuration` gives the one in force.
    ObligationRoutes(const Api& api,
                     std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    Response list(const Visit& visit) const;
    Response act(const Visit& visit) const;

    const Api& api_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
};

}  // namespace tocsin
