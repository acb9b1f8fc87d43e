// People and programs who ask for a change under a key of their own, and ask again when they heard
// no answer: it was lost, or whoever would have given it has died. By a chance of its own, so that
// the rest of a seed stays what it was.
#include "tests/simulator/simulation.h"

namespace tocsin {

using std::chrono::minutes;
using std::chrono::seconds;

void Simulation::plan_changes(Instant calm) {
    for (int count = changes_.between(0, 6); count > 0; --count) {
        in(changes_.between(Duration(minutes(1)), calm - now_), [this] { change(); });
    }
}

void Simulation::change() {
    if (calm_ || known_.empty()) return;
    const std::string number = std::to_string(++changes_asked_);
    const std::string text = std::string(ChangeWatch::mark) + number;
    ask_change({changes_.of(known_), "observation", text, "operator"},
               {"operator", "key-" + number, text}, 8);
}

void Simulation::ask_change(const IncidentNote& note, const Asked& asked, int tries) {
    const auto heard = [=, this](const Reply* reply) {
        using Kind = Answer::Kind;
        const bool said = reply != nullptr && reply->durable;
        const bool done =
            said && (reply->answer.kind == Kind::done || reply->answer.kind == Kind::done_before);
        if (done) change_watch_.answered(note.text);
        const bool lost = !said || changes_.percent(40);
        if (!lost || tries == 0) return;
        in(changes_.between(Duration(seconds(1)), Duration(minutes(20))),
           [=, this] { ask_change(note, asked, tries - 1); });
    };
    submit(note, heard, asked);
}

}  // namespace tocsin
