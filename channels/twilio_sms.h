// Texts by Twilio. It has no idempotency key and does not carry our reference: what may have
// arrived is looked up among the messages to that number, by its very words. Those of a call are
// like no other's, for they have its code, its try and its time.
#pragma once

#include "channels/twilio.h"

namespace tocsin {

struct TwilioSms {
    static constexpr Medium medium = Medium::sms;

    std::string name;
    TwilioAccount account;
    std::string from;               // E.164, a short code, or up to 11 letters that name us
    std::string messaging_service;  // "MG...", which has numbers of its own; then `from` is empty
    int in_flight_max = 8;

    // Whether people can answer what it sends: nobody answers a name.
    bool two_way() const;
};

// What is wrong with the settings, one sentence each; empty when they can be used.
std::vector<std::string> problems(const TwilioSms& settings);

class TwilioSmsChannel : public Channel {
public:
    static constexpr std::size_t signs_max = 1600;

    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit TwilioSmsChannel(TwilioSms settings);

    const std::string& name() const override { return settings_.name; }
    Medium medium() const override { return Medium::sms; }
    int in_flight_max() const override { return settings_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    // It lives as long as is left of it when it leaves.
    void sign(WireRequest& request, Instant now) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;
    std::optional<WireRequest> look_up(const Message& message) const override;
    Outcome interpret_look_up(const Message& message, const WireAnswer& answer) const override;

private:
    TwilioSms settings_;
};

}  // namespace tocsin
