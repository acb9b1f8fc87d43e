// How the channels fare at this moment, for whoever operates the house: what each provider
// answered lately, what waits for it, and whether others are asked before it (core/breaker.h).
#pragma once

#include "core/directory.h"
#include "core/state.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct ChannelHealth {
    enum class Standing {
        never_used,  // or nothing of it was answered yet
        good,        // its last answer was good
        failing,     // its last answer was none, or a failure of its own
        passed_by,   // it failed again and again: others go first for a while
    };
    Provider provider;
    Standing standing = Standing::never_used;
    std::optional<Instant> failing_since;  // of failures without a good answer between them
    std::optional<Instant> passed_by_until;
    int failures = 0;          // in a row
    int answers = 0;           // that are known: the last 20 at most
    int failed_percent = 0;    // of those
    Duration latency{0};       // of its answers, smoothed; 0: none yet
    int in_hand = 0;           // handed over, and not answered
    int waiting = 0;           // for its room, its pace or its time
    Duration oldest{0};        // age of the oldest hand-over without an answer; 0: there is none
    int handed_lately = 0;     // in the last minute
    std::string last_failure;  // in its words; kept when it works again

    bool fails() const { return standing == Standing::failing || standing == Standing::passed_by; }
};

// Of every channel of the configuration, in its order.
std::vector<ChannelHealth> channel_health(const State& state, const Directory& directory,
                                          Instant now);

// "good", "failing", "passed by", "never used".
std::string_view standing_word(ChannelHealth::Standing standing);

}  // namespace tocsin
