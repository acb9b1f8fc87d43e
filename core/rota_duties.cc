#include "core/rota_duties.h"

#include "core/ladder.h"
#include "core/news.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t gaps_told_max = 3;

}  // namespace

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

std::string duty_called(const Procedure& procedure, const std::string& duty) {
    for (const Role& role : procedure.roles) {
        for (const RoleSource& source : role.sources) {
            if (source.rota_role == duty) return source.called;
        }
    }
    std::string words = duty;
    std::ranges::replace(words, '-', ' ');
    return words;
}

// The next rung that has somebody when the gap begins, since the one behind an empty rung may be
// empty as well.
std::string calls_instead(const Draft& draft, const Procedure& procedure, const std::string& role,
                          Instant at) {
    const std::optional<int> rung = rung_of(procedure, role);
    if (!rung) return "go straight to nobody";
    for (int next = *rung + 1; next < last_resort(procedure); ++next) {
        const std::string& above = procedure.ladder.rungs[static_cast<std::size_t>(next)].role;
        const Meaning there = meaning(draft.state, draft.directory, procedure, above, at);
        if (!there.people.empty()) return "go straight to " + there.called;
    }
    return "go straight to the last resort";
}

Values gap_values(const Draft& draft, const Duty& duty, const Gap& gap, Instant looked_to) {
    const Zone& zone = draft.directory.calendar.zone;
    const Instant from = std::max(gap.span.from, draft.now);
    return {{"gaprole", duty.called},
            {"frm", short_time(zone, from, draft.now)},
            {"frm_iso", iso_local(zone, gap.span.from).substr(0, 16)},
            {"to", gap.span.to < looked_to ? short_time(zone, gap.span.to, draft.now)
                                           : "a rota is uploaded"},
            {"hours", duration_words(std::max(gap.span.from - draft.now, Duration{0}))},
            {"effect", calls_instead(draft, *duty.procedure, duty.role, from)}};
}

void tell_gaps(Draft& draft, const std::string& rota, const std::vector<Gap>& gaps) {
    const std::vector<Duty> all = duties(draft);
    for (std::size_t at = 0; at < std::min(gaps.size(), gaps_told_max); ++at) {
        const Gap& gap = gaps[at];
        const GapWarned warned{gap.role, gap.span, "upload", {}};
        if (draft.state.gap_told(warned)) continue;
        const auto duty = std::ranges::find_if(all, [&](const Duty& one) {
            return one.procedure->rota == rota && one.required.role == gap.role;
        });
        draft.add(warned);
        const Values values = gap_values(draft, *duty, gap, never);
        tell_rota_team(draft, *duty->procedure, "rota.gap", values);
        tell_level_1(draft, *duty->procedure, "rota.gap", values, {}, 3);
    }
}

}  // namespace tocsin
