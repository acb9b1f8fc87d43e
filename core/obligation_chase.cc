#include "core/obligation_chase.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "core/ladder_entry.h"
#include "core/news.h"
#include "core/noticing.h"
#include "core/obligation_moves.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tocsin {
namespace {

// "is due now", "5 min late".
std::string late_words(Duration late) {
    return late < std::chrono::minutes(1) ? "is due now" : duration_words(late) + " late";
}

using To = ObligationMoved::To;

// What its readers are told of one obligation.
struct Telling {
    std::string text_id;
    std::vector<Callee> readers;
    bool level_1 = false;
    Values values;
};

void add_people(const Draft& draft, const Incident& incident, const std::vector<std::string>& roles,
                std::vector<Callee>& readers) {
    for (const std::string& role : roles) {
        const std::vector<Callee> people = meaning_for(draft, incident, role).people;
        readers.insert(readers.end(), people.begin(), people.end());
    }
}

// Tellings of one Tick. Those of one obligation to the same people become one text, with the worst
// incident in it: a storm of alarms that nobody confirms must not be a storm of chases.
class Tellings {
public:
    explicit Tellings(Draft& draft) : draft_(draft) {}

    // Once each, and level 1 where nobody else would hear of it (P11).
    void add(const Incident& incident, const ObligationRule& rule, Telling telling) {
        // Whoever is outside hears nothing of an exercise: level 1 does instead (DSPT-10).
        telling.level_1 =
            telling.level_1 || std::ranges::any_of(telling.readers, [&](const Callee& one) {
                return draft_.kept_from(one, {incident.id});
            });
        std::set<PersonId> told;
        std::erase_if(telling.readers, [&](const Callee& one) {
            return (one.phone.empty() && one.mail.empty()) || !told.insert(one.person).second;
        });
        telling.level_1 = telling.level_1 || telling.readers.empty();
        if (telling.level_1) {
            const std::string& level_1 = draft_.procedure(incident).level_1;
            for (const Callee& desk : meaning_for(draft_, incident, level_1).people) {
                std::erase_if(telling.readers,
                              [&](const Callee& one) { return one.person == desk.person; });
                told.erase(desk.person);
            }
        }
        const Key key{incident.procedure_hash, rule.name,      telling.text_id,
                      telling.level_1,         incident.drill, told};
        const auto same = std::ranges::find(all_, key, &Together::key);
        if (same == all_.end()) {
            all_.push_back({key, std::move(telling), {incident.id}});
        } else {
            same->about.push_back(incident.id);
        }
    }

    void tell_all() {
        for (const Together& one : all_) {
            const Incident& first = *draft_.state.incidents().find(one.about.front());
            const Telling& telling = one.telling;
            if (telling.level_1) {
                tell_level_1(draft_, draft_.procedure(first), telling.text_id, telling.values,
                             one.about, first.severity);
            }
            for (const Callee& reader : telling.readers) {
                tell(draft_, reader, telling.text_id, telling.values, one.about, first.severity);
            }
        }
    }

private:
    using Key = std::tuple<std::string, std::string, std::string, bool, bool, std::set<PersonId>>;
    struct Together {
        Key key;
        Telling telling;
        std::vector<IncidentId> about;
    };

    Draft& draft_;
    std::vector<Together> all_;
};

// The notice of the incident that waits for somebody's decision; nullptr: none does.
const HeldNotice* held_notice(const Draft& draft, const Incident& incident,
                              const ObligationRule& rule) {
    const bool by_notice = std::ranges::any_of(
        rule.met_by, [](const Moment& moment) { return moment.of == Moment::Of::notice; });
    if (!by_notice) return nullptr;
    for (const auto& [hold, held] : draft.state.holds()) {
        const WrittenNotice& notice = held.held.notice;
        if (held.held.incident == incident.id && !notice.management && notice.corrects == 0)
            return &held;
    }
    return nullptr;
}

// Whoever must decide is chased with whoever owes it (HSSI-66).
void say_held(const Draft& draft, const Incident& incident, const HeldNotice& held,
              Telling& telling) {
    const HoldReason& reason = held.reasons.front();
    Meaning decider = decider_of(draft, incident, reason);
    if (decider.people.empty())
        decider = meaning_for(draft, incident, draft.procedure(incident).level_1);
    telling.readers.insert(telling.readers.end(), decider.people.begin(), decider.people.end());
    telling.text_id += ".held";
    telling.values["hold"] = fit_for_text(reason.why, 44);
    telling.values["decider"] = capitalised(decider.called);
}

// The ladder goes on at the role that the rule names, unless it is there or above already, or
// somebody from there has the incident.
void escalate_late(Draft& draft, const Incident& incident, const ObligationRule& rule,
                   const ObligationState& one) {
    const Procedure& procedure = draft.procedure(incident);
    const std::optional<int> rung = rung_of(procedure, rule.late.escalate);
    if (!rung || incident.resolved) return;
    if (draft.rung(incident) >= *rung || held_at(draft, incident, procedure, *rung)) return;
    Climbed climbed;
    climbed.incident = incident.id;
    climbed.rung = *rung;
    climbed.why = capitalised(one.owed.title) + " was due " +
                  short_time(draft.directory.calendar.zone, one.due, draft.now) +
                  " and has not happened";
    draft.add(climbed);
}

class Chase {
public:
    explicit Chase(Draft& draft) : draft_(draft), tellings_(draft) {}

    void of(std::uint64_t number) {
        const ObligationState* one = draft_.state.obligations().find(number);
        if (one == nullptr) return;
        const Incident* incident = draft_.state.incidents().find(one->owed.incident);
        if (incident == nullptr) return;
        const ObligationRule* rule = rule_of(draft_.procedure(*incident), one->owed.name);
        // A rule that nobody knows any more: it stays owed, and is told once.
        static const ObligationRule forgotten;
        if (rule == nullptr) rule = &forgotten;
        if (draft_.now < one->due) {
            warn(*incident, *rule, *one);
        } else {
            chase(*incident, *rule, *one);
        }
    }

    void tell_all() { tellings_.tell_all(); }

private:
    std::string time(Instant at) const {
        return short_time(draft_.directory.calendar.zone, at, draft_.now);
    }

    void warn(const Incident& incident, const ObligationRule& rule, const ObligationState& one) {
        ObligationMoved event = moved(one, To::warned);
        event.look = next_look(rule, turn_to(one, one.due), draft_.now);
        draft_.add(event);
        const Owner owner = owner_of(draft_, incident, one.owed.owner);
        Telling telling;
        telling.text_id = "owed.soon";
        telling.readers = owner.people;
        telling.values = {{"owed", one.owed.title},
                          {"due", time(one.due)},
                          {"owner", owner.called},
                          {"ask", rule.ask}};
        if (const HeldNotice* held = held_notice(draft_, incident, rule))
            say_held(draft_, incident, *held, telling);
        add_people(draft_, incident, rule.warn_tell, telling.readers);
        const std::string& level_1 = draft_.procedure(incident).level_1;
        telling.level_1 = one.owed.owner == level_1 ||
                          std::ranges::find(rule.warn_tell, level_1) != rule.warn_tell.end();
        tellings_.add(incident, rule, std::move(telling));
    }

    // Level 1 hears of what is late whoever else does; the people of other roles as the rule says.
    void chase(const Incident& incident, const ObligationRule& rule, const ObligationState& one) {
        ObligationMoved event = moved(one, To::late);
        event.look.reset();
        event.count = one.chased + 1;
        if (rule.late.again > Duration{0}) {
            // Of several that were missed while nobody could send, one is sent.
            const auto gone = (draft_.now - one.due) / rule.late.again;
            event.look = one.due + rule.late.again * (gone + 1);
        }
        draft_.add(event);
        if (sabotaged(Mutant::late_untold)) return;
        const Owner owner = owner_of(draft_, incident, one.owed.owner);
        Telling telling;
        telling.text_id = "owed.late";
        telling.level_1 = true;
        telling.readers = owner.people;
        add_people(draft_, incident, rule.late.tell, telling.readers);
        telling.values = {
            {"owed", one.owed.title},
            {"late", late_words(draft_.now - one.due)},
            {"due", time(one.due)},
            {"person", names_of(owner.people)},
            {"owner", owner.called},
            {"chase", event.look ? ". Next chase " + time(*event.look) : std::string()}};
        if (const HeldNotice* held = held_notice(draft_, incident, rule))
            say_held(draft_, incident, *held, telling);
        // Somebody of the level that would be called has the incident: they hear of it so.
        if (!rule.late.escalate.empty() && incident.holder) {
            const Owner holder = owner_of(draft_, incident, ObligationRule::holder);
            telling.readers.insert(telling.readers.end(), holder.people.begin(),
                                   holder.people.end());
        }
        tellings_.add(incident, rule, std::move(telling));
        if (!one.late && !rule.late.escalate.empty()) escalate_late(draft_, incident, rule, one);
    }

    Draft& draft_;
    Tellings tellings_;
};

}  // namespace

Owner owner_of(const Draft& draft, const Incident& incident, const std::string& owner) {
    const bool held_by_nobody = owner == ObligationRule::holder && !incident.holder;
    if (owner != ObligationRule::holder || held_by_nobody) {
        const std::string& role = held_by_nobody ? draft.procedure(incident).level_1 : owner;
        const Meaning meant = meaning_for(draft, incident, role);
        return {meant.people, meant.called.empty() ? role : meant.called};
    }
    const Holder& holder = *incident.holder;
    const auto called = incident.called.find(holder.person);
    if (called != incident.called.end()) return {{called->second.callee}, holder.called};
    const auto person = find_person(draft.state, draft.directory, holder.person, draft.now);
    return {person ? std::vector{*person} : std::vector<Callee>{}, holder.called};
}

void obligations_due(Draft& draft, const std::vector<std::uint64_t>& numbers) {
    Chase chase(draft);
    for (const std::uint64_t number : numbers) chase.of(number);
    chase.tell_all();
}

void tell_rejected(Draft& draft, const Incident& incident, const ObligationRule& rule,
                   const ObligationMoved& event) {
    const std::string& role = rule.owner;
    const Owner owner = owner_of(draft, incident, role);
    Telling telling;
    telling.text_id = "owed.back";
    telling.level_1 = role == draft.procedure(incident).level_1;
    telling.readers = owner.people;
    telling.values = {{"owed", rule.title},
                      {"reason", fit_for_text(event.text, 44)},
                      {"due", short_time(draft.directory.calendar.zone, event.due, draft.now)},
                      {"owner", owner.called}};
    Tellings tellings(draft);
    tellings.add(incident, rule, std::move(telling));
    tellings.tell_all();
}

}  // namespace tocsin
