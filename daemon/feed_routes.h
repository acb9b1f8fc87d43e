// Calendars of who is on call, for whoever has the secret link.
//
//     POST   /v1/feeds       {"person"} or {"role"}, by? -> {"id","url"}, the link this once
//     GET    /v1/feeds       those there are, never their links
//     DELETE /v1/feeds/{id}  the link is dead from the next request on
//     GET    /feeds/{token}.ics, .json   the calendar; whoever has the link may read it
//
// The link does not expire, for calendars keep it for years; it shows no private number, changes
// nothing, and is never logged.
#pragma once

#include "daemon/api.h"
#include "daemon/duty_book.h"
#include "daemon/failure_limiter.h"

namespace tocsin {

class FeedRoutes {
public:
    // `api` and `book` outlive it; `configuration` gives the one in force, `entropy` secrets.
    FeedRoutes(const Api& api, DutyBook& book,
               std::function<std::shared_ptr<const Configuration>()> configuration,
               std::function<std::array<std::uint8_t, 40>()> entropy)
        : api_(api),
          book_(book),
          configuration_(std::move(configuration)),
          entropy_(std::move(entropy)) {}

    void add_routes(Router& router);

private:
    Response open(const Visit& visit) const;
    Response list(const Visit& visit) const;
    Response revoke(const Visit& visit) const;
    Response read(const Visit& visit);

    [[noreturn]] void refuse_link(const Visit& visit);

    const Api& api_;
    DutyBook& book_;
    std::function<std::shared_ptr<const Configuration>()> configuration_;
    std::function<std::array<std::uint8_t, 40>()> entropy_;
    FailureLimiter wrong_links_{
        {.failures_max = 20, .window = std::chrono::minutes(1), .addresses_max = 4096}};
};

}  // namespace tocsin
