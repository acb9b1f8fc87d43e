#include "core/shift_watch.h"

#include "core/compose.h"
#include "core/crew.h"
#include "core/ladder.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "core/shift_question.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

// Further ahead nothing is told; every settable time is shorter.
constexpr Duration watched_ahead = std::chrono::hours(24 * 8);

// An incident that is reported while somebody's shift comes near is told within this time.
constexpr Duration live_looked_every = std::chrono::minutes(5);

constexpr int severity = 2;  // of the news that nothing reaches somebody

class Watch {
public:
    explicit Watch(Draft& draft) : draft_(draft) {}

    void stand_down_lost() {
        for (const auto& [id, question] : draft_.state.shift_questions()) {
            if (question.standing == ShiftQuestion::Standing::stood_down) continue;
            // Of what has been answered, nothing needs to be said when it is over.
            const bool open = question.standing == ShiftQuestion::Standing::open;
            if (question.ends() <= draft_.now && !open) continue;
            if (held_shifts(draft_, question.asked).empty()) stand_down_question(draft_, question);
        }
    }

    // One question a person: after a rota was uploaded late, or we were away, several may begin.
    void ask(const std::vector<CrewShift>& shifts) {
        std::map<PersonId, std::vector<const CrewShift*>> due;
        for (const CrewShift& shift : shifts) {
            if (!shift.asked_for() || asked(shift)) continue;
            const Instant at = shift.line.span.from - shift.procedure->shift_start.ahead;
            if (at > draft_.now) {
                look_at(at);
            } else if (!sabotaged(Mutant::shift_unasked)) {
                due[shift.person].push_back(&shift);
            }
        }
        for (const auto& [person, theirs] : due) {
            std::vector<ShiftLine> lines;
            for (const CrewShift* shift : theirs) lines.push_back(shift->line);
            ask_about_shifts(draft_, *theirs.front()->procedure, callee(*theirs.front()), lines);
        }
    }

    void tell_live(const std::vector<CrewShift>& shifts) {
        for (const CrewShift& shift : shifts) {
            const Duration ahead = shift.procedure->shift_start.live_ahead;
            if (!shift.asked_for() || ahead == Duration{0}) continue;
            const Instant at = shift.line.span.from - ahead;
            if (at > draft_.now) {
                look_at(at);
                continue;
            }
            const ShiftTold told{shift.line, shift.person, "live"};
            if (shift.line.span.from <= draft_.now || draft_.state.shift_told(told)) continue;
            const std::vector<const Incident*> live = news_to(shift);
            if (live.empty() || sabotaged(Mutant::live_untold)) {
                look_at(draft_.now + live_looked_every);
                continue;
            }
            draft_.add(told);
            tell_of(shift, live);
        }
    }

    void tell_unreachable(const std::vector<CrewShift>& shifts) {
        for (const CrewShift& shift : shifts) {
            const Duration ahead = shift.procedure->shift_start.unreachable_ahead;
            if (!shift.asked_for() || ahead == Duration{0}) continue;
            const Instant at = shift.line.span.from - ahead;
            if (at > draft_.now) {
                look_at(at);
                continue;
            }
            const ShiftTold told{shift.line, shift.person, "unreachable"};
            // From its beginning on, the question says the same.
            if (shift.line.span.from <= draft_.now || draft_.state.shift_told(told)) continue;
            std::vector<std::string> why;
            const Callee person = callee(shift);
            if (reach_of(draft_, person, why) != Readiness::unreachable) continue;
            draft_.add(told);
            Values values = shift_values(draft_, *shift.procedure, shift.line, person);
            std::string cause;
            for (const std::string& one : why) cause += (cause.empty() ? "" : ", ") + one;
            values["cause"] = fit_for_text(cause, 60);
            tell_rota_team(draft_, *shift.procedure, "shift.unreachable", values);
            tell_level_1(draft_, *shift.procedure, "shift.unreachable", values, {}, severity);
        }
    }

    Instant look_again() const { return look_again_; }

private:
    void look_at(Instant at) { look_again_ = std::min(look_again_, at); }

    Callee callee(const CrewShift& shift) const {
        const Instant at = std::max(shift.line.span.from, draft_.now);
        Callee person = find_person(draft_.state, draft_.directory, shift.person, at)
                            .value_or(Callee{shift.person, shift.person, "", "", ""});
        person.called = shift.line.called;
        return person;
    }

    bool asked(const CrewShift& shift) const {
        if (sabotaged(Mutant::shift_asked_again)) return false;
        const auto& questions = draft_.state.shift_questions();
        return std::any_of(questions.begin(), questions.end(), [&](const auto& row) {
            const ShiftQuestion& question = row.second;
            if (question.standing == ShiftQuestion::Standing::stood_down) return false;
            if (question.asked.callee.person != shift.person) return false;
            const auto& lines = question.asked.shifts;
            return std::any_of(lines.begin(), lines.end(), [&](const ShiftLine& line) {
                return line.rota == shift.line.rota && line.role == shift.line.role &&
                       line.span.from == shift.line.span.from;
            });
        });
    }

    // What is open under the procedures of the rota, the worst first. Nothing when the person has
    // the duty already, or has been called for it all.
    std::vector<const Incident*> news_to(const CrewShift& shift) const {
        const Rota& rota = draft_.state.rotas().find(shift.line.rota)->rota;
        const std::vector<PersonId> now = on_call(rota, shift.line.role, draft_.now).people;
        if (std::find(now.begin(), now.end(), shift.person) != now.end()) return {};
        std::vector<const Incident*> live;
        for (const auto& [id, incident] : draft_.state.incidents()) {
            const bool escalated = incident.climb.running || incident.holder;
            if (incident.resolved || !escalated || incident.called.contains(shift.person)) continue;
            // Whose turn it is in a drill is called for it: nobody is told of one ahead.
            if (incident.drill) continue;
            if (draft_.procedure(incident).rota == shift.line.rota) live.push_back(&incident);
        }
        std::stable_sort(live.begin(), live.end(), [](const Incident* one, const Incident* other) {
            return one->severity < other->severity;
        });
        return live;
    }

    void tell_of(const CrewShift& shift, const std::vector<const Incident*>& live) {
        const Callee person = callee(shift);
        const Incident& worst = *live.front();
        Values values = shift_values(draft_, *shift.procedure, shift.line, person);
        values["who"] =
            worst.holder ? fit_for_text(worst.holder->name, 20) + " has it" : "not taken yet";
        std::vector<IncidentId> about;
        for (const Incident* incident : live) about.push_back(incident->id);
        tell(draft_, person, "shift.live", std::move(values), about, worst.severity);
    }

    Draft& draft_;
    Instant look_again_ = never;
};

}  // namespace

Instant watch_shifts(Draft& draft) {
    const std::vector<CrewShift> shifts =
        crew_shifts(draft, {draft.now, draft.now + watched_ahead});
    Watch watch(draft);
    watch.stand_down_lost();
    watch.ask(shifts);
    watch.tell_live(shifts);
    watch.tell_unreachable(shifts);
    return watch.look_again();
}

}  // namespace tocsin
