// Where providers call back: what became of a message, and what people reply to one. The route's
// access has proved that it is the provider of the channel in the path. A callback is answered 204
// when it is on disk; whatever may heal is a 503, which the provider repeats, for it never repeats
// what was refused otherwise.
#pragma once

#include "daemon/api.h"

namespace tocsin {

class CallbackRoutes {
public:
    // A callback has a few hundred bytes; a text of ten parts in JSON has at most 20 KB.
    static constexpr std::size_t body_bytes_max = 64 * 1024;
    // GOV.UK Notify hangs up after 5 s.
    static constexpr Duration answer_time = std::chrono::seconds(4);

    // `api` outlives it.
    explicit CallbackRoutes(const Api& api) : api_(api) {}

    void add_routes(Router& router);

private:
    Response receipt(const Visit& visit) const;
    Response text(const Visit& visit) const;
    Response taken(Occurrence what) const;

    const Api& api_;
};

}  // namespace tocsin
