// What the state knows of one obligation, and of what somebody asked for.
#pragma once

#include "core/obligation_event.h"

#include <compare>
#include <optional>
#include <string>

namespace tocsin {

struct ObligationKey {
    IncidentId incident;
    std::string name;

    auto operator<=>(const ObligationKey&) const = default;
};

struct ObligationState {
    enum class Standing { open, met, waived, paused, ended };

    ObligationBegan owed;
    Standing standing = Standing::open;
    Instant due{};                // while it is open; while it is paused, as it was
    std::optional<Instant> look;  // when a Tick looks at it; nothing: never
    Instant due_set{};            // when `due` was decided: a reboot makes no wait longer
    Instant look_set{};           // and `look`
    Duration left{0};             // while it is paused: what is left of its time
    std::optional<Instant> late;  // since it was first told late; cleared when it is met
    int chased = 0;               // times it was told late, since it was last met
    int times_late = 0;           // met late, or not at all, counted once a period
    int times_met = 0;            // of a recurring one
    std::optional<Instant> last_met;
    std::uint64_t met_seq = 0;    // what this entry and earlier ones made does not meet it again
    int severity = 0;             // for which `due` was decided
    bool put_off = false;         // somebody has set this time
    bool lapsed = false;          // ended, and owed again if the incident changes back
    std::optional<Instant> last;  // when it was last met, waived, paused or ended
    std::string by;               // who did so; empty: what happened did
    std::string text;             // the proof, or why

    bool owing() const { return standing == Standing::open || standing == Standing::paused; }
};

struct ObligationWish {
    Instant at{};
    std::string by;
    std::string reason;
};

}  // namespace tocsin
