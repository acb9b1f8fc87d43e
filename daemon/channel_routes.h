// The routes of channels: how each fares, and a test of one.
//
//     GET  /v1/channels              each with its state, failures, latency and what waits for it
//     POST /v1/channels/{name}/test  {to?}: one marked message, and what the provider said of it;
//                                    `to` is an address of its medium, and a place has none
#pragma once

#include "daemon/api.h"
#include "daemon/channel_trial.h"

namespace tocsin {

class ChannelRoutes {
public:
    // `api` outlives it. `unique` draws words that are like no others, for references.
    ChannelRoutes(const Api& api, ChannelTrial::Send send, std::function<std::string()> unique)
        : api_(api), trial_(std::move(send)), unique_(std::move(unique)) {}

    void add_routes(Router& router);

private:
    Response list(const Visit& visit) const;
    Response test(const Visit& visit);

    const Api& api_;
    ChannelTrial trial_;
    std::function<std::string()> unique_;
};

}  // namespace tocsin
