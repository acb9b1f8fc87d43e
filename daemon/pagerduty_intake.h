// The bodies of PagerDuty's Events API v2 and of its change events, as senders of PagerDuty write
// them. A sender of PagerDuty that changes its address and its key sends nothing else. Pure.
//
// What PagerDuty refuses is refused here as well, in its words (but for the 512 KB that it takes):
// its senders are told at once, and were told the same before they changed their address.
#pragma once

#include "core/input.h"
#include "daemon/config.h"
#include "daemon/signal.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// Why an event is not taken, one sentence each: "'payload.severity' is missing or blank".
struct PagerDutyErrors {
    bool parsed = true;  // false: the body is no JSON object
    std::vector<std::string> errors;
};

// The key by which the source is known; nothing when the body is no JSON object, empty when it has
// none.
std::optional<std::string> routing_key_of(const std::string& body);

struct PagerDutyEvent {
    std::string dedup_key;  // as it is answered: the sender's own, or `unique`
    std::vector<Signal> signals;
};

// One signal: firing for a trigger, acknowledged or over. `unique` is the key of a trigger that
// brings none. The routing key is a secret and goes nowhere.
[[nodiscard]] std::variant<PagerDutyEvent, PagerDutyErrors> read_pagerduty_event(
    const std::string& body, const Source& source, const std::string& unique);

// A change of something: "Deployed EPR 4.18.2 (cd-runner-2)". It never opens an incident.
[[nodiscard]] std::variant<std::string, PagerDutyErrors> read_pagerduty_change(
    const std::string& body);

}  // namespace tocsin
