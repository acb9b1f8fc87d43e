// The routes by which people say what an incident is, and how severe (HSSI-01..04, 42..46, 64).
//
//     POST /v1/incidents/{id}/fields    {fields: {category: [..], kind: ..}, reason?, by?}; an
//     empty
//                                       list: nobody knows any more
//     POST /v1/incidents/{id}/flags     {flag, reason, by?}
//     POST /v1/incidents/{id}/flags/{flag}/raised-in-error    {reason, by?}
//     GET  /v1/incidents/{id}/severity?way=&QUESTION=ANSWER   what it comes to; nothing is kept
//     POST /v1/incidents/{id}/severity  {way?, answers?, severity?, reason?, by?}: worked out and
//                                       kept as a proposal, set, or both
#pragma once

#include "daemon/api.h"

namespace tocsin {

class TriageRoutes {
public:
    // `api` outlives it.
    explicit TriageRoutes(const Api& api) : api_(api) {}

    void add_routes(Router& router);

private:
    Response set_fields(const Visit& visit) const;
    Response raise_flag(const Visit& visit) const;
    Response remove_flag(const Visit& visit) const;
    Response show_severity(const Visit& visit) const;
    Response judge_severity(const Visit& visit) const;

    const Api& api_;
};

}  // namespace tocsin
