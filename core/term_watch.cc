#include "core/term_watch.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/rota_duties.h"
#include "core/sabotage.h"
#include "core/terms.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr int severity_ahead = 3;
constexpr int severity_now = 2;

std::string hour_words(Applies hours) {
    switch (hours) {
        case Applies::always:
            return "";
        case Applies::core_hours:
            return "in core hours";
        case Applies::out_of_hours:
            return "out of hours";
    }
    return "";
}

std::string names_of(const Draft& draft, const std::vector<PersonId>& ids) {
    std::string names;
    for (const PersonId& id : ids) {
        const auto person = find_person(draft.state, draft.directory, id, draft.now);
        names += (names.empty() ? "" : ", ") + (person ? person->name : id);
    }
    return names.empty() ? "nobody" : names;
}

Values values_of(const Draft& draft, const Procedure& procedure, const TermTold& told) {
    const Zone& zone = draft.directory.calendar.zone;
    const bool known = told.vacant.from != Instant{};
    const Day first = zone.day(known ? told.vacant.from : draft.now);
    return {
        {"gaprole", told.called},
        {"person", fit_for_text(names_of(draft, told.held_by), 20)},
        {"when", told.hours.empty() ? "" : ", " + told.hours},
        {"frm", short_day(first)},
        {"frm_iso", iso_day(first)},
        {"end", short_day(plus_days(first, -1))},
        {"hours", duration_words(std::max(told.vacant.from - draft.now, Duration{0}))},
        {"to", told.vacant.to == never ? "somebody is named" : short_day(zone.day(told.vacant.to))},
        {"effect",
         calls_instead(draft, procedure, told.role, std::max(told.vacant.from, draft.now))},
        {"procedure", fit_for_text(procedure.name, 20)}};
}

}  // namespace

Instant watch_terms(Draft& draft) {
    Instant look_again = never;
    for (const auto& [name, procedure] : draft.directory.procedures) {
        for (const Role& role : procedure.roles) {
            for (const Vacancy& vacancy : vacancies(role)) {
                const Span vacant = vacancy.span(draft.directory.calendar.zone);
                if (vacant.to <= draft.now) continue;
                const bool begun = vacant.from <= draft.now;
                const Instant ahead = vacant.from - procedure.warn_terms;
                if (!begun)
                    look_again = std::min(look_again, ahead > draft.now ? ahead : vacant.from);
                const RoleSource& holder =
                    vacancy.ended == nullptr ? *vacancy.follows : *vacancy.ended;
                TermTold told{name,   role.name, holder.called,          hour_words(vacancy.hours),
                              vacant, {},        begun ? "now" : "ahead"};
                if (vacancy.ended != nullptr) told.held_by = vacancy.ended->people;
                if ((!begun && ahead > draft.now) || draft.state.term_told(told)) continue;
                if (sabotaged(Mutant::term_untold)) continue;
                draft.add(told);
                const Values values = values_of(draft, procedure, told);
                const std::string text = begun ? "term.ended" : "term.ends";
                tell_rota_team(draft, procedure, text, values);
                tell_level_1(draft, procedure, text, values, {},
                             begun ? severity_now : severity_ahead);
            }
        }
    }
    return look_again;
}

}  // namespace tocsin
