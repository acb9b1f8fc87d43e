// Who is, was and will be on call, read from the rotas and from the journal; nothing here changes
// anything, and the engine's thread is asked for one number only.
//
//     GET /v1/rotas/{name}/{week}    the week as it stands: published or rolling, with its swaps
//         Accept: text/csv, application/yaml, text/calendar   as a file that can be uploaded again
//     GET /v1/rotas/{name}/history?limit=20      what came into force when, by whom, and why
//     GET /v1/rotas/{name}/hours?from=2026-11-01&to=2026-11-30   hours by person and kind of shift
//         &each=true   shift by shift;  Accept: text/csv
#pragma once

#include "daemon/api.h"
#include "daemon/duty_book.h"

namespace tocsin {

class DutyRoutes {
public:
    // `api` and `book` outlive it; `configuration` gives the one in force.
    DutyRoutes(const Api& api, DutyBook& book,
               std::function<std::shared_ptr<const Configuration>()> configuration)
        : api_(api), book_(book), configuration_(std::move(configuration)) {}

    void add_routes(Router& router);

private:
    // What a request looks at: one look at the engine, then the journal.
    struct Seen {
        std::shared_ptr<const DutyRecord> record;
        std::shared_ptr<const Configuration> configuration;
        const Ledger* ledger = nullptr;  // of the rota in the path, in `record`
        Instant now{};
    };
    // Throws Refused: there is no rota of that name.
    Seen look(const Visit& visit) const;

    Response week(const Visit& visit) const;
    Response history(const Visit& visit) const;
    Response hours(const Visit& visit) const;

    const Api& api_;
    DutyBook& book_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
};

}  // namespace tocsin
