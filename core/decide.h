// The one judge: what happened to us, in the light of what is true, becomes what is decided.
// Pure: no clock, no chance, no I/O. The engine applies the events and commits them; only then does
// anything leave the process.
#pragma once

#include "core/directory.h"
#include "core/event.h"
#include "core/input.h"
#include "core/state.h"
#include "rota/coverage.h"
#include "rota/difference.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// What the caller is told once the events are on disk.
struct Answer {
    enum class Kind {
        done,
        opened,      // at least one new incident
        repeated,    // known already: the same incidents
        key_reused,  // the Idempotency-Key had another body; `incidents` are those of the first
        not_found,
        wrong_state,
        taken,  // acknowledged, by this very call
        already_yours,
        taken_by_other,  // `holder` has it
        over,            // resolved or closed: nobody needs to take it
        expired,         // the link has come to its end; by API it can still be taken
        wrong_digits,
        locked,
        unknown_person,
        unknown_role,
        gaps_refused,  // an uploaded rota leaves `new_gaps` that nobody has accepted
        refused,       // `detail` says why: a sentence
        incomplete,    // a notice `lacks` something; nothing was sent
        held,          // a notice waits for somebody's decision
        done_before,   // a change with this key: nothing is done again; `incidents` are those of it
        overtaken,     // the incident is not any more as whoever asks has seen it
    };
    Kind kind = Kind::done;
    std::vector<IncidentId> incidents;
    std::optional<Holder> holder;
    std::string detail;
    int version = 0;                    // of an uploaded rota
    std::uint64_t plan = 0;             // of an upload that waits for its time; then version is 0
    std::vector<Gap> gaps;              // that it leaves
    std::vector<Gap> new_gaps;          // those of them that were none before
    std::vector<Change> changes;        // of an uploaded rota or a swap, by role and time
    int notice = 0;                     // the number of the notice that went out
    std::uint64_t silence = 0;          // the number of the silence that was set
    HoldId hold;                        // that keeps it back, or was decided on
    std::vector<HoldReason> holds;      // why it is kept back; `detail` names what was found
    std::vector<NoticeTrouble> lacks;   // of a notice
    std::vector<std::string> warnings;  // sentences; it went out all the same
};

struct Decision {
    std::vector<Event> events;
    Answer answer;
};

// One function an input. A Tick handles at most `tick_dues_max` dues, the most severe first, then
// the oldest; what is left stays due, and the next Tick goes on.
Decision decide(const State& state, const Input& input, Instant now, const Directory& directory);

inline constexpr std::size_t tick_dues_max = 256;

}  // namespace tocsin
