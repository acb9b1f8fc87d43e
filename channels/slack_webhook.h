// An incoming webhook of Slack: posts into one room, and nothing else. Its whole address is a
// secret. It gives no id back, so that what follows cannot be put into a thread.
#pragma once

#include "channels/endpoint.h"

namespace tocsin {

struct SlackWebhook : Endpoint {};  // `url` is the whole address, and the secret

std::vector<std::string> problems(const SlackWebhook& hook);

class SlackWebhookChannel : public Channel {
public:
    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit SlackWebhookChannel(SlackWebhook hook);

    const std::string& name() const override { return hook_.name; }
    Medium medium() const override { return hook_.medium; }
    int in_flight_max() const override { return hook_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;

private:
    SlackWebhook hook_;
};

}  // namespace tocsin
