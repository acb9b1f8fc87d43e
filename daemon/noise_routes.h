// The routes of what keeps alarms from calling people, and of signs of life.
//
//     GET    /v1/silences          those that run, are to come, or ended within a week
//     POST   /v1/silences          {when: {service: ["gp-*"]}, from?, until or for, reason,
//                                  severity_1?, by?}: a maintenance window; it ends by itself
//     DELETE /v1/silences/{number} ends it now: what still fires opens incidents
//     GET    /v1/suppressed        alarms that fire and have opened nothing, and why
//     GET    /v1/heartbeats        each with when it came and is due
//     POST   /v1/heartbeats/{name}        it came
//     POST   /v1/heartbeats/{name}/fail   {words?}: its job says that it failed
//     POST   /v1/sources/{source}/trial   a message as the source sends it: what it would become
#pragma once

#include "daemon/api.h"
#include "daemon/source_limits.h"

#include <memory>

namespace tocsin {

class NoiseRoutes {
public:
    // `api` outlives it; `configuration` gives the one in force.
    NoiseRoutes(const Api& api, std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    Response silences(const Visit& visit) const;
    Response silence(const Visit& visit) const;
    Response end_silence(const Visit& visit) const;
    Response suppressed(const Visit& visit) const;
    Response heartbeats(const Visit& visit) const;
    Response heartbeat(const Visit& visit, bool failed) const;
    SourcePlace admit_sign(const Heartbeat& heartbeat) const;
    Response trial(const Visit& visit) const;

    const Api& api_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
    // Each sign of life is a commit: a job that sends it without end is shed, and no other. What
    // says that a job failed has limits of its own.
    std::unique_ptr<SourceLimits> signs_ = std::make_unique<SourceLimits>();
};

}  // namespace tocsin
