// What keeps people from being called for what they know already: rules as data. Nothing here may
// lose an alarm: what is suppressed is kept while it fires, and opens when its reason is gone.
#pragma once

#include "core/alarm_matcher.h"
#include "core/ids.h"
#include "core/matcher.h"
#include "rota/time.h"

#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// What makes an alarm the same one again: its source, and its key within it.
using AlarmKey = std::pair<std::string, std::string>;

// Under this source, the key of a group stands for its incident, as that of an alarm does.
inline constexpr const char* group_source = "group:";

// What an alarm means here: the first route that fits it says. What a route leaves empty stays as
// the alarm has it.
struct AlarmRoute {
    std::string name;  // "imaging": what an answer to "why?" calls it
    AlarmMatcher when;
    std::string procedure{};
    std::string service{};
    int severity = 0;  // 0: as the alarm says
    std::string place{};
    FieldValues fields{};  // of the incident it opens: category -> {data-centre}
    // Alarms that say the same under these names are one incident, if they come within so long of
    // its opening; no names: each is its own.
    std::vector<std::string> group{};
    Duration group_within{0};
};

// An alarm that is over and fires again, so often within so long, flaps: what it opened stays open
// until it has been quiet for a while. Nobody is called again, and no alarm is kept from anybody.
struct Flapping {
    int openings = 4;  // 0: nothing flaps
    Duration within = std::chrono::minutes(60);
    Duration quiet = std::chrono::minutes(15);
};

// A sign of life that a job must send: its absence is an alarm, also when it never came.
struct HeartbeatRule {
    std::string name;
    Duration every{0};
    Duration grace{0};
    std::string service{};    // of the alarm; empty: the heartbeat's name
    std::string procedure{};  // empty: the service's, or the default one
    int severity = 2;
};

// Alarms that are expected, ahead of time: a maintenance window. It ends by itself.
struct Silence {
    AlarmMatcher when;
    Instant from{};
    Instant until{};
    bool severity_1 = false;  // alarms of severity 1 as well; else they break through
    std::string reason{};     // "switch replaced, CHG-0077"
};

// What keeps an alarm from opening an incident.
struct Suppressor {
    enum class Kind { silence, incident };

    Kind kind = Kind::silence;
    std::uint64_t id = 0;  // the number of the silence, or of the incident that explains it

    auto operator<=>(const Suppressor&) const = default;
};

// An alarm explained by an incident opens one of its own when it still fires so long after that
// was resolved.
inline constexpr Duration explained_grace = std::chrono::minutes(5);

}  // namespace tocsin
