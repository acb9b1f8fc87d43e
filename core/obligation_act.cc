#include "core/obligation_act.h"

#include "core/names.h"
#include "core/obligation_chase.h"
#include "core/obligation_moves.h"
#include "core/obligations.h"
#include "core/refusal.h"
#include "rota/words.h"

#include <algorithm>

namespace tocsin {
namespace {

using Kind = Answer::Kind;
using Act = ObligationAct::Act;
using To = ObligationMoved::To;
using Standing = ObligationState::Standing;

std::string known_names(const Procedure& procedure) {
    const std::string known = join_words(names(procedure.obligations));
    return known.empty() ? "none" : known;
}

void ask(Draft& draft, const Incident& incident, const ObligationRule& rule,
         const ObligationAct& act) {
    const Moment on_wish{Moment::Of::asked, ""};
    const ObligationKey key{act.incident, act.name};
    if (std::ranges::find(rule.starts, on_wish) == rule.starts.end() &&
        std::ranges::find(rule.starts_any, on_wish) == rule.starts_any.end()) {
        return refuse(draft, Kind::refused, "It is owed without being asked for.");
    }
    if (draft.state.obligation(key) != nullptr || draft.state.wishes().find(key) != nullptr) {
        return refuse(draft, Kind::wrong_state,
                      "It was asked for already on " + reference(act.incident) + ".");
    }
    if (owed_no_more(draft, incident, rule)) {
        return refuse(draft, Kind::wrong_state,
                      reference(act.incident) + " is " + incident.status + ".");
    }
    draft.add(ObligationAsked{act.incident, act.name, act.by, act.text});
}

// Why it cannot be done; nothing: it can.
std::optional<std::pair<Kind, std::string>> forbidden(const Draft& draft,
                                                      const ObligationRule& rule,
                                                      const ObligationState& one,
                                                      const ObligationAct& act) {
    const bool paused = one.standing == Standing::paused;
    const auto refused = [](std::string why) { return std::pair{Kind::refused, std::move(why)}; };
    const auto wrong = [](std::string why) { return std::pair{Kind::wrong_state, std::move(why)}; };
    switch (act.act) {
        case Act::meet:
            if (rule.proof && act.text.empty())
                return refused("It needs a proof: a reference, or where it stands.");
            break;
        case Act::waive:
            if (!rule.waivable) return refused("Nobody may waive it.");
            break;
        case Act::put_off:
            if (paused) return wrong("Its clock stands. Let it run first.");
            if (act.due <= draft.now) return refused("That time is over.");
            break;
        case Act::pause:
            if (paused) return wrong("Its clock stands already.");
            break;
        case Act::resume:
            if (!paused) return wrong("Its clock runs already.");
            break;
        case Act::ask:
        case Act::reject:
            break;
    }
    return std::nullopt;
}

ObligationMoved change(const Draft& draft, const Incident& incident, const ObligationRule& rule,
                       const ObligationState& one, const ObligationAct& act) {
    const auto stops = [&](To to) {
        ObligationMoved event = moved(one, to);
        event.look.reset();
        return event;
    };
    const auto runs_to = [&](To to, Instant due) {
        ObligationMoved event = moved(one, to);
        event.due = due;
        event.look = next_look(rule, turn_to(one, due), draft.now);
        return event;
    };
    switch (act.act) {
        case Act::waive:
            return stops(To::waived);
        case Act::pause:
            return stops(To::paused);
        case Act::put_off:
            return runs_to(To::put_off, act.due);
        case Act::resume:
            return runs_to(To::resumed, draft.now + one.left);
        case Act::ask:
        case Act::reject:
        case Act::meet:
            break;
    }
    return met(one, rule, incident.severity, draft.now);
}

// What was given is sent back: owed again, and whoever owes it hears why (HSSI-50).
void reject(Draft& draft, const Incident& incident, const ObligationRule& rule,
            const ObligationState& one, const ObligationAct& act) {
    if (rule.rejected == Duration{0}) {
        return refuse(draft, Kind::refused,
                      "The procedure does not say when it is due again, once sent back.");
    }
    if (one.standing != Standing::met) {
        return refuse(draft, Kind::wrong_state,
                      "Nothing was given that can be sent back: " + reference(act.incident) +
                          (one.owing() ? " owes it still." : " owes it no more."));
    }
    ObligationMoved event = moved(one, To::rejected);
    event.due = draft.now + rule.rejected;
    event.look = next_look(rule, {draft.now, event.due}, draft.now);
    event.by = act.by;
    event.text = act.text;
    draft.add(event);
    tell_rejected(draft, incident, rule, event);
}

}  // namespace

void act_on_obligation(Draft& draft, const ObligationAct& act) {
    draft.decision.answer.incidents = {act.incident};
    const Incident* incident = draft.state.incidents().find(act.incident);
    if (incident == nullptr) return refuse(draft, Kind::not_found, "");
    const Procedure& procedure = draft.procedure(*incident);
    const ObligationRule* rule = rule_of(procedure, act.name);
    if (rule == nullptr) {
        return refuse(draft, Kind::refused,
                      "The procedure " + procedure.name +
                          " knows no obligation of that name. It has " + known_names(procedure) +
                          ".");
    }
    if (act.act == Act::ask) return ask(draft, *incident, *rule, act);
    const std::string ref = reference(act.incident);
    const ObligationState* one = draft.state.obligation({act.incident, act.name});
    if (one == nullptr) return refuse(draft, Kind::wrong_state, ref + " does not owe it yet.");
    if (act.act == Act::reject) return reject(draft, *incident, *rule, *one, act);
    if (!one->owing())
        return refuse(draft, Kind::wrong_state, "It is owed no more on " + ref + ".");
    if (const auto why = forbidden(draft, *rule, *one, act))
        return refuse(draft, why->first, why->second);
    ObligationMoved event = change(draft, *incident, *rule, *one, act);
    event.by = act.by;
    event.text = act.text;
    draft.add(event);
}

}  // namespace tocsin
