// Those who operate: they confirm, resolve, close, swap shifts, say what an incident is; perhaps in
// words that it does not have.
#include "core/closing.h"
#include "core/handover_words.h"
#include "tests/simulator/simulation.h"

namespace tocsin {

using std::chrono::minutes;
using std::chrono::seconds;

IncidentId Simulation::some_incident() {
    if (known_.empty()) return {1};
    const std::size_t recent = std::min<std::size_t>(known_.size(), 6);
    return known_[known_.size() - 1 - chance_.below(recent)];
}

void Simulation::operate() {
    if (calm_ || known_.empty()) return;
    const IncidentId id = some_incident();
    switch (chance_.below(17)) {
        case 16:
            submit(DrillOver{id, "operator"}, nullptr);
            break;
        case 10:
        case 11:
        case 12:
        case 13:
            work_on_what_is_owed(id);
            break;
        case 6:
        case 7:
            swap(std::chrono::floor<minutes>(engine_now()) + minutes(chance_.between(-60, 600)));
            break;
        case 8:
            submit(HandoverCall{{}, "operator", "heard it ring"}, nullptr);
            break;
        case 9:
            submit(NoteWritten{chance_.of(note_kinds()), "{{of}} somebody & \"more\"", "operator"},
                   nullptr);
            break;
        case 0:
            submit(Confirmed{id, "operator", {}}, nullptr);
            break;
        case 1:
            submit(Resolved{id, "operator", "mended"}, nullptr);
            break;
        case 2:
            submit(Closed{id, "operator", chance_.percent(50) ? "oak" : "ash"}, nullptr);
            break;
        case 14:
            reopen(id);
            break;
        case 15:
            submit(
                IncidentNote{id, chance_.of(incident_note_kinds()), "seen {{twice}}", "operator"},
                nullptr);
            break;
        case 3:
            submit(Escalate{id, chance_.percent(50) ? "level-3" : "level-4", "", "no progress",
                            "operator"},
                   nullptr);
            break;
        case 4:
            submit(Escalate{id, "", "rowan", "knows the system", "operator"}, nullptr);
            break;
        case 5: {
            Acknowledgement said;
            said.incident = id;
            said.person = chance_.percent(50) ? "rowan" : "larch";
            said.via = "API";
            said.by = "operator";
            submit(said, nullptr);
            break;
        }
    }
}

// What an incident owes is looked at without this: stories tell of both together.
void Simulation::reopen(IncidentId id) {
    const Incident* incident = engine_ == nullptr ? nullptr : engine_->state().incidents().find(id);
    if (incident == nullptr || !procedure_of(*directory_, *incident).obligations.empty()) return;
    submit(Reopened{id, "operator", "two wards still cannot log in"}, nullptr);
}

void Simulation::work_on_what_is_owed(IncidentId id) {
    using Act = ObligationAct::Act;
    static const std::vector<std::string> names = {"confirmation", "update", "conference", "paper",
                                                   "told",         "agreed", "nothing"};
    static const std::vector<Act> acts = {Act::ask,     Act::ask,    Act::meet,  Act::meet,
                                          Act::meet,    Act::waive,  Act::pause, Act::resume,
                                          Act::put_off, Act::reject, Act::reject};
    const Act act = chance_.of(acts);
    const std::string name = act == Act::ask      ? "conference"
                             : act == Act::reject ? "paper"
                                                  : chance_.of(names);
    submit(ObligationAct{id, name, act, "operator", chance_.percent(80) ? "DOC-7" : "",
                         engine_now() + minutes(chance_.between(-5, 90))},
           nullptr);
}

// Everything is resolved and closed in the end: nothing may be left behind.
void Simulation::clean_up() {
    for (const IncidentId id : known_) put_away(id);
}

void Simulation::put_away(IncidentId id) {
    const auto act = [this, id](int after, const char* name, ObligationAct::Act what) {
        in(Duration(seconds(after)), [this, id, name, what] {
            submit(ObligationAct{id, name, what, "operator", "DOC-7", {}}, nullptr);
        });
    };
    in(Duration(seconds(1)), [this, id] { submit(Resolved{id, "operator", "mended"}, nullptr); });
    // Not everybody may.
    in(Duration(seconds(2)), [this, id] { submit(Closed{id, "operator", "ash"}, nullptr); });
    in(Duration(seconds(3)), [this, id] { submit(Closed{id, "operator", "oak"}, nullptr); });
    const bool sent_back = chance_.percent(30);
    act(4, "paper", ObligationAct::Act::meet);
    if (sent_back) act(6, "paper", ObligationAct::Act::reject);
    act(10, "paper", ObligationAct::Act::meet);
    act(14, "agreed", ObligationAct::Act::meet);
    in(Duration(seconds(15)), [this, id] { submit(DrillOver{id, "operator"}, nullptr); });
}

// Somebody makes a secret link to a calendar, or takes one back, perhaps one that never was.
void Simulation::feed() {
    if (opened_feeds_ > 0 && chance_.percent(40)) {
        const int some = chance_.between(0, opened_feeds_);
        submit(FeedWithdrawn{"feed-" + std::to_string(some), "operator"}, nullptr);
        return;
    }
    const bool person = chance_.percent(50);
    const std::vector<std::string> names = {"rowan", "larch", "nobody"};
    submit(FeedAsked{"feed-" + std::to_string(++opened_feeds_), person ? chance_.of(names) : "",
                     person ? "" : "edm", "hash-" + std::to_string(chance_.entropy()), "operator"},
           nullptr);
}

// Somebody says what an incident is, or how severe; perhaps in words that it does not have.
void Simulation::triage() {
    const IncidentId id = some_incident();
    const std::vector<std::string> flags = {"clinical", "security", "security", "unheard-of"};
    switch (chance_.below(7)) {
        case 0:
            submit(SetFields{id, {{"category", {"data-centre", "clinical"}}}, "operator", ""},
                   nullptr);
            break;
        case 1:
            submit(SetFields{id,
                             {{"kind", {chance_.percent(80) ? "outage" : "unheard-of"}},
                              {"category", {}}},
                             "operator",
                             "seen by a colleague"},
                   nullptr);
            break;
        case 2:
            submit(SetFields{id,
                             {{"clinical-task", {chance_.percent(50) ? "closed" : "open"}}},
                             "operator",
                             ""},
                   nullptr);
            break;
        case 3:
            submit(RaiseFlag{id, chance_.of(flags), "operator", "to be sure"}, nullptr);
            break;
        case 4:
            submit(RemoveFlag{id, chance_.of(flags), "operator", "it was another"}, nullptr);
            break;
        case 5:
            submit(JudgeSeverity{id,
                                 true,
                                 "",
                                 {{"users", std::to_string(chance_.between(0, 300))}},
                                 chance_.percent(30) ? chance_.between(1, 5) : 0,
                                 "operator",
                                 chance_.percent(50) ? "as seen" : ""},
                   nullptr);
            break;
        case 6:
            submit(JudgeSeverity{id,
                                 false,
                                 "",
                                 {},
                                 chance_.between(1, 5),
                                 "operator",
                                 chance_.percent(70) ? "as seen" : ""},
                   nullptr);
            break;
    }
}

}  // namespace tocsin
