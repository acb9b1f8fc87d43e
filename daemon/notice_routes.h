// The routes of messages to stakeholders (HSSI-28..41).
//
//     POST /v1/incidents/{id}/notices  writes one: sent (201), held (202), or refused with all that
//                                      is missing (422); {"preview": true}: what would become of
//                                      it, and nothing leaves (200)
//     GET  /v1/incidents/{id}/notices  what was sent, how far it has come, and what each of its
//                                      readers got; ?summary=true: without the readers
//     GET  /v1/holds                   what waits, why, and who may decide
//     POST /v1/holds/{id}              {action: lift, withdraw or rewrite, reason, by?}
//     POST /v1/services/{id}/rollout   {reason, by?}: its closed lists open
#pragma once

#include "daemon/api.h"

namespace tocsin {

class NoticeRoutes {
public:
    // `api` and `archive` outlive it; `configuration` gives the one in force.
    NoticeRoutes(const Api& api, Archive& archive,
                 std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), archive_(archive), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    Response write(const Visit& visit) const;
    Response preview(const NoticeWritten& written) const;
    Response list(const Visit& visit) const;
    Response holds(const Visit& visit) const;
    Response decide(const Visit& visit) const;
    Response approve(const Visit& visit) const;
    Response answered(const Reply& reply, const std::string& done) const;

    const Api& api_;
    Archive& archive_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
};

}  // namespace tocsin
