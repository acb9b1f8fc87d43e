// The routes of documents: reports, summaries, letters and logs, filled in from the journal by the
// templates of the procedures (core/procedure.h).
//
//     GET /v1/documents                           which there are
//     GET /v1/documents/{name}?from=&to=          a log of the incidents opened on these days, both
//                                                 included; else of the last 31 days
//     GET /v1/incidents/{id}/documents            those of its procedure, and its chat channel's
//     name GET /v1/incidents/{id}/documents/{name}     one of them
#pragma once

#include "core/facts.h"
#include "daemon/api.h"

namespace tocsin {

class DocumentRoutes {
public:
    // `api` and `archive` outlive it; `configuration` gives the one in force.
    DocumentRoutes(const Api& api, Archive& archive,
                   std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), archive_(archive), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    struct Found;

    Response all(const Visit& visit) const;
    Response log(const Visit& visit) const;
    Response of_incident(const Visit& visit) const;
    Response one(const Visit& visit) const;

    Found find(const Visit& visit) const;
    Instant now() const;

    const Api& api_;
    Archive& archive_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
};

}  // namespace tocsin
