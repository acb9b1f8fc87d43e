// The keys of a phone call: each that was pressed, and that none was, comes as a request, and is
// answered by what the call says next. The access has proved that it is the provider of the channel
// in the path; the token says which call it is and who was called (channels/link.h). Answering the
// phone takes nothing, nor does a machine: key 1 does. Nothing is answered "taken" before it is on
// disk.
//
// 1 takes it. 2 twice passes it on. 3 says it again. 9 twice: this is not the phone of who was
// called. No key: once more, then the call ends.
#pragma once

#include "channels/twiml.h"
#include "daemon/ack_view.h"

#include <functional>
#include <string>

namespace tocsin {

class KeyRoutes {
public:
    // Twilio hangs up after 15 s.
    static constexpr Duration answer_time = std::chrono::seconds(4);

    // `api` outlives it; `links` gives the keys in force, `voice` how a channel speaks.
    KeyRoutes(const Api& api, std::function<LinkMaker()> links,
              std::function<Voice(const std::string& channel)> voice)
        : api_(api), links_(std::move(links)), voice_(std::move(voice)) {}

    void add_routes(Router& router);

private:
    Response press(const Visit& visit) const;

    const Api& api_;
    std::function<LinkMaker()> links_;
    std::function<Voice(const std::string&)> voice_;
};

}  // namespace tocsin
