#include "core/opening.h"

#include "core/ladder_entry.h"
#include "core/moments.h"
#include "core/review.h"
#include "core/sabotage.h"

#include <utility>

namespace tocsin {
void open_incident(Draft& draft, IncidentOpened opened, const Procedure& procedure) {
    opened.procedure = procedure.name;
    opened.procedure_hash = procedure.hash;
    opened.status = procedure.statuses.front();
    // Nobody confirms what several reports have shown: whoever must hear of it is called at once.
    // What is over calls nobody.
    opened.climbs = procedure.ladder.starts == opened.status || opened.trend_of;
    if (opened.over_since) opened.climbs = false;
    opened.owes = may_change(procedure) || opened.over_since ||
                  (opened.task_of && opened.task_of->ends_taken);
    opened.owes_now = begins_with_report(procedure) || opened.over_since;
    opened.owes_rung = lowest_rung_asked(procedure);
    if (!procedure.ladder.enters.empty()) {
        // What may be long is no condition of any rung, and is not copied for one.
        std::string raw = std::exchange(opened.alarm.raw, {});
        opened.rung = entry_rung(draft, opened_incident(opened, draft.now), procedure);
        opened.alarm.raw = std::move(raw);
    }
    // What people wrote can be erased: it stands apart from words that the procedure gives.
    for (const Field& field : procedure.fields) {
        const auto said = opened.fields.find(field.name);
        if (!field.text || said == opened.fields.end()) continue;
        opened.texts[field.name] = *said->second.begin();
        opened.fields.erase(said);
    }
    KeyBound bound{opened.source, opened.alarm.key, {opened.incident}, opened.alarm.began, ""};
    KeyBound group{group_source, opened.group, {opened.incident}, {}, ""};
    draft.add(std::move(opened));
    if (!sabotaged(Mutant::key_forgotten)) draft.add(std::move(bound));
    if (!group.key.empty()) draft.add(std::move(group));
}

}  // namespace tocsin
