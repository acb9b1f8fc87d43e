#include "core/draft.h"

#include "core/breaker.h"
#include "core/exercise.h"
#include "core/ladder.h"
#include "core/place_queue.h"
#include "core/sabotage.h"

#include <algorithm>
#include <bitset>
#include <charconv>

namespace tocsin {
namespace {

// SplitMix64: a small, well mixed sequence; the seed was drawn at the edge.
std::uint64_t next(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

bool pace_is_due(const State& state, Instant now) {
    const auto due = state.agenda().at({Due::Kind::pace, 0});
    return due && *due <= now;
}

// Providers that are waited for, and that the configuration has no more, or no more paces.
std::vector<std::string> paces_left(const State& state, const Directory& directory) {
    std::vector<std::string> names;
    for (const auto& row : state.providers()) {
        const std::string& name = row.first;
        if (row.second.paced_until == Instant{}) continue;
        const bool paced = std::ranges::any_of(directory.providers, [&](const Provider& one) {
            return one.name == name && one.per_minute > 0;
        });
        if (!paced) names.push_back(name);
    }
    return names;
}

// News leaves a quarter of what there is to calls, and to answers.
int limit_for(int all, bool urgent) {
    return urgent ? all : all - all / 4;
}

constexpr std::size_t codes_end = 10'000;  // four digits

// 02:24 typed as 0224 never arises (no leading 0); 1000 to 2359 with minutes under 60 read as a
// time.
bool reads_as_time(std::uint64_t code) {
    return code <= 2359 && code % 100 < 60;
}

// Of a code; nothing when its journal entry has been erased.
std::optional<std::size_t> number(const std::string& code) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), value);
    if (error != std::errc{} || value >= codes_end) return std::nullopt;
    return value;
}

}  // namespace

std::string reference(IncidentId id) {
    return "INC-" + std::to_string(id.value);
}

std::string Draft::new_code(const Callee& callee) {
    const std::vector<std::string>& recent = state.recent_codes(callee.person);
    // There may be thousands of open calls: each is looked at once, not once a draw.
    std::bitset<codes_end> in_use;
    const auto use = [&](const std::string& text) {
        if (const auto code = number(text)) in_use.set(*code);
    };
    for (const auto& calls : {state.open_calls(callee.person), state.calls_to(callee.phone)}) {
        for (const CallId id : calls) {
            if (const Call* call = state.calls().find(id)) use(call->code);
        }
    }
    for (const auto& [id, question] : state.shift_questions()) {
        const Callee& asked = question.asked.callee;
        if (asked.person == callee.person || asked.phone == callee.phone) use(question.asked.code);
    }
    for (const auto& [address, check] : state.address_checks()) {
        if (address.first == callee.person || address.second == callee.phone) use(check.code);
    }
    std::string text;
    // With thousands of open calls to one person a free code may not be found: then any will do,
    // for its answer is looked up among that person's calls, newest first.
    for (int draws = 0; draws < 4096; ++draws) {
        const std::uint64_t code = 1000 + next(entropy_) % 9000;
        if (reads_as_time(code)) continue;
        text = std::to_string(sabotaged(Mutant::code_reused) ? 7000 + code % 5 : code);
        if (sabotaged(Mutant::code_reused)) break;
        if (state.incidents().find({code}) != nullptr) continue;
        if (std::find(recent.begin(), recent.end(), text) != recent.end()) continue;
        if (in_use.test(code) || codes_.contains({callee.person, text})) continue;
        if (!callee.phone.empty() && !codes_.emplace(callee.phone, text).second) continue;
        codes_.emplace(callee.person, text);
        break;
    }
    return text;
}

void Draft::add(Event event) {
    if (const auto* handed = std::get_if<SendHanded>(&event)) gone_.insert(handed->send);
    if (const auto* deferred = std::get_if<SendDeferred>(&event)) gone_.insert(deferred->send);
    if (const auto* settled = std::get_if<SendSettled>(&event)) {
        gone_.insert(settled->send);
        dropped_sends.insert(settled->send);  // what was given up holds nobody up either
    }
    if (const auto* dropped = std::get_if<SendDropped>(&event)) gone_.insert(dropped->send);
    decision.events.push_back(std::move(event));
}

int Draft::in_hand(const Provider& provider) const {
    const ProviderState* known = state.providers().find(provider.name);
    const auto given = given_.find(provider.name);
    return (known == nullptr ? 0 : known->handed) + (given == given_.end() ? 0 : given->second);
}

bool Draft::room(const Provider& provider, bool urgent) const {
    return in_hand(provider) < limit_for(provider.in_flight_max, urgent);
}

bool Draft::passed_by(const std::string& provider) const {
    const auto said = works.find(provider);
    return said != works.end() ? !said->second : is_shut(state.providers().find(provider), now);
}

bool Draft::idle(const Provider& provider) const {
    const auto offered = urgent_.find(provider.name);
    const int ours = offered == urgent_.end() ? 0 : offered->second;
    if (in_hand(provider) + ours >= provider.in_flight_max) return false;
    const std::optional<SendId> next = next_waiting(provider.name);
    return !next || !state.sends().find(*next)->message.urgent;
}

std::optional<SendId> Draft::next_waiting(const std::string& channel,
                                          const std::set<SendId>& passed) const {
    if (passed.empty()) return state.next_waiting(channel, now, gone_);
    std::set<SendId> left = gone_;
    left.insert(passed.begin(), passed.end());
    return state.next_waiting(channel, now, left);
}

// What is never held up by a pace counts all the same.
bool Draft::pace_allows(const Provider& provider, bool urgent) const {
    if (provider.per_minute == 0 || sabotaged(Mutant::pace_ignored)) return true;
    const ProviderState* known = state.providers().find(provider.name);
    const auto left = left_.find(provider.name);
    const int lately = (known == nullptr ? 0 : known->handed_lately(now)) +
                       (left == left_.end() ? 0 : left->second);
    return lately < std::max(1, limit_for(provider.per_minute, urgent));
}

// Whoever waits for a pace is looked at again when the oldest ten seconds no longer count.
void Draft::note_pace(const Provider& provider, bool more_waits) {
    const ProviderState* known = state.providers().find(provider.name);
    const Instant before = known == nullptr ? Instant{} : known->paced_until;
    // Its time has come; or the clock was moved, and everything is looked at again.
    const bool ended = before <= now || pace_is_due(state, now);
    if (more_waits && ended) {
        const auto slot = ProviderState::slot;
        const auto left = left_.find(provider.name);
        const int just_now = left == left_.end() ? 0 : left->second;
        Instant until = Instant{} + ((now - Instant{}) / slot + 1) * slot;
        while (until < now + std::chrono::minutes(1) && known != nullptr &&
               known->handed_lately(until) + just_now >=
                   std::max(1, limit_for(provider.per_minute, false)))
            until += slot;
        add(ProviderPaced{provider.name, until});
    } else if (!more_waits && before != Instant{} && ended) {
        add(ProviderPaced{provider.name, Instant{}});
    }
}

// What a place is told about one incident leaves one after another. What waited there and has just
// given way holds nobody up.
bool Draft::begins_thread(const SendOffered& offered) {
    if (!is_place(offered.message.medium) || offered.about.empty()) return true;
    const ThreadKey key = place_queue(offered.message, offered.about);
    const Thread* thread = state.threads().find(key);
    const bool first = threads_.insert(key).second;
    if (sabotaged(Mutant::thread_jumped)) return true;
    return first && (thread == nullptr || std::ranges::all_of(thread->queue, [&](SendId id) {
                         return dropped_sends.contains(id) && !state.sends().find(id)->handed;
                     }));
}

void Draft::hand_out() {
    const auto rank_at = [&](std::size_t event) { return rank(offered_at(event)); };
    for (std::size_t event = 0; event < decision.events.size(); ++event) {
        const auto* offered = std::get_if<SendOffered>(&decision.events[event]);
        if (offered != nullptr && offered->not_before <= now)
            offered_[offered->message.channel].push_back(event);
        // What a new process offers again has its place in the pace.
        const auto* again = std::get_if<SendHanded>(&decision.events[event]);
        if (again != nullptr) ++left_[state.sends().find(again->send)->message.channel];
    }
    for (const Provider& provider : directory.providers) {
        std::vector<std::size_t> ours;
        for (const std::size_t event : offered_[provider.name]) {
            if (begins_thread(offered_at(event))) ours.push_back(event);
        }
        std::sort(ours.begin(), ours.end(), [&](std::size_t one, std::size_t other) {
            return rank_at(one) < rank_at(other);
        });
        auto our = ours.begin();
        bool more_waits = false;
        for (; room(provider, true); ++given_[provider.name], ++left_[provider.name]) {
            std::optional<SendId> next = next_waiting(provider.name);
            if (sabotaged(Mutant::room_unused)) next.reset();
            const SendState* waits = next ? state.sends().find(*next) : nullptr;
            if (our == ours.end() && waits == nullptr) break;
            const bool ours_first =
                waits == nullptr || (our != ours.end() && rank_at(*our) < rank(*waits));
            const bool urgent =
                ours_first ? offered_at(*our).message.urgent : waits->message.urgent;
            if (!room(provider, urgent)) break;
            const bool worst = ours_first ? is_worst(offered_at(*our)) : is_worst(*waits);
            if (!worst && !pace_allows(provider, urgent)) {
                more_waits = true;
                break;
            }
            if (ours_first) {
                offered_at(*our++).handed = true;
            } else {
                // Who may have it already is asked first (P5).
                const bool again = waits->take_ups > 0 || waits->unknowns > 0;
                add(SendHanded{*next, again, waits->about});
            }
        }
        if (provider.per_minute > 0) note_pace(provider, more_waits);
    }
    if (pace_is_due(state, now)) {
        for (const std::string& name : paces_left(state, directory))
            add(ProviderPaced{name, Instant{}});
    }
    // One entry each, and the send is due again only when its time is over.
    for (const SendId id : kept_waiting) {
        if (gone_.contains(id)) continue;
        add(SendDeferred{id, Verdict::deferred, now, "the provider has its hands full",
                         state.sends().find(id)->about});
    }
}

bool Draft::kept_from(const Callee& reader, const std::vector<IncidentId>& about) const {
    if (!reader.outside || sabotaged(Mutant::outsider_called)) return false;
    return directory.exercise || is_drill(state, about);
}

// Once in this decision, however many ways there are to the reader.
bool Draft::withhold(const SendOffered& offered) {
    const bool outside = offered.outside || directory.outside.contains(offered.person);
    if (!outside || !(directory.exercise || offered.drill)) return false;
    if (sabotaged(Mutant::outsider_called)) return false;
    const std::optional<Callee> reader = find_person(state, directory, offered.person, now);
    const bool said = std::ranges::any_of(decision.events, [&](const Event& event) {
        const auto* before = std::get_if<Withheld>(&event);
        return before != nullptr && before->person == offered.person &&
               before->text_id == offered.text_id && before->about == offered.about;
    });
    const std::string name = reader ? reader->name : offered.person;
    if (!said) add(Withheld{offered.about, offered.person, name, offered.text_id});
    return true;
}

// Null: each of its medium has had it.
const Provider* Draft::choose(const SendOffered& offered, int preferred) const {
    const Message& message = offered.message;
    std::vector<const Provider*> untried;
    for (const Provider& provider : directory.providers) {
        if (provider.medium != message.medium) continue;
        // What one place is told is not for another.
        if (is_place(message.medium) && provider.name != message.channel) continue;
        if (std::find(offered.tried.begin(), offered.tried.end(), provider.name) ==
            offered.tried.end()) {
            untried.push_back(&provider);
        }
    }
    if (untried.empty()) return nullptr;
    // Those that fail again and again come last, and only the others take turns.
    const auto failing = std::stable_partition(
        untried.begin(), untried.end(), [&](const Provider* one) { return !passed_by(one->name); });
    const auto healthy = static_cast<std::size_t>(failing - untried.begin());
    const std::size_t turns = healthy == 0 ? untried.size() : healthy;
    const auto named = std::find_if(untried.begin(), untried.end(), [&](const Provider* one) {
        return one->name == message.channel;
    });
    const Provider* const chosen =
        named != untried.end() ? *named : untried[static_cast<std::size_t>(preferred) % turns];
    if (!message.urgent || offered.not_before > now || idle(*chosen) ||
        sabotaged(Mutant::hands_full))
        return chosen;
    // Nobody who is called waits for one provider's hands while those of another are free (P14).
    const auto free =
        std::find_if(untried.begin(), failing, [&](const Provider* one) { return idle(*one); });
    return free == failing ? chosen : *free;
}

bool Draft::offer(SendOffered offered, int preferred) {
    offered.drill = offered.drill || is_drill(state, offered.about);
    if (withhold(offered)) return false;
    Message& message = offered.message;
    const Provider* const provider = choose(offered, preferred);
    if (provider == nullptr) return false;
    const Provider& chosen = *provider;
    // A call that replies cannot take any more asks for none (P12).
    const Call* call = state.calls().find(offered.call);
    const ShiftQuestion* question = state.shift_questions().find(offered.call);
    const bool by_reply = chosen.two_way && (call == nullptr || !call->texts_locked) &&
                          (question == nullptr || !question->texts_locked);
    if (!offered.other_text.empty() && offered.two_way != by_reply) {
        std::swap(message.text, offered.other_text);
        std::swap(offered.text_id, offered.other_text_id);
        offered.two_way = by_reply;
    }
    message.id = send_;
    message.channel = chosen.name;
    // The reference stays when another provider gets the message: whoever sees both knows they are
    // one. The epoch is in it because a full disk and a crash may lose a number, which is then
    // given again: a provider that knows the reference would drop the second message, which is
    // another (P5).
    if (message.reference.empty()) {
        message.reference =
            state.instance() + "-" + std::to_string(epoch) + "-" + std::to_string(send_.value);
        message.at = now;
    }
    if (message.medium == Medium::email && message.message_id.empty()) {
        message.message_id = "<" + message.reference + "@" + directory.mail_domain + ">";
    }
    if (message.urgent) ++urgent_[chosen.name];
    ++send_.value;
    add(std::move(offered));
    return true;
}

}  // namespace tocsin
