// The routes of rotas. An upload is validated, shown as a difference, proven to leave no new gap,
// and then in force: all of it, or nothing (HSSI-13, 16).
//
//     PUT  /v1/rotas/{name}          any format: one week, several, or rolling
//     PUT  /v1/rotas/{name}/{week}   one week, and it must be that one
//          ?dry-run=true             nothing changes; the answer is the same
//          ?accept-gaps=true&reason=...&by=...   a new gap is refused without them
//          ?activate-at=2026-11-30T08:00         it waits until then; the answer has its plan
//     DELETE /v1/rotas/{name}/planned/{plan}     takes back what waits
//     POST /v1/rotas/{name}/rollback {version, reason, by?}
//     POST /v1/rotas/{name}/swaps    {role, out?, in?, from, to, reason, force?, by?}
//     POST /v1/rotas/{name}/{week}/publish       by mail to its readers, now (HSSI-12)
//     GET  /v1/rotas                 versions and swaps of every rota, and what waits
//     GET  /v1/rotas/template?week=  CSV to fill in
#pragma once

#include "daemon/api.h"

namespace tocsin {

class RotaRoutes {
public:
    // `api` outlives it; `configuration` gives the one in force.
    RotaRoutes(const Api& api, std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    Response put(const Visit& visit) const;
    Response list(const Visit& visit) const;
    Response csv_template(const Visit& visit) const;
    Response roll_back(const Visit& visit) const;
    Response swap(const Visit& visit) const;
    Response withdraw(const Visit& visit) const;
    Response publish(const Visit& visit) const;

    const Api& api_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
};

}  // namespace tocsin
