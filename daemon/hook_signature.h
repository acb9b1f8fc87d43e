// Signatures that monitors put on the bodies of their hooks: HMAC-SHA256 over the bytes as they
// came, before anything reads them. Pure: the clock comes from the caller.
//
//     Grafana     header "X-Grafana-Alerting-Signature", with or without a timestamp header
//     Sentry      header "Sentry-Hook-Signature"
//     GitHub      header "X-Hub-Signature-256", prefix "sha256="
//     Slack       header "X-Slack-Signature", prefix and version "v0"
//     Standard Webhooks, with its own three headers
#pragma once

#include "daemon/http.h"
#include "rota/time.h"

#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// Each may have several live secrets, so that one can be changed without a gap.
struct SignedBody {
    std::string header;
    std::string timestamp_header;  // empty: no time is signed, and nothing tells a replay
    std::string separator = ":";   // between the time and the body
    std::string prefix;            // before the signature: "sha256="
    std::string version{};         // signed before the time, with a separator behind it: "v0"
    bool base64 = false;           // else hexadecimal, in either case
    std::vector<std::string> secrets;
};

// webhook-id, webhook-timestamp, webhook-signature.
struct StandardWebhooks {
    std::vector<std::string> keys;  // the bytes behind "whsec_"
};

struct HookSignature {
    std::variant<SignedBody, StandardWebhooks> how;
    Duration within = std::chrono::minutes(5);  // a time signed may be so far from our clock
};

// While nobody sets our clock it proves nothing about a sender's: a right signature is believed for
// so long, and not refused.
inline constexpr Duration window_of_unset_clock = std::chrono::hours(24);

enum class Signed { right, missing, wrong, stale };

// What the request proves at `now`. Every secret is tried in constant time.
[[nodiscard]] Signed check_signature(const HookSignature& signature, const Request& request,
                                     Instant now);

// What no two messages of a sender share, of a request whose signature is right: its id, or its
// time and body, hashed. Empty when no time is signed: such a message may come again and be meant.
std::string message_id(const HookSignature& signature, const Request& request);

}  // namespace tocsin
