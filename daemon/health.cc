#include "daemon/health.h"

#include "core/breaker.h"
#include "core/channel_health.h"
#include "core/crew.h"
#include "core/ladder.h"
#include "daemon/columns.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr Duration readiness_ahead = std::chrono::hours(24 * 7);

bool fails(const State& state, const Provider& provider) {
    const ProviderState* health = state.providers().find(provider.name);
    return health != nullptr && health->failures_in_a_row() >= breaker_failures;
}

Instant earliest_gap(const Engine& engine, Instant now) {
    Instant earliest = now + std::chrono::hours(24 * 400);
    const Directory& directory = engine.directory();
    for (const auto& [name, procedure] : directory.procedures) {
        const RotaVersion* rota = engine.state().rotas().find(procedure.rota);
        for (const Role& role : procedure.roles) {
            for (const RoleSource& source : role.sources) {
                if (source.rota_role.empty()) continue;
                const Required required{source.rota_role, source.when == Applies::out_of_hours,
                                        procedure.core_hours};
                const std::vector<Gap> found =
                    gaps(rota == nullptr ? Rota{} : rota->rota, required, directory.calendar,
                         {now, now + std::chrono::hours(24 * 35)});
                if (!found.empty()) earliest = std::min(earliest, found.front().span.from);
            }
        }
    }
    return earliest;
}

void add_channels(MetricsView& view, const Engine& engine, Instant now) {
    for (const ChannelHealth& one : channel_health(engine.state(), engine.directory(), now)) {
        view.channels[one.provider.name] = {one.standing == ChannelHealth::Standing::passed_by,
                                            one.failed_percent / 100.0, one.latency, one.oldest,
                                            static_cast<std::uint64_t>(one.handed_lately)};
    }
}

void add_noise(MetricsView& view, const State& state, Instant now) {
    for (const char* why : {"silenced", "explained"}) view.alarms_suppressed[why] = 0;
    for (const auto& [key, row] : state.suppressed()) {
        const bool silenced = row.suppressor.kind == Suppressor::Kind::silence;
        ++view.alarms_suppressed[silenced ? "silenced" : "explained"];
    }
    for (const auto& [number, row] : state.silences()) {
        if (!row.ended && row.silence.from <= now && now < row.silence.until)
            ++view.silences_running;
    }
    for (const char* word : {"alive", "awaited", "missing"}) view.heartbeats[word] = 0;
    for (const auto& [name, row] : state.heartbeats())
        ++view.heartbeats[row.missing ? "missing" : row.last ? "alive" : "awaited"];
}

void add_broadcasts(MetricsView& view, const State& state) {
    for (const char* result : {"accepted", "delivered", "failed", "unsettled"})
        view.broadcast_messages[result] = 0;
    const auto count = [&](const char* result, int messages) {
        view.broadcast_messages[result] += static_cast<std::uint64_t>(std::max(messages, 0));
    };
    for (const auto& [key, notice] : state.broadcasts()) {
        ++view.broadcasts;
        view.broadcast_readers_waiting +=
            notice.sent->readers.size() - static_cast<std::size_t>(notice.readers);
        count("accepted", notice.accepted);
        count("delivered", notice.delivered);
        count("failed", notice.failed);
        count("unsettled", notice.unsettled);
    }
}

}  // namespace

std::vector<std::string> not_ready(const Engine& engine, Instant now) {
    std::vector<std::string> reasons;
    if (engine.degraded()) reasons.push_back("the disk is full: new reports are refused");
    const Directory& directory = engine.directory();
    const auto look_at = [&](const Procedure& procedure) {
        for (const Rung& rung : procedure.ladder.rungs) {
            const Meaning found = meaning(engine.state(), directory, procedure, rung.role, now);
            if (!found.people.empty()) continue;
            const std::string reason =
                "nobody is " + (found.called.empty() ? rung.role : found.called);
            if (std::ranges::find(reasons, reason) == reasons.end()) reasons.push_back(reason);
        }
    };
    for (const auto& [name, procedure] : directory.procedures) {
        look_at(procedure);
        std::ranges::for_each(procedure.of_tasks, look_at);
    }
    for (const Medium medium : people_media) {
        bool any = false;
        bool good = false;
        for (const Provider& provider : directory.providers) {
            if (provider.medium != medium) continue;
            any = true;
            good = good || !fails(engine.state(), provider);
        }
        if (any && !good) {
            reasons.push_back(std::string("every provider of ") +
                              std::string(medium_words(medium)) + " fails");
        }
    }
    return reasons;
}

MetricsView state_figures(const Engine& engine, Instant now) {
    const State& state = engine.state();
    MetricsView view;
    // A drill is no incident, and nobody need look at how it fares.
    for (const auto& [id, incident] : state.incidents()) {
        if (!incident.drill) ++view.open_incidents[incident.status];
    }
    Instant unsent = now;
    for (const auto& [id, send] : state.sends()) {
        ++(send.handed ? view.sends_handed : view.sends_waiting)[send.message.channel];
        // A question about a shift has a number too, and is no call.
        if (state.calls().find(send.call) != nullptr && !send.handed && !send.drill)
            unsent = std::min(unsent, send.message.at);
    }
    Instant unanswered = now;
    for (const auto& [id, incident] : state.incidents()) {
        if (incident.climb.running && !incident.drill)
            unanswered = std::min(unanswered, incident.opened);
    }
    for (const Provider& provider : engine.directory().providers) {
        const ProviderState* health = state.providers().find(provider.name);
        view.provider_failures[provider.name] =
            health == nullptr ? 0 : static_cast<std::uint64_t>(health->failures_in_a_row());
    }
    add_channels(view, engine, now);
    add_broadcasts(view, state);
    add_noise(view, state, now);
    view.oldest_unsent_call = now - unsent;
    view.oldest_unanswered_call = now - unanswered;
    view.degraded = engine.degraded();
    view.journal_entries = state.next_seq() - 1;
    if (const auto due = state.next_due()) view.due_lateness = std::max(now - *due, Duration{0});
    view.rota_gap_horizon = earliest_gap(engine, now) - now;
    for (const Readiness one : {Readiness::partly, Readiness::unreachable})
        view.shifts_not_ready[std::string(words(one))] = 0;
    const Draft draft(state, engine.directory(), now, 0);
    for (const ShiftReadiness& row : readiness(draft, readiness_ahead)) {
        if (row.readiness != Readiness::ready)
            ++view.shifts_not_ready[std::string(words(row.readiness))];
    }
    return view;
}

std::string status_line(const State& state, const std::vector<std::string>& against_ready) {
    std::size_t open = 0;
    std::size_t calling = 0;
    for (const auto& [id, incident] : state.incidents()) {
        if (incident.drill || incident.resolved) continue;
        ++open;
        if (incident.climb.running) ++calling;
    }
    std::string line = counted(open, "incident") + " open";
    if (calling > 0) line += ", " + std::to_string(calling) + " waiting for an answer";
    if (against_ready.empty()) return line + "; ready";
    line += "; not ready: " + against_ready.front();
    const std::size_t more = against_ready.size() - 1;
    return more == 0 ? line : line + ", and " + std::to_string(more) + " more (/readyz)";
}

void HealthBoard::say(std::vector<std::string> reasons) {
    const std::lock_guard lock(mutex_);
    reasons_ = std::move(reasons);
}

std::vector<std::string> HealthBoard::reasons() const {
    const std::lock_guard lock(mutex_);
    return reasons_;
}

}  // namespace tocsin
