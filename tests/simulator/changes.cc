// People and programs who ask for a change under a key of their own, and ask again when they heard
// no answer: it was lost, or whoever would have given it has died.
#include "tests/simulator/simulation.h"

namespace tocsin {

using std::chrono::minutes;
using std::chrono::seconds;

void Simulation::change() {
    if (calm_ || known_.empty()) return;
    const std::string number = std::to_string(++changes_asked_);
    const std::string text = std::string(ChangeWatch::mark) + number;
    ask_change({chance_.of(known_), "observation", text, "operator"},
               {"operator", "key-" + number, text}, 8);
}

void Simulation::ask_change(const IncidentNote& note, const Asked& asked, int tries) {
    const auto heard = [=, this](const Reply* reply) {
        using Kind = Answer::Kind;
        const bool said = reply != nullptr && reply->durable;
        const bool done =
            said && (reply->answer.kind == Kind::done || reply->answer.kind == Kind::done_before);
        if (done) change_watch_.answered(note.text);
        const bool lost = !said || chance_.percent(40);
        if (!lost || tries == 0) return;
        in(chance_.between(Duration(seconds(1)), Duration(minutes(20))),
           [=, this] { ask_change(note, asked, tries - 1); });
    };
    submit(note, heard, asked);
}

}  // namespace tocsin
