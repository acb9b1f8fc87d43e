#include "core/obligation_chase.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/obligation_moves.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

using To = ObligationMoved::To;

// Once each, and level 1 where nobody else would hear of it (P11).
void tell_of(Draft& draft, const Incident& incident, std::vector<Callee> readers, bool level_1,
             const std::string& text_id, const Values& values) {
    std::set<PersonId> told;
    std::erase_if(readers, [&](const Callee& one) {
        return (one.phone.empty() && one.mail.empty()) || !told.insert(one.person).second;
    });
    const Procedure& procedure = draft.procedure(incident);
    if (level_1 || readers.empty()) {
        tell_level_1(draft, procedure, text_id, values, {incident.id}, incident.severity);
        const Meaning desk =
            meaning(draft.state, draft.directory, procedure, procedure.level_1, draft.now);
        std::erase_if(readers, [&](const Callee& one) {
            return std::ranges::any_of(
                desk.people, [&](const Callee& other) { return other.person == one.person; });
        });
    }
    for (const Callee& reader : readers) {
        tell(draft, reader, text_id, values, {incident.id}, incident.severity);
    }
}

// Level 1 hears of what is late whoever else does; the people of other roles as the rule says.
void tell_late(Draft& draft, const Incident& incident, const ObligationRule& rule,
               const ObligationState& one, const ObligationMoved& event) {
    const Zone& zone = draft.directory.calendar.zone;
    const Owner owner = owner_of(draft, incident, one.owed.owner);
    std::vector<Callee> readers = owner.people;
    const Procedure& procedure = draft.procedure(incident);
    for (const std::string& role : rule.late.tell) {
        const Meaning meant = meaning(draft.state, draft.directory, procedure, role, draft.now);
        readers.insert(readers.end(), meant.people.begin(), meant.people.end());
    }
    tell_of(draft, incident, std::move(readers), true, "owed.late",
            {{"owed", one.owed.title},
             {"late", duration_words(draft.now - one.due)},
             {"due", short_time(zone, one.due, draft.now)},
             {"person", names_of(owner.people)},
             {"owner", owner.called},
             {"chase", event.look ? ". Next chase " + short_time(zone, *event.look, draft.now)
                                  : std::string()}});
}

// The ladder goes on at the role that the rule names, unless it is there or above already.
void escalate_late(Draft& draft, const Incident& incident, const ObligationRule& rule,
                   const ObligationState& one) {
    const Procedure& procedure = draft.procedure(incident);
    const std::optional<int> rung = rung_of(procedure, rule.late.escalate);
    if (!rung || incident.resolved) return;
    if (incident.climb.running && incident.climb.rung >= *rung) return;
    Climbed climbed;
    climbed.incident = incident.id;
    climbed.rung = *rung;
    climbed.why = capitalised(one.owed.title) + " was due " +
                  short_time(draft.directory.calendar.zone, one.due, draft.now) +
                  " and has not happened";
    draft.add(climbed);
}

void warn(Draft& draft, const Incident& incident, const ObligationRule& rule,
          const ObligationState& one) {
    ObligationMoved event = moved(one, To::warned);
    event.look = next_look(rule, one.due, draft.now);
    draft.add(event);
    const Owner owner = owner_of(draft, incident, one.owed.owner);
    const bool level_1 = one.owed.owner == draft.procedure(incident).level_1;
    tell_of(draft, incident, owner.people, level_1, "owed.soon",
            {{"owed", one.owed.title},
             {"due", short_time(draft.directory.calendar.zone, one.due, draft.now)},
             {"owner", owner.called},
             {"ask", rule.ask}});
}

void chase(Draft& draft, const Incident& incident, const ObligationRule& rule,
           const ObligationState& one) {
    ObligationMoved event = moved(one, To::late);
    event.look.reset();
    event.count = one.chased + 1;
    if (rule.late.again > Duration{0}) {
        // Of several that were missed while nobody could send, one is sent.
        const auto gone = (draft.now - one.due) / rule.late.again;
        event.look = one.due + rule.late.again * (gone + 1);
    }
    draft.add(event);
    if (sabotaged(Mutant::late_untold)) return;
    tell_late(draft, incident, rule, one, event);
    if (!one.late && !rule.late.escalate.empty()) escalate_late(draft, incident, rule, one);
}

}  // namespace

Owner owner_of(const Draft& draft, const Incident& incident, const std::string& owner) {
    const Procedure& procedure = draft.procedure(incident);
    if (owner != ObligationRule::holder) {
        const Meaning meant = meaning(draft.state, draft.directory, procedure, owner, draft.now);
        return {meant.people, meant.called.empty() ? owner : meant.called};
    }
    if (!incident.holder) return {{}, "whoever takes it"};
    const Holder& holder = *incident.holder;
    const auto called = incident.called.find(holder.person);
    if (called != incident.called.end()) return {{called->second.callee}, holder.called};
    const auto person = find_person(draft.state, draft.directory, holder.person, draft.now);
    return {person ? std::vector{*person} : std::vector<Callee>{}, holder.called};
}

void obligation_due(Draft& draft, std::uint64_t number) {
    const ObligationState* one = draft.state.obligations().find(number);
    if (one == nullptr) return;
    const Incident* incident = draft.state.incidents().find(one->owed.incident);
    if (incident == nullptr) return;
    const ObligationRule* rule = rule_of(draft.procedure(*incident), one->owed.name);
    // A rule that nobody knows any more: it stays owed, and is told once.
    static const ObligationRule forgotten;
    if (rule == nullptr) rule = &forgotten;
    if (draft.now < one->due) {
        warn(draft, *incident, *rule, *one);
    } else {
        chase(draft, *incident, *rule, *one);
    }
}

}  // namespace tocsin
