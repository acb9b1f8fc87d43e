// How the provider of a channel proves that a callback is its own: by a token that it was given, or
// by a signature over the bytes that came. Nothing of a callback is read before that.
#pragma once

#include "daemon/slack_callback.h"
#include "daemon/source_auth.h"
#include "daemon/vonage_callback.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

// A callback has a few hundred bytes; a text of ten parts in JSON has at most 20 KB.
inline constexpr std::size_t callback_bytes_max = 64 * 1024;

// Each may have several live secrets, so that one can be changed without a gap.
struct BearerProof {  // GOV.UK Notify
    std::vector<SecretHash> tokens;
};
struct TwilioProof {
    std::vector<std::string> auth_tokens;
};
struct VonageProof {
    VonageMethod method = VonageMethod::sha256_hmac;
    std::vector<std::string> secrets;
};
struct SlackProof {
    std::vector<std::string> signing_secrets;
};

// A channel that nobody may call back has no secret; its answers are the same.
using CallbackProof = std::variant<BearerProof, TwilioProof, VonageProof, SlackProof>;

// Whether anybody may call back.
bool may_call_back(const CallbackProof& proof);

// What a callback of the channel `name` proves. The principal bears the channel's name and has no
// scope. `base_url` is how providers reach us; `now` is the machine's time.
[[nodiscard]] Identity identify_callback(const CallbackProof& proof, const std::string& name,
                                         const std::string& base_url, FailureLimiter& limiter,
                                         const Request& request, Instant now);

// "token" or "signature", and what whoever runs the channel can do when it does not hold.
std::string_view proof_words(const CallbackProof& proof);
std::string_view how_to_mend(const CallbackProof& proof);

}  // namespace tocsin
