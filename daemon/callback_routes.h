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

    // `api` outlives it; `calling_back` gives the settings in force of a channel, which is there
    // when its token has been accepted; `hears_texts` the channel that a text counts for.
    CallbackRoutes(const Api& api, std::function<CallingBack(const std::string&)> calling_back,
                   std::function<std::string(const std::string&)> hears_texts)
        : api_(api), calling_back_(std::move(calling_back)), hears_texts_(std::move(hears_texts)) {}

    void add_routes(Router& router);

private:
    Response receipt(const Visit& visit) const;
    Response text(const Visit& visit) const;
    Response taken(Occurrence what) const;

    const Api& api_;
    std::function<CallingBack(const std::string&)> calling_back_;
    std::function<std::string(const std::string&)> hears_texts_;
};

}  // namespace tocsin
