// The bodies of Opsgenie's Alert API, as its clients write them, and the names of its requests.
// Pure.
//
// Opsgenie answers before it acts, and clients ask afterwards what became of a request. Here the
// answer waits until the act is on disk, so that the request's id can say itself what became of it:
// nothing of requests is kept, a restart forgets none, and none is ever said to wait.
#pragma once

#include "core/input.h"
#include "daemon/auth.h"
#include "daemon/config.h"
#include "daemon/problem.h"
#include "daemon/signal.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

enum class OpsgenieAct { create, close, acknowledge, unacknowledge, note };

// "Create", as Opsgenie calls it.
std::string_view to_string(OpsgenieAct act);

// The alert of POST /v2/alerts, as one signal that fires. Its key is the alias, else `unique`. What
// is too long is cut, as Opsgenie cuts it; refused is a body without `message`: "not-json" (400) or
// "fields" (422).
[[nodiscard]] std::variant<std::vector<Signal>, ProblemDetail> read_opsgenie_alert(
    const std::string& body, const Source& source, const std::string& unique);

// What somebody does to the alert with that key, which `alarm_key` made. The body may be empty; a
// note needs its `note`.
[[nodiscard]] std::variant<std::vector<Signal>, ProblemDetail> read_opsgenie_act(
    OpsgenieAct act, const std::string& key, const std::string& body);

// What became of a request. No incident: there was no open alert to act on.
struct OpsgenieOutcome {
    OpsgenieAct act = OpsgenieAct::create;
    IncidentId incident;
    Instant at{};  // in whole seconds

    bool operator==(const OpsgenieOutcome&) const = default;
};

// 36 signs that look like a UUID and hold the outcome; `salt` tells two of the same second apart.
// `key` is that of the source, so that nobody makes up an outcome.
std::string opsgenie_request_id(const OpsgenieOutcome& outcome, unsigned salt,
                                const SecretHash& key);

// Nothing when none of `keys` has made the id.
std::optional<OpsgenieOutcome> read_opsgenie_request_id(std::string_view id,
                                                        const std::vector<SecretHash>& keys);

}  // namespace tocsin
