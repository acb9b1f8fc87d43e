#include "daemon/engine.h"

#include "channels/sabotage.h"
#include "core/routing.h"
#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

// While the disk is full, at most this many entries are kept in memory: days of one incident's
// ladder, and small beside the gate's limits. Beyond it the process would rather recover.
constexpr std::size_t backlog_max = 200'000;

constexpr std::size_t replayed_at_once = 4096;

bool is_intake(const Input& input) {
    return std::holds_alternative<Reported>(input.what);
}

// What may hold in memory alone while nothing can be saved: whatever a call needs to be made,
// answered or handed on. The rest is refused, for it would be gone after a crash and nobody would
// know: a revoked token, a rota, a resolution, the phone call of a handover.
bool holds_in_memory(const Input& input) {
    return !std::holds_alternative<SilenceAsked>(input.what) &&
           !std::holds_alternative<SilenceWithdrawn>(input.what) &&
           !std::holds_alternative<Heartbeat>(input.what) &&
           !std::holds_alternative<Confirmed>(input.what) &&
           !std::holds_alternative<Resolved>(input.what) &&
           !std::holds_alternative<Closed>(input.what) &&
           !std::holds_alternative<Reopened>(input.what) &&
           !std::holds_alternative<DrillOver>(input.what) &&
           !std::holds_alternative<IncidentNote>(input.what) &&
           !std::holds_alternative<RotaUploaded>(input.what) &&
           !std::holds_alternative<RotaRestored>(input.what) &&
           !std::holds_alternative<RotaSwapped>(input.what) &&
           !std::holds_alternative<RotaPlanWithdrawn>(input.what) &&
           !std::holds_alternative<AddressChecked>(input.what) &&
           !std::holds_alternative<AddressCodeSaid>(input.what) &&
           !std::holds_alternative<PublishRota>(input.what) &&
           !std::holds_alternative<HandoverCall>(input.what) &&
           !std::holds_alternative<NoteWritten>(input.what) &&
           !std::holds_alternative<NoticeWritten>(input.what) &&
           !std::holds_alternative<HoldDecided>(input.what) &&
           !std::holds_alternative<RolloutApproved>(input.what) &&
           !std::holds_alternative<FeedAsked>(input.what) &&
           !std::holds_alternative<FeedWithdrawn>(input.what) &&
           !std::holds_alternative<EraseAsked>(input.what) &&
           !std::holds_alternative<ArchiveAsked>(input.what) &&
           !std::holds_alternative<TokenAdded>(input.what) &&
           !std::holds_alternative<TokenRevoked>(input.what);
}

// Between two tries to write everything down while the disk is full.
constexpr Duration retried_every = std::chrono::seconds(2);

// A severity 1 is called from memory when nothing can be saved (P13).
Reported only_severity_1(const Reported& reported, const Directory& directory) {
    Reported urgent = reported;
    std::erase_if(urgent.alarms, [&](const Alarm& alarm) {
        const Alarm meant = routed(alarm, route_of(directory, alarm, reported.source));
        const bool worst = alarm.severity == 1 || meant.severity == 1;
        return !worst || !alarm.firing || alarm.remark || reported.drill;
    });
    // The request was not accepted: made again, it must not be taken for done.
    urgent.idempotency_key.clear();
    return urgent;
}

}  // namespace

// Not in the header: whoever reads that would compile the making of a whole state, 2 s a file.
Engine::Engine(Journal& journal, std::shared_ptr<const Directory> directory)
    : journal_(journal), directory_(std::move(directory)) {}

Engine::~Engine() = default;

void Engine::recover() {
    // Nothing of it is ever put back: the copies are given up as they gather, since a million
    // entries would leave a second state.
    journal_.replay([this, applied = std::size_t{0}](const Entry& entry) mutable {
        state_.apply(entry);
        if (++applied % replayed_at_once == 0) state_.keep();
    });
    over_ = state_.newly_over();
    state_.keep();
}

Effects Engine::step(const std::vector<Input>& inputs, Instant now) {
    if (full_ && now < retry_at_ && now + retried_every >= retry_at_)
        return step_in_memory(inputs, now);
    Effects effects = try_step(inputs, now, false);
    std::vector<IncidentId> over = over_;
    const std::vector<IncidentId> newly_over = state_.newly_over();
    over.insert(over.end(), newly_over.begin(), newly_over.end());
    if (!over.empty() && !sabotaged(Mutant::numbers_reused)) note_numbers(now, effects);
    // While nothing waits from a time without room, which is nearly always, no entry is copied.
    std::vector<Entry> late;
    if (!backlog_.empty()) {
        late = backlog_;
        late.insert(late.end(), effects.entries.begin(), effects.entries.end());
    }
    const std::vector<Entry>& batch = backlog_.empty() ? effects.entries : late;
    if (batch.empty()) {
        state_.keep();
        for (Reply& reply : effects.replies) reply.durable = true;
        return effects;
    }
    switch (journal_.commit(batch, over)) {
        case Committed::done:
            state_.keep();
            backlog_.clear();
            over_.clear();
            full_ = false;
            for (Reply& reply : effects.replies) reply.durable = true;
            return effects;
        case Committed::full:
            break;
        case Committed::fenced:
            throw Fatal("another process has taken over the journal");
        case Committed::refused:
            throw Fatal("the journal refused an entry");
        case Committed::unknown:
            if (sabotaged(Mutant::answer_before_commit)) {
                for (Reply& reply : effects.replies) reply.durable = true;
                return effects;
            }
            throw Fatal("the journal could not say whether it took an entry");
    }
    const bool news = !degraded();
    full_ = true;
    retry_at_ = now + retried_every;
    if (!sabotaged(Mutant::stale_copies)) state_.roll_back();
    effects = step_in_memory(inputs, now);
    if (news) tell_of_disk(now, effects);
    return effects;
}

// From memory, as all else that a call needs: operators hear of it before anything can be saved.
void Engine::tell_of_disk(Instant now, Effects& effects) {
    const std::size_t known = effects.entries.size();
    Decision told = decide(state_, {DiskFilled{}, 0}, now, *directory_);
    apply(told, now, effects);
    state_.keep();
    backlog_.insert(backlog_.end(), effects.entries.begin() + static_cast<std::ptrdiff_t>(known),
                    effects.entries.end());
}

Effects Engine::step_in_memory(const std::vector<Input>& inputs, Instant now) {
    Effects effects = try_step(inputs, now, true);
    const std::vector<IncidentId> ended = state_.newly_over();
    over_.insert(over_.end(), ended.begin(), ended.end());
    if (!ended.empty()) note_numbers(now, effects);
    backlog_.insert(backlog_.end(), effects.entries.begin(), effects.entries.end());
    if (backlog_.size() > backlog_max) throw Fatal("the disk has been full for too long");
    state_.keep();
    if (sabotaged(Bug::full_disk_accepts)) {
        for (Reply& reply : effects.replies)
            reply.durable = reply.durable || !reply.answer.incidents.empty();
    }
    return effects;
}

// With `in_memory` nothing can be saved: reports are refused, but for severity 1, which is called;
// what a call needs is decided as ever, and waits for room in the backlog.
Effects Engine::try_step(const std::vector<Input>& inputs, Instant now, bool in_memory) {
    Effects effects;
    for (const Input& input : inputs) {
        Decision decision;
        const bool holds = !in_memory || (!is_intake(input) && holds_in_memory(input));
        if (holds) {
            decision = decide(state_, input, now, *directory_);
        } else if (is_intake(input)) {
            Reported urgent = only_severity_1(std::get<Reported>(input.what), *directory_);
            if (!urgent.alarms.empty()) {
                decision = decide(state_, {std::move(urgent), input.entropy}, now, *directory_);
            }
        }
        apply(decision, now, effects);
        // An acknowledgement holds in memory too; a report without a commit is not accepted.
        effects.replies.push_back({std::move(decision.answer), in_memory && holds});
    }
    return effects;
}

void Engine::apply(Decision& decision, Instant now, Effects& effects) {
    for (Event& event : decision.events) {
        Entry entry{state_.next_seq(), now, state_.epoch(), std::move(event)};
        if (const auto* took_over = std::get_if<TookOver>(&entry.event))
            entry.epoch = took_over->epoch;
        state_.apply(entry);
        collect(entry, effects);
        effects.entries.push_back(std::move(entry));
    }
}

// Recovery does not read what is over, so the numbers used there are written down behind it.
void Engine::note_numbers(Instant now, Effects& effects) {
    Decision numbers;
    numbers.events.push_back(NumbersDrawn{{state_.next_incident().value - 1},
                                          {state_.next_call().value - 1},
                                          {state_.next_send().value - 1}});
    apply(numbers, now, effects);
}

void Engine::collect(const Entry& entry, Effects& effects) const {
    SendId id;
    bool again = false;
    if (const auto* offered = std::get_if<SendOffered>(&entry.event);
        offered != nullptr && offered->handed) {
        id = offered->message.id;
    } else if (const auto* handed = std::get_if<SendHanded>(&entry.event)) {
        id = handed->send;
        again = handed->again;
    } else if (const auto* dropped = std::get_if<SendDropped>(&entry.event);
               dropped != nullptr && dropped->asked_back) {
        effects.asked_back.push_back(dropped->send);
    }
    const SendState* send = id ? state_.sends().find(id) : nullptr;
    if (send == nullptr) return;
    const Call* call = state_.calls().find(send->call);
    const ShiftQuestion* question = state_.shift_questions().find(send->call);
    const Instant expires = call != nullptr       ? call->link_expires
                            : question != nullptr ? question->asked.link_expires
                                                  : Instant{};
    effects.hand_over.push_back({state_.whole(*send), send->call, send->person, expires, again});
}

}  // namespace tocsin
