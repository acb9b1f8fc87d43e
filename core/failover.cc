#include "core/failover.h"

#include "core/breaker.h"
#include "core/delivery.h"
#include "core/sabotage.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

// So many waiting calls are looked at in one decision, to leave for another provider.
constexpr std::size_t leaves_at_once = 64;

SendOffered offered_again(const SendState& send) {
    SendOffered again;
    again.message = send.message;
    again.call = send.call;
    again.attempt = send.attempt;
    again.person = send.person;
    again.text_id = send.text_id;
    again.about = send.about;
    again.tried = send.tried;
    again.give_up = send.give_up;
    again.severity = send.severity;
    again.two_way = send.two_way;
    again.other_text_id = send.other_text_id;
    again.other_text = send.other_text;
    again.again = send.again;
    again.notice = send.notice;
    again.outside = send.outside;
    again.drill = send.drill;
    again.as_noticed = send.as_noticed;
    again.busy = send.busy;
    again.round = send.round;
    return again;
}

// Whether it could take the message, now or in the next round: it has not refused it.
bool may_take(const SendOffered& offered, const std::string& name) {
    const auto among = [&](const std::vector<std::string>& names) {
        return std::ranges::find(names, name) != names.end();
    };
    return !among(offered.tried) || among(offered.busy);
}

// Whether a call of severity 1 that waits there should not: its hands are full, or it has just
// failed.
bool holds_up(const Draft& draft, const Provider& provider) {
    const ProviderState* known = draft.state.providers().find(provider.name);
    if (known == nullptr || sabotaged(Mutant::hands_full)) return false;
    return known->failures_in_a_row() > 0 || draft.passed_by(provider.name) ||
           !draft.idle(provider);
}

// Whether it works, as far as is known, and would do at once what waits at `held`.
bool takes_over(const Draft& draft, const Provider& provider, const Provider& held) {
    if (provider.medium != held.medium || provider.name == held.name) return false;
    if (draft.passed_by(provider.name)) return false;
    const ProviderState* known = draft.state.providers().find(provider.name);
    return (known == nullptr || known->failures_in_a_row() == 0) && draft.idle(provider);
}

}  // namespace

const ProviderState& known_provider(const Draft& draft, const SendState& send) {
    static const ProviderState unused;
    const ProviderState* known = draft.state.providers().find(send.message.channel);
    return known == nullptr ? unused : *known;
}

ProviderState provider_after(const Draft& draft, const SendState& send, const Outcome& outcome) {
    ProviderState provider = known_provider(draft, send);
    provider.note(outcome.verdict, send.message.to, outcome.detail, draft.now,
                  draft.now - send.handed_at);
    return provider;
}

bool offer_elsewhere(Draft& draft, const SendState& send) {
    SendState next = send;
    next.tried.push_back(send.message.channel);
    return offer_from_start(draft, next);
}

bool offer_in_round(Draft& draft, const SendState& send) {
    SendState next = send;
    next.busy.push_back(send.message.channel);
    return offer_elsewhere(draft, next);
}

bool begin_round(Draft& draft, const SendState& send, const Outcome& outcome, Instant at) {
    if (at >= send.give_up || sabotaged(Mutant::rounds_forgotten)) return false;
    SendOffered again = offered_again(send);
    const auto shut = [&](const Provider& one) { return draft.passed_by(one.name); };
    const Provider* next = nullptr;
    for (const Provider& one : draft.directory.providers) {
        if (one.medium != send.message.medium || one.name == send.message.channel) continue;
        if (!may_take(again, one.name)) continue;
        if (next == nullptr || (shut(*next) && !shut(one))) next = &one;
    }
    const bool works = provider_after(draft, send, outcome).failures_in_a_row() < breaker_failures;
    if (next == nullptr || (shut(*next) && works)) return false;
    again.message.channel = next->name;
    std::erase_if(again.tried, [&](const std::string& name) { return may_take(again, name); });
    again.busy.clear();
    ++again.round;
    again.not_before = at;
    return draft.offer(std::move(again));
}

bool offer_from_start(Draft& draft, const SendState& send) {
    return draft.now < send.give_up && draft.offer(offered_again(send));
}

void leave_failing(Draft& draft, const SendState& failed, const Outcome& outcome) {
    if (provider_after(draft, failed, outcome).failures_in_a_row() < breaker_failures) return;
    if (sabotaged(Mutant::breaker_ignored)) return;
    std::set<SendId> left;
    while (left.size() < leaves_at_once) {
        const auto next = draft.next_waiting(failed.message.channel, left);
        const SendState* send = next ? draft.state.sends().find(*next) : nullptr;
        if (send == nullptr || !send->message.urgent) return;
        left.insert(*next);
        if (draft.dropped_sends.contains(*next) || !wanted(draft, *send)) continue;
        if (!offer_in_round(draft, *send)) continue;
        Outcome fails;
        fails.detail = "its provider fails again and again";
        conclude(draft, *send, Verdict::deferred, fails);
    }
}

void take_over_worst(Draft& draft) {
    const auto& providers = draft.directory.providers;
    for (const Provider& held : providers) {
        std::set<SendId> passed;
        const auto anybody = [&] {
            return std::ranges::any_of(
                providers, [&](const Provider& one) { return takes_over(draft, one, held); });
        };
        while (passed.size() < leaves_at_once) {
            const auto next = draft.next_waiting(held.name, passed);
            if (!next) break;  // nearly always: nothing else is looked at then
            const SendState& send = *draft.state.sends().find(*next);
            passed.insert(*next);
            if (!is_worst(send) || !holds_up(draft, held) || !anybody()) break;
            if (!wanted(draft, send)) continue;
            SendOffered again = offered_again(send);
            again.tried.push_back(held.name);
            again.busy.push_back(held.name);
            const auto free = std::ranges::find_if(providers, [&](const Provider& one) {
                return takes_over(draft, one, held) && may_take(again, one.name);
            });
            if (free == providers.end()) continue;
            if (std::ranges::find(again.tried, free->name) != again.tried.end()) ++again.round;
            std::erase(again.tried, free->name);
            std::erase(again.busy, free->name);
            again.message.channel = free->name;
            if (!draft.offer(std::move(again))) continue;
            Outcome waits;
            waits.detail = "another provider has its hands free";
            conclude(draft, send, Verdict::deferred, waits);
        }
    }
}

}  // namespace tocsin
