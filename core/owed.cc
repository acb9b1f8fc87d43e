#include "core/owed.h"

#include "core/exercise.h"
#include "core/ladder.h"
#include "core/obligation_chase.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace tocsin {
namespace {

class List {
public:
    explicit List(const Draft& draft) : draft_(draft), zone_(draft.directory.calendar.zone) {}

    void add_of(const Incident& incident) {
        if (incident.climb.running && incident.climb.attempt > 0) add_ladder(incident);
        for (const ObligationState* one : draft_.state.obligations_of(incident.id)) {
            if (one->owing()) add_obligation(incident, *one);
        }
    }

    void add_house() {
        for (const auto& [id, handover] : draft_.state.handovers()) {
            if (!handover.given.call || handover.recorded) continue;
            Owed one;
            one.due = handover.given.due;
            one.what = "handover call";
            one.owner = handover.given.from;
            one.then = "record it: tocsin handover call";
            add(std::move(one));
        }
        for (const auto& [id, question] : draft_.state.shift_questions()) {
            if (question.standing != ShiftQuestion::Standing::open) continue;
            Owed one;
            one.due = question.asked.until;
            one.what = "shift confirmed";
            one.owner = named(question.asked.callee);
            one.then = "level 1 is told";
            one.shift = true;
            add(std::move(one));
        }
    }

    std::vector<Owed> take() {
        std::ranges::sort(all_, [](const Owed& one, const Owed& other) {
            return std::tie(one.paused, one.due, one.severity, one.incident, one.name) <
                   std::tie(other.paused, other.due, other.severity, other.incident, other.name);
        });
        return std::move(all_);
    }

private:
    static std::string named(const Callee& callee) {
        return callee.name + (callee.called.empty() ? "" : " (" + callee.called + ")");
    }

    std::string time(Instant at) const { return short_time(zone_, at, draft_.now); }

    void add(Owed one) {
        one.late = !one.paused && one.due < draft_.now;
        all_.push_back(std::move(one));
    }

    void add_ladder(const Incident& incident) {
        const Climb& climb = incident.climb;
        Owed one;
        one.due = climb.due;
        one.incident = incident.id;
        one.severity = incident.severity;
        one.what = named_in_list(incident, "answer to call");
        std::set<PersonId> people;
        for (const CallId id : climb.pending) {
            const Call* call = draft_.state.calls().find(id);
            if (call == nullptr || !people.insert(call->callee.person).second) continue;
            one.owner += (one.owner.empty() ? "" : ", ") + named(call->callee);
        }
        if (one.owner.empty())
            one.owner = "nobody (" + rung_called(draft_, incident, climb.rung) + ")";
        one.then = then(incident);
        add(std::move(one));
    }

    std::string then(const Incident& incident) const {
        const Procedure& procedure = draft_.procedure(incident);
        const Climb& climb = incident.climb;
        if (climb.rung >= last_resort(procedure)) return "again, until somebody takes it";
        const Rung& rung = procedure.ladder.rungs[static_cast<std::size_t>(climb.rung)];
        if (climb.standing) return "somebody has it, it climbs no higher";
        const std::string next = rung_called(draft_, incident, climb.rung + 1);
        if (climb.attempt < rung.attempts) {
            return "then try " + std::to_string(climb.attempt + 1) + ", " + next + " at " +
                   time(climb.rung_began + rung.within);
        }
        return "then " + next;
    }

    void add_obligation(const Incident& incident, const ObligationState& state) {
        Owed one;
        one.due = state.due;
        one.incident = incident.id;
        one.severity = incident.severity;
        one.name = state.owed.name;
        one.what = named_in_list(incident, state.owed.title);
        one.paused = state.standing == ObligationState::Standing::paused;
        const Owner owner = owner_of(draft_, incident, state.owed.owner);
        one.owner = names_of(owner.people) + " (" + owner.called + ")";
        one.then = one.paused ? "paused, " + duration_words(state.left) + " left" : then(state);
        add(std::move(one));
    }

    std::string then(const ObligationState& state) const {
        std::string words;
        if (state.chased > 0) {
            words = "chased " + (state.chased == 1 ? std::string("once")
                                                   : std::to_string(state.chased) + " times");
        }
        if (!state.look || *state.look == state.due) return words;
        return words + (words.empty() ? "warning at " : ", again ") + time(*state.look);
    }

    const Draft& draft_;
    const Zone& zone_;
    std::vector<Owed> all_;
};

}  // namespace

std::vector<Owed> owed(const Draft& draft, IncidentId of) {
    List list(draft);
    if (of) {
        if (const Incident* incident = draft.state.incidents().find(of)) list.add_of(*incident);
        return list.take();
    }
    for (const auto& [id, incident] : draft.state.incidents()) list.add_of(incident);
    list.add_house();
    return list.take();
}

}  // namespace tocsin
