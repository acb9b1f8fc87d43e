#include "core/rota_watch.h"

#include "core/ladder.h"
#include "core/news.h"
#include "rota/clock_words.h"
#include "rota/coverage.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;

// HSSI-16: once more a day before a gap begins.
constexpr Duration told_ahead = hours(24);

// Gaps further away are told when they come nearer; an upload tells those of its own week.
constexpr Duration watched_ahead = hours(24 * 9);

// Texts about one upload: three gaps, and the answer to the upload lists them all.
constexpr std::size_t gaps_told_max = 3;

// A duty that a procedure asks a rota for, and the role that has it.
struct Duty {
    const Procedure* procedure;
    Required required;
    std::string role;
    std::string called;
};

std::vector<Duty> duties(const Draft& draft) {
    std::vector<Duty> all;
    for (const auto& [name, procedure] : draft.directory.procedures) {
        for (const Role& role : procedure.roles) {
            for (const RoleSource& source : role.sources) {
                if (source.rota_role.empty()) continue;
                all.push_back(
                    {&procedure,
                     {source.rota_role, source.when == Applies::out_of_hours, procedure.core_hours},
                     role.name,
                     source.called});
            }
        }
    }
    return all;
}

std::vector<Gap> gaps_of(const Draft& draft, const Duty& duty, const Rota& rota, Span within) {
    return gaps(rota, duty.required, draft.directory.calendar, within);
}

// Who is called instead: the next rung that has somebody when the gap begins, since the one behind
// an empty rung may be empty as well.
std::string effect(const Draft& draft, const Duty& duty, Instant at) {
    const Procedure& procedure = *duty.procedure;
    const std::optional<int> rung = rung_of(procedure, duty.role);
    if (!rung) return "go straight to nobody";
    for (int next = *rung + 1; next < last_resort(procedure); ++next) {
        const std::string& role = procedure.ladder.rungs[static_cast<std::size_t>(next)].role;
        const Meaning there = meaning(draft.state, draft.directory, procedure, role, at);
        if (!there.people.empty()) return "go straight to " + there.called;
    }
    return "go straight to the last resort";
}

// `looked_to` is where our knowledge ends: a gap that reaches it has no end yet.
Values gap_values(const Draft& draft, const Duty& duty, const Gap& gap, Instant looked_to) {
    const Zone& zone = draft.directory.calendar.zone;
    const Instant from = std::max(gap.span.from, draft.now);
    return {{"gaprole", duty.called},
            {"frm", short_time(zone, from, draft.now)},
            {"frm_iso", iso_local(zone, gap.span.from).substr(0, 16)},
            {"to", gap.span.to < looked_to ? short_time(zone, gap.span.to, draft.now)
                                           : "a rota is uploaded"},
            {"hours", duration_words(std::max(gap.span.from - draft.now, Duration{0}))},
            {"effect", effect(draft, duty, from)}};
}

}  // namespace

void activate_rota(Draft& draft, const RotaUploaded& uploaded) {
    const RotaVersion* before = draft.state.rotas().find(uploaded.rota.name);
    int version = 0;
    Rota rota;
    if (before != nullptr) {
        rota = before->rota;
        for (const auto& [week, number] : before->versions) version = std::max(version, number);
    }
    rota.name = uploaded.rota.name;
    rota.weeks[uploaded.rota.week] = uploaded.rota;
    draft.add(RotaActivated{uploaded.rota, uploaded.sha256, uploaded.by, version + 1});
    Answer& answer = draft.decision.answer;
    answer.version = version + 1;

    const Span ahead{std::max(uploaded.rota.span.from, draft.now), uploaded.rota.span.to};
    for (const Duty& duty : duties(draft)) {
        if (duty.procedure->rota != uploaded.rota.name) continue;
        for (const Gap& gap : gaps_of(draft, duty, rota, ahead)) {
            answer.gaps.push_back(gap);
            if (answer.gaps.size() > gaps_told_max) continue;
            const GapWarned warned{gap.role, gap.span, "upload", {}};
            if (draft.state.gap_told(warned)) continue;
            draft.add(warned);
            const Values values = gap_values(draft, duty, gap, never);
            tell_rota_team(draft, *duty.procedure, "rota.gap", values);
            tell_level_1(draft, *duty.procedure, "rota.gap", values, {}, 3);
        }
    }
}

void watch_rotas(Draft& draft) {
    const Zone& zone = draft.directory.calendar.zone;
    // From the beginning of the week, so that a gap in progress has the same beginning at every
    // look.
    const Span within{week_span(zone, week_at(zone, draft.now)).from, draft.now + watched_ahead};
    Instant look_again = draft.now + hours(6);
    for (const Duty& duty : duties(draft)) {
        const RotaVersion* version = draft.state.rotas().find(duty.procedure->rota);
        for (const Gap& gap :
             gaps_of(draft, duty, version == nullptr ? Rota{} : version->rota, within)) {
            if (gap.span.to <= draft.now) continue;
            const bool begun = gap.span.from <= draft.now;
            const Instant ahead = gap.span.from - told_ahead;
            const GapWarned warned{gap.role, gap.span, begun ? "now" : "day", {}};
            if (!begun)
                look_again = std::min(look_again, ahead > draft.now ? ahead : gap.span.from);
            if ((!begun && ahead > draft.now) || draft.state.gap_told(warned)) continue;
            draft.add(warned);
            const Values values = gap_values(draft, duty, gap, within.to);
            if (!begun) tell_rota_team(draft, *duty.procedure, "rota.gap.day", values);
            tell_level_1(draft, *duty.procedure, begun ? "rota.gap.now" : "rota.gap.day", values,
                         {}, 2);
        }
    }
    draft.add(GapWarned{"", {}, "", look_again});
}

}  // namespace tocsin
