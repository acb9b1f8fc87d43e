// The people of the simulated world: those who are called, those who report, those who operate.
#include "core/closing.h"
#include "core/handover_words.h"
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

void exercise(Reported& reported, bool drill) {
    reported.drill = drill;
    reported.drill_reason = drill ? "yearly exercise" : "";
}

}  // namespace

void Simulation::called(const HandOver& call) {
    if (calm_) {
        in(chance_.between(Duration(seconds(10)), Duration(minutes(3))),
           [this, call] { acknowledge(call, false); });
        return;
    }
    if (faults_.sleepers && chance_.percent(60)) return;
    if (replies(call)) return;
    const bool late = faults_.late_people && chance_.percent(40);
    const Duration after = late ? chance_.between(Duration(minutes(10)), Duration(minutes(70)))
                                : chance_.between(Duration(seconds(5)), Duration(minutes(9)));
    if (faults_.passing_on && chance_.percent(30)) {
        in(after, [this, call] { pass_on(call); });
        return;
    }
    const bool wrong = faults_.wrong_digits && chance_.percent(30);
    in(after, [this, call, wrong] { acknowledge(call, wrong); });
    if (chance_.percent(15)) in(after + seconds(2), [this, call] { acknowledge(call, false); });
}

// Somebody reads that their shift begins: they confirm, cannot, or sleep.
void Simulation::asked(const HandOver& question) {
    if (calm_) {
        in(chance_.between(Duration(seconds(10)), Duration(minutes(2))),
           [this, question] { answer_shift(question, false, false); });
        return;
    }
    if (faults_.sleepers && chance_.percent(60)) return;
    if (replies(question)) return;
    const bool late = faults_.late_people && chance_.percent(40);
    const Duration after = late ? chance_.between(Duration(minutes(10)), Duration(minutes(90)))
                                : chance_.between(Duration(seconds(5)), Duration(minutes(9)));
    const bool declines = faults_.passing_on && chance_.percent(30);
    const bool wrong = faults_.wrong_digits && chance_.percent(30);
    in(after, [this, question, declines, wrong] { answer_shift(question, declines, wrong); });
    if (chance_.percent(15)) {
        in(after + minutes(1), [this, question] { answer_shift(question, false, false); });
    }
}

void Simulation::answer_shift(const HandOver& question, bool declines, bool wrong_digits) {
    ShiftAnswered said;
    said.question = question.call;
    said.person = question.person;
    said.declines = declines;
    said.via = "link";
    if (wrong_digits) {
        said.needs_digits = true;
        said.digits = "0000";
    } else if (chance_.percent(10)) {
        said.question = {};
        said.via = "API";
        said.by = "operator";
    }
    submit(said, nullptr);
}

// Somebody takes a stretch from whoever has it, or gives it up.
void Simulation::swap() {
    RotaSwapped swapped;
    swapped.rota = "on-call";
    swapped.by = "operator";
    swapped.reason = "agreed";
    swapped.force = true;
    const std::string role = chance_.percent(50) ? "edm" : "level-3";
    const Instant from =
        std::chrono::floor<minutes>(engine_now()) + minutes(chance_.between(-60, 600));
    swapped.swap = {role, {from, from + minutes(chance_.between(10, 700))}, "", ""};
    const std::vector<std::string> people = {"ash", "birch", "cedar", "elder", "hazel", "rowan"};
    swapped.swap.out = chance_.of(people);
    if (chance_.percent(85)) swapped.swap.in = chance_.of(people);
    submit(swapped, nullptr);
}

void Simulation::acknowledge(const HandOver& call, bool wrong_digits) {
    Acknowledgement said;
    said.call = call.call;
    said.person = call.person;
    said.via = "link";
    if (chance_.percent(10)) {
        if (const Call* open =
                engine_ == nullptr ? nullptr : engine_->state().calls().find(call.call)) {
            said.incident = open->covers.front().incident;
            if (chance_.percent(50)) said.call = {};
            said.via = said.call ? "link" : "API";
        }
    }
    if (said.call && wrong_digits) {
        said.needs_digits = true;
        said.digits = "0000";
    }
    submit(said, [this, call](const Reply* reply) {
        if (reply == nullptr || !reply->durable) {
            in(chance_.between(Duration(seconds(5)), Duration(minutes(1))),
               [this, call] { acknowledge(call, false); });
        }
    });
}

void Simulation::pass_on(const HandOver& call) {
    PassOn said;
    said.call = call.call;
    said.person = call.person;
    said.via = "link";
    switch (chance_.below(3)) {
        case 0:
            break;
        case 1:
            said.to_role = chance_.percent(50) ? "level-3" : "level-4";
            break;
        case 2:
            said.to_person = chance_.percent(90) ? "rowan" : "nobody";
            break;
    }
    submit(said, nullptr);
}

IncidentId Simulation::some_incident() {
    if (known_.empty()) return {1};
    const std::size_t recent = std::min<std::size_t>(known_.size(), 6);
    return known_[known_.size() - 1 - chance_.below(recent)];
}

// A monitor fires, repeats itself, clears, delivers the same again, or comes with a whole batch.
void Simulation::alarm() {
    if (calm_) return;
    const std::vector<std::string> services = {"records", "imaging", "pharmacy", "unheard of"};
    if (!sent_.empty() && chance_.percent(35)) {
        Reported again = chance_.of(sent_);
        if (chance_.percent(40)) {
            again.idempotency_key.clear();
            for (Alarm& alarm : again.alarms) {
                alarm.firing = chance_.percent(50);
                if (chance_.percent(30) && alarm.firing) alarm.began = engine_now();
            }
        } else if (!again.idempotency_key.empty() && chance_.percent(20)) {
            again.fingerprint += "'";
        }
        if (chance_.percent(15)) exercise(again, !again.drill);
        report(again, 8);
        return;
    }
    Reported reported;
    const bool by_api = chance_.percent(30);
    reported.source = by_api ? "api" : chance_.percent(50) ? "hook-one" : "hook-two";
    reported.by = by_api ? "token-one" : reported.source;
    if (by_api) reported.idempotency_key = "request-" + std::to_string(keys_++);
    reported.fingerprint = std::to_string(chance_.next());
    const int alarms = faults_.bursts && chance_.percent(40) ? chance_.between(2, 12) : 1;
    for (int index = 0; index < alarms; ++index) {
        Alarm alarm;
        alarm.key = "key-" + std::to_string(keys_++);
        alarm.service = chance_.of(services);
        if (chance_.percent(20)) alarm.procedure = "quick";
        alarm.severity = chance_.between(1, 4);
        alarm.summary = "Something is wrong";
        if (!by_api) alarm.began = engine_now() - seconds(chance_.between(0, 60));
        reported.alarms.push_back(alarm);
    }
    // Somebody reports what is over.
    if (by_api && alarms == 1 && chance_.percent(20)) {
        const Instant resolved = engine_now() - minutes(chance_.between(0, 90));
        reported.alarms.front().began = resolved - minutes(chance_.between(0, 30));
        reported.over = AlreadyOver{resolved, "mended", "Nobody could read"};
    }
    if (chance_.percent(15)) exercise(reported, true);
    sent_.push_back(reported);
    report(reported, 8);
    if (faults_.bursts && chance_.percent(50)) {
        in(chance_.between(Duration(seconds(1)), Duration(seconds(40))), [this] { alarm(); });
    }
}

void Simulation::report(Reported reported, int tries) {
    submit(reported, [this, reported, tries](const Reply* reply) {
        if ((reply != nullptr && reply->durable) || tries == 0) return;
        in(chance_.between(Duration(seconds(1)), Duration(minutes(3))),
           [this, reported, tries] { report(reported, tries - 1); });
    });
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
            swap();
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
    const auto act = [this](int after, IncidentId id, const char* name, ObligationAct::Act what) {
        in(Duration(seconds(after)), [this, id, name, what] {
            submit(ObligationAct{id, name, what, "operator", "DOC-7", {}}, nullptr);
        });
    };
    for (const IncidentId id : known_) {
        in(Duration(seconds(1)), [this, id] {
            submit(Resolved{id, "operator", "mended"}, nullptr);
        });
        // Not everybody may.
        in(Duration(seconds(2)), [this, id] { submit(Closed{id, "operator", "ash"}, nullptr); });
        in(Duration(seconds(3)), [this, id] { submit(Closed{id, "operator", "oak"}, nullptr); });
        const bool sent_back = chance_.percent(30);
        act(4, id, "paper", ObligationAct::Act::meet);
        if (sent_back) act(6, id, "paper", ObligationAct::Act::reject);
        act(10, id, "paper", ObligationAct::Act::meet);
        act(14, id, "agreed", ObligationAct::Act::meet);
        in(Duration(seconds(15)), [this, id] { submit(DrillOver{id, "operator"}, nullptr); });
    }
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
                     person ? "" : "edm", "hash-" + std::to_string(chance_.next()), "operator"},
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

void Simulation::upload_rota(Day monday) {
    const WeeklyRota week = make_week(chance_, *directory_, monday, faults_.house);
    submit(RotaUploaded{{week}, "sha-" + std::to_string(chance_.next()), "operator", "agreed"},
           [this, monday](const Reply* reply) {
               if (reply != nullptr && reply->durable) return;
               in(seconds(20), [this, monday] { upload_rota(monday); });
           });
}

}  // namespace tocsin
