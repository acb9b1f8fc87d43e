// Where providers call back: what became of a message, what people reply to one, and what they
// press below one. The route's
// access has proved that it is the provider of the channel in the path. A callback is answered when
// it is on disk; whatever may heal is a 503, which the provider repeats, for it never repeats what
// was refused otherwise.
#pragma once

#include "daemon/api.h"
#include "daemon/seen_messages.h"
#include "daemon/source_limits.h"

namespace tocsin {

class CallbackRoutes {
public:
    // GOV.UK Notify hangs up after 5 s.
    static constexpr Duration answer_time = std::chrono::seconds(4);
    // Slack tells whoever pressed, after 3 s, that it did not work.
    static constexpr Duration press_time = std::chrono::milliseconds(2500);
    static constexpr int presses_per_minute = 10;  // of one person

    // `api` outlives it; `calling_back` gives the settings in force of a channel, which is there
    // when its proof has been accepted; `hears_texts` the channel that a text counts for.
    CallbackRoutes(const Api& api, std::function<CallingBack(const std::string&)> calling_back,
                   std::function<std::string(const std::string&)> hears_texts)
        : api_(api), calling_back_(std::move(calling_back)), hears_texts_(std::move(hears_texts)) {}

    void add_routes(Router& router);

private:
    Response receipt(const Visit& visit) const;
    Response text(const Visit& visit) const;
    Response press(const Visit& visit) const;
    SourcePlace admit(const Pressed& pressed) const;
    void keep(Occurrence what, Duration within = answer_time) const;

    const Api& api_;
    std::function<CallingBack(const std::string&)> calling_back_;
    std::function<std::string(const std::string&)> hears_texts_;
    std::unique_ptr<SourceLimits> presses_ = std::make_unique<SourceLimits>();
    std::unique_ptr<SeenMessages> seen_ = std::make_unique<SeenMessages>();
};

}  // namespace tocsin
