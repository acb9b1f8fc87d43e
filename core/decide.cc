#include "core/decide.h"

#include "core/addresses.h"
#include "core/answering.h"
#include "core/asked.h"
#include "core/closing.h"
#include "core/delivery.h"
#include "core/diary.h"
#include "core/draft.h"
#include "core/drill.h"
#include "core/erasure.h"
#include "core/failover.h"
#include "core/feeds.h"
#include "core/handover.h"
#include "core/heartbeats.h"
#include "core/intake.h"
#include "core/judging.h"
#include "core/ladder.h"
#include "core/ladder_entry.h"
#include "core/noticing.h"
#include "core/obligation_act.h"
#include "core/obligation_chase.h"
#include "core/operator_news.h"
#include "core/places.h"
#include "core/pressing.h"
#include "core/receipts.h"
#include "core/replying.h"
#include "core/reporting.h"
#include "core/review.h"
#include "core/rota_swap.h"
#include "core/rota_upload.h"
#include "core/rota_watch.h"
#include "core/sabotage.h"
#include "core/shift_question.h"
#include "core/suppression.h"
#include "core/triage.h"
#include "core/week_publishing.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tocsin {
namespace {

// What is real comes before drills, and the worst first.
using Urgency = std::pair<bool, int>;

Urgency urgency_of(const State& state, const Due& due) {
    const auto of = [&](IncidentId id) {
        const Incident* incident = state.incidents().find(id);
        return Urgency(incident->drill, incident->severity);
    };
    switch (due.kind) {
        case Due::Kind::ladder:
        case Due::Kind::review:
        case Due::Kind::notice:
            return of({due.id});
        case Due::Kind::send: {
            const SendState* send = state.sends().find({due.id});
            return {send->drill, send->severity};
        }
        case Due::Kind::obligation:
            return of(state.obligations().find(due.id)->owed.incident);
        case Due::Kind::rota_watch:
        case Due::Kind::rota_plan:
        case Due::Kind::shift:
        case Due::Kind::diary:
        case Due::Kind::pace:
            return {false, 5};
        // What they open may be of any severity.
        case Due::Kind::silence:
        case Due::Kind::explained:
        case Due::Kind::heartbeat:
            return {false, 1};
        case Due::Kind::calm:
            return {false, 5};
    }
    return {false, 5};
}

// What a Tick handles: the most severe first, then the oldest (P8), and drills behind them all.
std::vector<Due> due_first(const State& state, Instant now) {
    std::vector<std::pair<Instant, Due>> dues = state.agenda().due(now);
    const auto order = [&](const std::pair<Instant, Due>& due) {
        const Urgency urgency =
            sabotaged(Mutant::fifo_catch_up) ? Urgency{} : urgency_of(state, due.second);
        return std::tuple(urgency, due.first, due.second);
    };
    std::sort(dues.begin(), dues.end(),
              [&](const auto& one, const auto& other) { return order(one) < order(other); });
    if (dues.size() > tick_dues_max) dues.resize(tick_dues_max);
    std::vector<Due> first;
    for (const auto& [at, due] : dues) first.push_back(due);
    return first;
}

// A rota has changed: whoever has what needs a higher rung may be on duty there no longer
// (HSSI-20).
void add_held_below(const Draft& draft, std::vector<IncidentId>& reviews) {
    for (const auto& [id, incident] : draft.state.incidents()) {
        if (!incident.holder || incident.resolved) continue;
        const Procedure& procedure = draft.procedure(incident);
        if (entry_rung(draft, incident, procedure) <= incident.called_to) continue;
        if (std::ranges::find(reviews, incident.id) == reviews.end())
            reviews.push_back(incident.id);
    }
}

struct Decide {
    Draft& draft;

    void operator()(const Reported& reported) const { report(draft, reported); }
    void operator()(const Confirmed& confirmed) const { confirm(draft, confirmed); }
    void operator()(const Resolved& resolved) const { resolve(draft, resolved); }
    void operator()(const Closed& closed) const { close(draft, closed); }
    void operator()(const Reopened& reopened) const { reopen(draft, reopened); }
    void operator()(const DrillOver& over) const { end_drill(draft, over); }
    void operator()(const IncidentNote& note) const { add_note(draft, note); }
    void operator()(const Acknowledgement& said) const { acknowledge(draft, said); }
    void operator()(const PassOn& said) const { pass_on(draft, said); }
    void operator()(const Escalate& said) const { escalate(draft, said); }
    void operator()(const Answered& answered) const {
        settle(draft, answered.outcome);
        tell_of_back(draft, answered.outcome);
    }
    void operator()(const Replied& said) const { reply(draft, said); }
    void operator()(const Pressed& said) const { press(draft, said); }
    void operator()(const Receipt& receipt) const { receive(draft, receipt); }
    void operator()(const RotaUploaded& uploaded) const { activate_rota(draft, uploaded); }
    void operator()(const RotaRestored& restored) const { restore_rota(draft, restored); }
    void operator()(const RotaSwapped& swapped) const { swap_rota(draft, swapped); }
    void operator()(const PublishRota& asked) const { publish_on_demand(draft, asked); }
    void operator()(const HandoverCall& call) const { record_call(draft, call); }
    void operator()(const NoteWritten& note) const { take_note(draft, note); }
    void operator()(const SetFields& said) const {
        set_fields(draft, said);
        stop_notices(draft, said.incident);
    }
    void operator()(const RaiseFlag& said) const {
        raise_flag(draft, said);
        stop_notices(draft, said.incident);
    }
    void operator()(const RemoveFlag& said) const { remove_flag(draft, said); }
    void operator()(const JudgeSeverity& said) const { judge_severity(draft, said); }
    void operator()(const NoticeWritten& written) const { write_notice(draft, written); }
    void operator()(const HoldDecided& decided) const { decide_hold(draft, decided); }
    void operator()(const RolloutApproved& approved) const { approve_rollout(draft, approved); }
    void operator()(const RotaPlanWithdrawn& plan) const { withdraw_plan(draft, plan); }

    void operator()(const ShiftAnswered& said) const { answer_shift(draft, said); }
    void operator()(const AddressChecked& checked) const { check_address(draft, checked); }
    void operator()(const AddressCodeSaid& said) const { say_code(draft, said); }
    void operator()(const FeedAsked& asked) const { open_feed(draft, asked); }
    void operator()(const ObligationAct& act) const { act_on_obligation(draft, act); }
    void operator()(const FeedWithdrawn& feed) const { revoke_feed(draft, feed); }

    void operator()(const TokenAdded& token) const {
        draft.add(
            TokenIssued{token.id, token.name, token.hash, token.scopes, token.expires, token.by});
    }

    void operator()(const TokenRevoked& token) const {
        const TokenState* known = draft.state.tokens().find(token.id);
        if (known == nullptr || known->revoked) {
            draft.decision.answer.kind = Answer::Kind::not_found;
            return;
        }
        draft.add(TokenWithdrawn{token.id, token.by});
    }

    void operator()(const Configured& configured) const {
        DirectoryActivated activated;
        activated.sha256 = configured.sha256;
        for (const Procedure& procedure : configured.procedures) {
            activated.procedures.push_back({procedure.name, procedure.hash, procedure.text});
        }
        draft.add(activated);
        leave_lost_channels(draft);
        expect_heartbeats(draft);
    }

    void operator()(const SilenceAsked& asked) const { set_silence(draft, asked); }
    void operator()(const SilenceWithdrawn& withdrawn) const { end_silence(draft, withdrawn); }
    void operator()(const Heartbeat& heartbeat) const { hear(draft, heartbeat); }

    void operator()(const Started& started) const {
        draft.epoch = started.epoch;
        const bool tells = tells_of_restart(draft, started);
        draft.add(
            TookOver{started.epoch, started.instance, started.rebooted, started.unclean, tells});
        const int again = take_up(draft);
        if (tells) tell_of_restart(draft, again);
    }

    void operator()(const Stopping&) const { draft.add(Stopped{}); }

    void operator()(const ClockMoved& moved) const {
        review_all(draft);
        tell_of_clock(draft, moved);
    }

    void operator()(const DiskFilled&) const { tell_of_disk(draft); }
    void operator()(const AuditFound& found) const { tell_of_audit(draft, found); }
    void operator()(const BackupFailed& failed) const { tell_of_backup(draft, failed); }
    void operator()(const EraseAsked& asked) const { erase(draft, asked); }
    void operator()(const ArchiveAsked& asked) const { archive(draft, asked); }

    void operator()(const Tick&) const {
        std::vector<IncidentId> ladders;
        std::vector<CallId> questions;
        std::vector<IncidentId> reviews;
        std::vector<std::uint64_t> owed;
        std::vector<IncidentId> notices;
        bool watch = false;
        bool planned = false;
        for (const Due& due : due_first(draft.state, draft.now)) {
            switch (due.kind) {
                case Due::Kind::ladder:
                    ladders.push_back({due.id});
                    break;
                case Due::Kind::send:
                    send_due(draft, {due.id});
                    break;
                case Due::Kind::rota_watch:
                    watch = true;
                    break;
                case Due::Kind::shift:
                    questions.push_back({due.id});
                    break;
                case Due::Kind::diary:
                    read_diary(draft);
                    break;
                case Due::Kind::review:
                    reviews.push_back({due.id});
                    break;
                case Due::Kind::obligation:
                    owed.push_back(due.id);
                    break;
                case Due::Kind::notice:
                    notices.push_back({due.id});
                    break;
                case Due::Kind::silence:
                    release(draft, {Suppressor::Kind::silence, due.id});
                    break;
                case Due::Kind::explained:
                    release(draft, {Suppressor::Kind::incident, due.id});
                    break;
                case Due::Kind::calm:
                    calm(draft, {due.id});
                    break;
                case Due::Kind::heartbeat:
                    miss_heartbeats(draft);
                    break;
                case Due::Kind::pace:
                    break;  // hand_out() gives what waits
                case Due::Kind::rota_plan:
                    // One at a time: the next one counts its version and its gaps from it.
                    if (!std::exchange(planned, true)) activate_planned(draft, due.id);
                    break;
            }
        }
        // Whoever is called for an incident comes before whoever is asked about a shift.
        climb(draft, ladders);
        if (watch) add_held_below(draft, reviews);
        // What has been met is not late: whatever was due is looked at again after a review.
        for (const IncidentId id : reviews) review(draft, id);
        std::erase_if(owed, [&](std::uint64_t number) {
            const IncidentId of = draft.state.obligations().find(number)->owed.incident;
            return std::ranges::find(reviews, of) != reviews.end();
        });
        obligations_due(draft, owed);
        if (watch) watch_rotas(draft);
        for (const CallId question : questions) shift_due(draft, question);
        for (const IncidentId id : notices) go_on_with_notices(draft, id);
    }
};

}  // namespace

Decision decide(const State& state, const Input& input, Instant now, const Directory& directory) {
    Draft draft(state, directory, now, input.entropy);
    if (std::optional<Answer> answer = hindered(state, input.asked)) {
        draft.decision.answer = std::move(*answer);
        return std::move(draft.decision);
    }
    std::visit(Decide{draft}, input.what);
    bind_change(draft, input.asked);
    // Nothing new leaves with a goodbye: nobody would be there to hear the answer.
    if (std::holds_alternative<Stopping>(input.what)) return std::move(draft.decision);
    tell_places(draft);
    take_over_worst(draft);
    draft.hand_out();
    return std::move(draft.decision);
}

}  // namespace tocsin
