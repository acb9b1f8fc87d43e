// The routes of handovers: what was handed over, the call that proves it, and notes for the next
// one (HSSI-19).
//
//     GET  /v1/handovers?from=&role=   the latest first; from: a time or a day, role: whoever hands
//                                      over or takes over, as the document names them
//     GET  /v1/handovers/latest        the last one
//     GET  /v1/handovers/now           what would be handed over at this moment; nothing is sent
//     POST /v1/handovers/{id}/call     {by?, note?}: it was made; {id} may be "latest": the one
//     that
//                                      waits for its call
//     POST /v1/notes                   {text, kind?, by?}: stands in the next handover
#pragma once

#include "daemon/api.h"

namespace tocsin {

class HandoverRoutes {
public:
    // `api` and `archive` outlive it; `configuration` gives the one in force.
    HandoverRoutes(const Api& api, Archive& archive,
                   std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), archive_(archive), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    Response list(const Visit& visit) const;
    Response latest(const Visit& visit) const;
    Response now(const Visit& visit) const;
    Response call(const Visit& visit) const;
    Response note(const Visit& visit) const;

    const Api& api_;
    Archive& archive_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
};

}  // namespace tocsin
