// Which source a request is from, by whatever that source was told to prove itself with: the key in
// an event of PagerDuty or in Opsgenie's header, or the signature of a hook's body beside the rules
// of daemon/source_auth.h.
#pragma once

#include "daemon/config.h"
#include "daemon/failure_limiter.h"
#include "daemon/http.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// The source of that dialect which has the key; its principal bears its name and may `intake`.
// `missing` for an empty key; a wrong one is counted for its address.
[[nodiscard]] Identity identify_by_key(const std::vector<Source>& sources, std::string_view dialect,
                                       std::string_view key, FailureLimiter& limiter,
                                       const std::string& peer, Instant now);

// By the routing key in the body of an event. `unreadable` when there is no telling.
[[nodiscard]] Identity identify_pagerduty(const std::vector<Source>& sources,
                                          FailureLimiter& limiter, const Request& request,
                                          Instant now);

// By "Authorization: GenieKey KEY".
[[nodiscard]] Identity identify_opsgenie(const std::vector<Source>& sources,
                                         FailureLimiter& limiter, const Request& request,
                                         Instant now);

// What a hook's request proves for a source.
struct HookProof {
    Identity identity;
    // Right, but for its time: whoever runs the clocks must hear of it.
    bool stale = false;
};

// A source with `hmac` takes nothing without a right signature, which is enough where the source
// has neither `basic` nor `secret-paths`, and is needed beside them where it has. A message of SNS
// proves itself later (daemon/sns_desk.h): here it needs what else the source has been told.
// `clock_set`: somebody sets the machine's clock; else times that are signed are believed for a
// day.
[[nodiscard]] HookProof identify_hook(const Source& source, const std::vector<TokenRecord>& tokens,
                                      FailureLimiter& limiter, const Request& request,
                                      std::string_view path_secret, Instant now, bool clock_set);

}  // namespace tocsin
