// The route by which a task of an incident is made safe (HSSI-44).
//
//     POST /v1/incidents/{id}/safe    {statement, task?, by?}: of the task itself, or of the
//                                     incident that has it; `task` where it has several
#pragma once

#include "daemon/api.h"

namespace tocsin {

class TaskRoutes {
public:
    // `api` outlives it.
    explicit TaskRoutes(const Api& api) : api_(api) {}

    void add_routes(Router& router);

private:
    Response make_safe(const Visit& visit) const;

    const Api& api_;
};

}  // namespace tocsin
