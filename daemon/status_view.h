// What the public may see of the state: the view that the status page, its feed and its JSON are
// drawn from. Only incidents that a person confirmed are in it (HSSI). Its words come from that
// confirmation and from the list of services; nothing an alarm said is read, so nothing can leak
// (P18): a service that the directory does not list has no name here.
// Pure functions; any thread that may read the state.
#pragma once

#include "channels/status_page.h"
#include "core/directory.h"
#include "core/state.h"
#include "rota/time.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// A confirmed incident that is over, as the page keeps it for ever: what is closed leaves the
// state. Its words are empty where the confirmation left them so; the directory fills them in.
struct PastIncident {
    std::string ref;           // INC-42
    std::string service;       // the id, as reported; shown only by the directory's name for it
    std::string service_name;  // as it was when the incident was opened
    std::string state = "down";
    std::string degree;
    std::string impact;
    std::string place;
    Instant since{};
    Instant confirmed{};
    Instant to{};
    std::vector<PublicMessage> messages{};  // in order; none: those that the confirmation makes
    std::optional<Instant> next{};          // of the next update, while it is open

    bool operator==(const PastIncident&) const = default;
};

// Nothing unless the incident was confirmed and is resolved.
[[nodiscard]] std::optional<PastIncident> past_incident(const Incident& incident);

// What is shown at `now`. `past` may be in any order and may hold incidents that are still in the
// state, which then count as the state has them. `site_url` is where readers find the page.
[[nodiscard]] StatusView status_view(const State& state, const Directory& directory,
                                     const std::vector<PastIncident>& past,
                                     const std::string& site_url, Instant now);

// Equal as long as the page would say the same: no need to render it. It covers what is confirmed
// and resolved, the services, the desk on duty at `now` and the local date ("01:52 today"). What is
// over is counted, not read: it never changes but by an erasure, which the fingerprint does not
// see. It is for comparing, and may hold more than the public may read.
[[nodiscard]] std::string public_fingerprint(const State& state, const Directory& directory,
                                             Instant now);

}  // namespace tocsin
