// The routes of drills: an incident exercised beside real ones, and its evidence (DSPT-10).
//
//     POST /v1/drills               {service, reason, severity?, procedure?, place?, summary?, by?}
//     GET  /v1/drills               those that are not over
//     POST /v1/drills/{id}/end      {by?}: it is closed with its tasks, and whoever was called
//     hears GET  /v1/drills/{id}/report   by the template of its procedure; as JSON where that is
//     accepted
#pragma once

#include "daemon/api.h"

#include <functional>
#include <memory>

namespace tocsin {

class DrillRoutes {
public:
    using InForce = std::function<std::shared_ptr<const Configuration>()>;

    // `api` and `archive` outlive it.
    DrillRoutes(const Api& api, Archive& archive, InForce configuration)
        : api_(api), archive_(archive), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    Response list(const Visit& visit) const;
    Response end(const Visit& visit) const;
    Response report(const Visit& visit) const;

    const Api& api_;
    Archive& archive_;
    InForce configuration_;
};

}  // namespace tocsin
