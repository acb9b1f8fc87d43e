// The people of the simulated world who are called, or asked about their shift.
#include "tests/simulator/simulation.h"

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

Duration Simulation::until_somebody_answers() {
    return strikes(Fault::answers_late)
               ? chance_.between(Duration(minutes(10)), Duration(minutes(80)))
               : chance_.between(Duration(seconds(5)), Duration(minutes(9)));
}

void Simulation::called(const HandOver& call) {
    if (calm_) {
        in(chance_.between(Duration(seconds(10)), Duration(minutes(3))),
           [this, call] { acknowledge(call, false); });
        return;
    }
    rota_changes_during_a_call();
    if (may_be_removed(call.person) && swarm_.will(Fault::person_removed))
        in(seconds(chance_.between(1, 200)), [this, call] { remove_person(call.person); });
    if (strikes(Fault::sleeps)) return;
    if (replies(call)) return;
    const Duration after = until_somebody_answers();
    if (strikes(Fault::passes_on)) {
        in(after, [this, call] { pass_on(call); });
        return;
    }
    const bool wrong = strikes(Fault::wrong_code);
    in(after, [this, call, wrong] { acknowledge(call, wrong); });
    if (strikes(Fault::acknowledges_twice))
        in(after + seconds(2), [this, call] { acknowledge(call, false); });
    if (strikes(Fault::two_roads))
        in(after + Duration(chance_.between(0, 3000)), [this, call] { acknowledge_else(call); });
}

// Somebody reads that their shift begins: they confirm, cannot, or sleep.
void Simulation::asked(const HandOver& question) {
    if (calm_) {
        in(chance_.between(Duration(seconds(10)), Duration(minutes(2))),
           [this, question] { answer_shift(question, false, false); });
        return;
    }
    if (strikes(Fault::sleeps)) return;
    if (replies(question)) return;
    const Duration after = until_somebody_answers();
    const bool declines = strikes(Fault::passes_on);
    const bool wrong = strikes(Fault::wrong_code);
    in(after, [this, question, declines, wrong] { answer_shift(question, declines, wrong); });
    if (strikes(Fault::acknowledges_twice)) {
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

// By the other road: a reply where the text asks for one, else somebody says it for them.
void Simulation::acknowledge_else(const HandOver& call) {
    if (call.message.medium == Medium::sms && replies_with_its_code(call)) return;
    const Call* open = engine_ == nullptr ? nullptr : engine_->state().calls().find(call.call);
    if (open == nullptr) return;
    Acknowledgement said;
    said.incident = open->covers.front().incident;
    said.person = call.person;
    said.via = "API";
    said.by = "operator";
    submit(said, nullptr);
}

void Simulation::pass_on(const HandOver& call) {
    PassOn said;
    said.call = call.call;
    said.person = call.person;
    said.via = "link";
    if (strikes(Fault::passes_to_nobody)) {
        said.to_person = "nobody";
    } else if (chance_.percent(30)) {
        said.to_role = chance_.percent(50) ? "level-3" : "level-4";
    } else if (chance_.percent(50)) {
        said.to_person = "rowan";
    }
    submit(said, nullptr);
}

}  // namespace tocsin
