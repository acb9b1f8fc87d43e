// A webhook of whoever wants to know: every event as JSON, signed after Standard Webhooks, so that
// the receiver can tell that it is ours, whole and fresh. Its id is our reference: the same however
// often it is handed over (P5).
#pragma once

#include "channels/endpoint.h"

#include <string>
#include <vector>

namespace tocsin {

struct SignedWebhook : Endpoint {
    // Keys as bytes (webhook_signature.h). All sign, so that one can be changed without a gap.
    std::vector<std::string> keys;
};

std::vector<std::string> problems(const SignedWebhook& hook);

class SignedWebhookChannel : public Channel {
public:
    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit SignedWebhookChannel(SignedWebhook hook);

    const std::string& name() const override { return hook_.name; }
    Medium medium() const override { return hook_.medium; }
    int in_flight_max() const override { return hook_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    void sign(WireRequest& request, Instant now) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;

private:
    SignedWebhook hook_;
};

}  // namespace tocsin
