// What texts and phone calls by Twilio have in common: the account, the request, and what its
// answers mean. An error is known by its code; its words are shown and never read.
#pragma once

#include "channels/channel.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

struct TwilioAccount {
    static constexpr const char* real = "https://api.twilio.com";

    std::string url = real;  // without a slash at its end
    std::string sid;         // "AC..."
    std::string user;        // the account again, or an API key: "SK..."
    std::string password;    // the auth token, or the secret of the API key
    std::string callbacks;   // where it calls us back, without the last word; empty: nowhere
    bool plain = false;      // http:// is allowed: loopback
    bool private_addresses = false;
    std::string trusted_certificates;
    Timeouts timeouts;
};

// What is wrong with an account, one sentence each; empty when it can be used.
std::vector<std::string> problems(const TwilioAccount& account);

// Two letters and 32 hexadecimal digits.
bool is_twilio_sid(std::string_view text, std::string_view letters);

// What an error means, of a request or of a message later on; nothing for a code of which nothing
// is known. refused: of this number or this text. Codes not listed are refused from 21000 on (the
// request) and deferred from 30000 on (the delivery).
std::optional<Verdict> twilio_verdict(int code);

// A request for "Messages.json" or "Calls.json" of the account, yet without a body.
WireRequest twilio_request(const TwilioAccount& account, const std::string& resource);

// Asks what the account has of them, as far as `fields` say, the newest first. It is short, because
// a message whose fate is unknown waits for it.
WireRequest twilio_list_request(const TwilioAccount& account, const std::string& resource,
                                const std::vector<std::pair<std::string, std::string>>& fields);

// What such an answer lists under `key`, as views into it; nothing when it is no whole list.
std::optional<std::vector<std::string_view>> twilio_listed(const WireAnswer& answer,
                                                           std::string_view key);

// What is shown of an answer, without secrets and numbers.
std::string twilio_words(const TwilioAccount& account, const std::string& channel,
                         const WireAnswer& answer);

// Of the answer to such a request. What was taken bears the provider's own id, which begins with
// one of `letters`; an acceptance without it is unknown.
Outcome twilio_outcome(const TwilioAccount& account, const std::string& channel,
                       const Message& message, const WireAnswer& answer,
                       const std::vector<std::string>& letters);

}  // namespace tocsin
