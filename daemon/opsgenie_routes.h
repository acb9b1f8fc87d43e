// The door of Opsgenie's Alert API, answering as Opsgenie does.
//
//     POST   /v2/alerts                              Create
//     POST   /v2/alerts/{identifier}/close           Close
//     POST   /v2/alerts/{identifier}/acknowledge     Acknowledge
//     POST   /v2/alerts/{identifier}/unacknowledge   UnAcknowledge
//     POST   /v2/alerts/{identifier}/notes           AddNote
//     GET    /v2/alerts/requests/{request}           what became of one of those
//
// Each of the first is answered with 202 and the id of the request, once it is on disk. identifier
// is the alert's id unless ?identifierType=alias says that it is the alias; "tiny" is the id too.
// An alert's id is the name of its incident: "INC-42". Alerts are not deleted here.
#pragma once

#include "daemon/opsgenie_intake.h"
#include "daemon/router.h"
#include "daemon/signal_desk.h"
#include "daemon/source_door.h"

#include <functional>
#include <memory>

namespace tocsin {

class OpsgenieRoutes {
public:
    // `api` and `door` outlive it. `unique` draws what no two requests share: signs of hexadecimal.
    OpsgenieRoutes(const Api& api, SourceDoor& door,
                   std::function<std::shared_ptr<const Configuration>()> configuration,
                   std::function<std::string()> unique, std::function<Instant()> now)
        : api_(api),
          desk_(api),
          door_(door),
          configuration_(std::move(configuration)),
          unique_(std::move(unique)),
          now_(std::move(now)) {}

    void add_routes(Router& router);

private:
    Handled create(const Visit& visit) const;
    Handled act(const Visit& visit, OpsgenieAct act) const;
    Response request(const Visit& visit) const;
    // The signal handed to the engine, and the answer to it.
    Handled pass_on(OpsgenieAct act, const Signal& signal, const Source& source,
                    SourcePlace place) const;
    Response accepted(const OpsgenieOutcome& outcome, const SecretHash& key) const;
    // The key of the alarm that the path names; empty when there is no such alert.
    std::string key_of(const Visit& visit, const Source& source) const;
    Response as_opsgenie(Response problem, const ProblemDetail& detail) const;

    const Api& api_;
    SignalDesk desk_;
    SourceDoor& door_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
    std::function<std::string()> unique_;
    std::function<Instant()> now_;
};

}  // namespace tocsin
