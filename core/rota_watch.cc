#include "core/rota_watch.h"

#include "core/news.h"
#include "core/rota_duties.h"
#include "core/shift_watch.h"
#include "core/term_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;

// HSSI-16: once more a day before a gap begins.
constexpr Duration told_ahead = hours(24);

// Gaps further away are told when they come nearer; an upload tells those of its own week.
constexpr Duration watched_ahead = hours(24 * 9);

}  // namespace

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
    look_again = std::min({look_again, watch_shifts(draft), watch_terms(draft)});
    draft.add(GapWarned{"", {}, "", look_again});
}

}  // namespace tocsin
