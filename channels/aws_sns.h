// Texts by Amazon SNS. A 200 says that Amazon has taken the text, and nothing later says more: what
// becomes of it is known to CloudWatch alone. It has neither our reference nor a look-up, so what
// may have been taken is sent once more.
#pragma once

#include "channels/channel.h"

#include <string>
#include <vector>

namespace tocsin {

struct AwsSns {
    static constexpr Medium medium = Medium::sms;

    std::string name;
    std::string region;  // "eu-west-2"
    std::string url;     // empty: that of the region
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token;  // of credentials that end; empty: they do not
    std::string sender_id;  // up to 11 letters and digits that name us; empty: a number of Amazon
    std::string origination_number;  // of ours, E.164; empty: any
    bool plain = false;              // http:// is allowed: loopback
    bool private_addresses = false;
    std::string trusted_certificates;
    int in_flight_max = 8;
    Timeouts timeouts;
};

// What is wrong with the settings, one sentence each; empty when they can be used.
std::vector<std::string> problems(const AwsSns& settings);

class AwsSnsChannel : public Channel {
public:
    static constexpr std::size_t signs_max = 1600;

    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit AwsSnsChannel(AwsSns settings);

    const std::string& name() const override { return settings_.name; }
    Medium medium() const override { return Medium::sms; }
    int in_flight_max() const override { return settings_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;

private:
    AwsSns settings_;
};

}  // namespace tocsin
