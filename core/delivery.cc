#include "core/delivery.h"

#include "core/breaker.h"
#include "core/calls.h"
#include "core/failover.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/noticing.h"
#include "core/place_queue.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

using std::chrono::seconds;

// Soon enough to matter to a page, slow enough for a provider's hiccup.
constexpr std::array<seconds, 6> back_off = {seconds(1), seconds(2),  seconds(4),
                                             seconds(8), seconds(15), seconds(30)};

// A provider may ask for more; a page cannot wait longer.
constexpr Duration retry_after_max = seconds(30);

// Hand-overs that nobody answered, before the attempt's end is awaited instead (P5).
constexpr int unknowns_max = 1;

// A send that was in hand at so many starts in a row may be what kills the process: it waits, so
// that a person gets it twice a minute at most.
constexpr int take_ups_max = 3;
constexpr Duration take_up_pause = seconds(30);

// Nobody waits for what a place is told: it is asked less and less often.
constexpr Duration place_pause_max = std::chrono::minutes(5);

Duration pause(const SendState& send, const Outcome& outcome) {
    if (is_place(send.message.medium)) {
        const int doubled = std::clamp(send.hand_overs - 1, 0, 9);
        const Duration ours = std::min<Duration>(seconds(1) * (1 << doubled), place_pause_max);
        return std::max(ours, std::min(outcome.retry_after.value_or(Duration{0}), place_pause_max));
    }
    const int before = std::max(send.hand_overs - 1, 0) + send.round;
    const auto step = std::min(static_cast<std::size_t>(before), back_off.size() - 1);
    const Duration ours = back_off[step];
    if (!outcome.retry_after) return ours;
    return std::clamp<Duration>(*outcome.retry_after, seconds(1), retry_after_max);
}

// Level 1 hears of it once, when it has failed so often. `rate`: how.
void tell_of_provider(Draft& draft, const SendState& send, const ProviderState& provider,
                      const std::string& rate) {
    const bool told = known_provider(draft, send).failures_in_a_row() >= breaker_failures;
    if (told || provider.failures_in_a_row() < breaker_failures) return;
    const Zone& zone = draft.directory.calendar.zone;
    const auto& providers = draft.directory.providers;
    const bool another = std::any_of(providers.begin(), providers.end(), [&](const Provider& one) {
        const ProviderState* health = draft.state.providers().find(one.name);
        return one.medium == send.message.medium && one.name != send.message.channel &&
               (health == nullptr || health->failures_in_a_row() == 0);
    });
    const auto& procedure = draft.directory.procedures.at(draft.directory.default_procedure);
    tell_level_1(
        draft, procedure, "op.provider",
        {{"prov", send.message.channel},
         {"since", short_time(zone, provider.failing_since, draft.now)},
         {"rate", rate},
         {"now", is_place(send.message.medium) ? "It is told what it missed when it works again"
                 : another                     ? "Another provider is used instead"
                                               : "No other provider works: phone people yourself"}},
        {}, 1);
}

void tell_of_provider(Draft& draft, const SendState& send, const Outcome& outcome) {
    tell_of_provider(
        draft, send, provider_after(draft, send, outcome),
        "last " + std::to_string(breaker_failures) + " tries failed: " + outcome.detail);
}

// A message to stakeholders that a place will never show: a person must post it there.
void tell_of_lost_notice(Draft& draft, const SendState& send, const std::string& detail) {
    const bool component = send.text_id == "place.component";
    if (!is_place(send.message.medium) || (!component && send.text_id != "place.notice")) return;
    const Incident* incident = draft.state.incidents().find(send.about.front());
    if (incident == nullptr) return;
    const Zone& zone = draft.directory.calendar.zone;
    tell_level_1(draft, draft.procedure(*incident), "op.provider",
                 {{"prov", send.message.channel},
                  {"since", short_time(zone, send.message.at, draft.now)},
                  {"rate", (component ? "the state of " + incident->service_name
                                      : "a message of " + reference(incident->id)) +
                               " is lost: " + detail},
                  {"now", component ? "Set it there by hand" : "Post it there by hand"}},
                 {incident->id}, 2);
}

// A page shows the newest state of a service: an older one that it has not taken is let go.
bool superseded(const Draft& draft, const SendState& send) {
    if (!is_component(send.message)) return false;
    const Thread* thread = draft.state.threads().find(place_queue(send.message, send.about));
    return thread != nullptr && thread->queue.back() != send.message.id;
}

// What a place is told keeps its turn until it is too old: no other place takes it over, and what
// follows continues it. Only what the place will never take is let go.
void settle_place(Draft& draft, const SendState& send, const Outcome& outcome) {
    const Instant again = draft.now + pause(send, outcome);
    const bool go_on = wanted(draft, send) && !superseded(draft, send);
    // Without its room, what follows is told where everything else is.
    const bool no_room = is_of_event(send.message, open_room_event) &&
                         (outcome.verdict == Verdict::misconfigured ||
                          (outcome.verdict == Verdict::unknown && send.unknowns >= unknowns_max));
    if (outcome.verdict == Verdict::refused || !go_on || no_room || again >= send.give_up) {
        conclude(draft, send, outcome.verdict, outcome);
        if (go_on) tell_of_lost_notice(draft, send, outcome.detail);
        return;
    }
    const bool unknown = outcome.verdict == Verdict::unknown;
    draft.add(SendDeferred{send.message.id, unknown ? Verdict::unknown : Verdict::deferred, again,
                           outcome.detail, send.about});
    tell_of_provider(draft, send, outcome);
}

bool known(const Directory& directory, const std::string& channel) {
    return std::any_of(directory.providers.begin(), directory.providers.end(),
                       [&](const Provider& provider) { return provider.name == channel; });
}

// The configuration has its channel no more.
void leave_channel(Draft& draft, const SendState& send) {
    const bool elsewhere = wanted(draft, send) && offer_elsewhere(draft, send);
    Outcome gone;
    gone.detail = "there is no such provider any more";
    conclude(draft, send, Verdict::misconfigured, gone);
    if (!elsewhere) fail_call_if_last(draft, send);
}

}  // namespace

void conclude(Draft& draft, const SendState& send, Verdict verdict, const Outcome& outcome) {
    draft.add(SendSettled{send.message.id, verdict, send.message.channel, outcome.detail,
                          outcome.provider_reference, send.about});
}

bool wanted(const Draft& draft, const SendState& send) {
    if (send.recalled || !may_leave(draft, send)) return false;
    if (const ShiftQuestion* question = draft.state.shift_questions().find(send.call)) {
        return question->standing == ShiftQuestion::Standing::open &&
               question->attempt() == send.attempt;
    }
    const Call* call = draft.state.calls().find(send.call);
    if (send.call && call == nullptr) return false;
    return call == nullptr || (call->attempt == send.attempt && awaited(draft.state, *call));
}

void fail_call_if_last(Draft& draft, const SendState& send) {
    const Call* call = draft.state.calls().find(send.call);
    if (call == nullptr || call->attempt != send.attempt || call->failed) return;
    if (send.recalled || !awaited(draft.state, *call)) return;
    // The state does not know yet what failed earlier in this very decision.
    draft.failed_sends.insert(send.message.id);
    const bool last = std::all_of(call->sends.begin(), call->sends.end(),
                                  [&](SendId id) { return draft.failed_sends.contains(id); });
    if (!last) return;
    std::vector<IncidentId> incidents;
    for (const Covered& line : call->covers) incidents.push_back(line.incident);
    draft.add(CallFailed{call->id, call->attempt, incidents, words(Failure::every_channel_failed)});
}

void settle(Draft& draft, const Outcome& outcome) {
    const SendState* found = draft.state.sends().find(outcome.id);
    if (found == nullptr || !found->handed) return;
    const SendState& send = *found;
    const bool go_on = wanted(draft, send);
    draft.freed(send.message.channel);
    if (outcome.verdict == Verdict::accepted) {
        // News only where the state says otherwise.
        if (known_provider(draft, send).failures_in_a_row() > 0)
            draft.works[send.message.channel] =
                provider_after(draft, send, outcome).failures_in_a_row() < breaker_failures;
    } else if (outcome.verdict != Verdict::refused) {
        draft.works[send.message.channel] = false;
    }
    if (is_place(send.message.medium) && outcome.verdict != Verdict::accepted) {
        settle_place(draft, send, outcome);
        return;
    }
    bool failed = false;
    switch (outcome.verdict) {
        case Verdict::accepted:
            if (!sabotaged(Mutant::resend_accepted))
                conclude(draft, send, Verdict::accepted, outcome);
            break;
        case Verdict::unknown:
            if (!go_on || send.unknowns >= unknowns_max) {
                conclude(draft, send, Verdict::unknown, outcome);
            } else if (send.round == 0 &&
                       ((send.tried.empty() && offer_in_round(draft, send)) ||
                        begin_round(draft, send, outcome, draft.now + pause(send, outcome)))) {
                conclude(draft, send, Verdict::unknown, outcome);
            } else {
                draft.add(SendDeferred{send.message.id, Verdict::unknown,
                                       draft.now + pause(send, outcome), outcome.detail,
                                       send.about});
            }
            break;
        case Verdict::deferred: {
            const Instant again = draft.now + pause(send, outcome);
            if (go_on &&
                (offer_in_round(draft, send) || begin_round(draft, send, outcome, again))) {
                conclude(draft, send, Verdict::deferred, outcome);
            } else if (go_on && again < send.give_up) {
                draft.add(SendDeferred{send.message.id, Verdict::deferred, again, outcome.detail,
                                       send.about});
            } else {
                conclude(draft, send, Verdict::deferred, outcome);
                failed = true;
            }
            break;
        }
        case Verdict::refused:
        case Verdict::misconfigured:
            failed = !(go_on && offer_elsewhere(draft, send));
            conclude(draft, send, outcome.verdict, outcome);
            break;
    }
    if (outcome.verdict != Verdict::accepted) {
        tell_of_provider(draft, send, outcome);
        leave_failing(draft, send, outcome);
    }
    if (failed) fail_call_if_last(draft, send);
}

void send_due(Draft& draft, SendId id) {
    const SendState& send = *draft.state.sends().find(id);
    if (draft.now >= send.give_up || !wanted(draft, send)) {
        Outcome late;
        late.detail = "its time had passed";
        conclude(draft, send, Verdict::deferred, late);
        if (wanted(draft, send)) tell_of_lost_notice(draft, send, late.detail);
        fail_call_if_last(draft, send);
        return;
    }
    if (!known(draft.directory, send.message.channel)) {
        leave_channel(draft, send);
        return;
    }
    draft.kept_waiting.push_back(id);
}

int take_up(Draft& draft) {
    int again = 0;
    if (sabotaged(Mutant::forget_handed)) return again;
    for (const auto& [id, send] : draft.state.sends()) {
        if (!send.handed) continue;
        if (send.recalled) {
            // Nobody needs it, and nobody will hear of it again: it must not hold a provider's
            // hand.
            draft.add(SendSettled{id, Verdict::unknown, send.message.channel,
                                  "asked back before a restart", "", send.about});
            draft.freed(send.message.channel);
            continue;
        }
        if (send.take_ups >= take_ups_max) {
            draft.add(SendDeferred{id, Verdict::deferred, draft.now + take_up_pause,
                                   "the process died with it again and again", send.about});
            draft.freed(send.message.channel);
            continue;
        }
        draft.add(SendHanded{id, true, send.about});
        ++again;
    }
    return again;
}

void leave_lost_channels(Draft& draft) {
    for (const auto& [id, send] : draft.state.sends()) {
        if (!send.handed && !known(draft.directory, send.message.channel))
            leave_channel(draft, send);
    }
}

void tell_of_receipt(Draft& draft, const SendState& send, const Receipt& receipt) {
    ProviderState provider = known_provider(draft, send);
    provider.note(receipt.state, send.message.medium, send.message.to, receipt.detail, draft.now);
    if (provider.failures_in_a_row() >= breaker_failures) draft.works[send.message.channel] = false;
    tell_of_provider(draft, send, provider, "messages are lost there: " + receipt.detail);
}

void stand_down(Draft& draft, const std::vector<CallId>& calls, const std::string& why) {
    for (const auto& [id, send] : draft.state.sends()) {
        if (std::find(calls.begin(), calls.end(), send.call) == calls.end()) continue;
        if (!draft.dropped_sends.insert(id).second) continue;
        draft.add(SendDropped{id, send.handed, why, send.about});
    }
}

}  // namespace tocsin
