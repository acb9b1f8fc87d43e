#include "tests/simulator/room_watch.h"

#include "core/place_queue.h"

namespace tocsin {
namespace {

// What is decided after the last input sees everything but a move of the clock, which is followed
// by a Tick at once; what a full disk refuses is not decided at all.
bool decides(const Step& step) {
    const bool refused = step.full_disk && !step.effects.replies.back().durable;
    return !std::holds_alternative<ClockMoved>(step.inputs.back().what) && !refused;
}

}  // namespace

void check_room(const State& state, const Directory& directory, const Step& step, Instant now) {
    if (!decides(step)) return;
    for (const Provider& provider : directory.providers) {
        const ProviderState* known = state.providers().find(provider.name);
        if (known != nullptr && known->handed >= provider.in_flight_max) continue;
        for (const auto& [id, send] : state.sends()) {
            if (send.handed || send.message.channel != provider.name) continue;
            if (send.not_before > now || send.give_up <= now) continue;
            // News leaves a quarter of the room to calls; a drill waits behind real news for it.
            const int room = provider.in_flight_max;
            if ((!send.message.urgent || send.drill) && known != nullptr &&
                known->handed >= room - room / 4)
                continue;
            // It has had what it may have in a minute, or this is said after something else.
            const bool worst = send.message.urgent && send.severity == 1 && !send.drill;
            if (!worst && known != nullptr && now < known->paced_until) continue;
            if (is_place(send.message.medium) && !send.about.empty()) {
                const ThreadKey key = place_queue(send.message, send.about);
                if (state.threads().find(key)->queue.front() != id) continue;
            }
            // Its time has come, or what it was behind has just ended: the next Tick, which is due
            // and may be late, gives it.
            const auto due = state.agenda().at({Due::Kind::send, id.value});
            if (due && *due <= now) continue;
            throw Broken("P14", "send " + std::to_string(id.value) + " waits for " + provider.name +
                                    ", which has room");
        }
    }
}

}  // namespace tocsin
