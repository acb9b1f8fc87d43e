// The providers of the simulated world: they take a message, or do not, and say so, or do not.
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

bool still(const std::map<std::string, Instant>& until, const std::string& channel, Instant now) {
    const auto found = until.find(channel);
    return found != until.end() && now < found->second;
}

}  // namespace

// What becomes of a message is drawn at a place of its own: the third to this person.
void Simulation::hand_over(const HandOver& message) {
    const std::string to = message.person.empty() ? message.message.channel : message.person;
    Place place = chance_.place("to " + to, ++messages_[to]);
    const Chance::At here(chance_, place);
    const std::string& channel = message.message.channel;
    const bool page = message.message.medium == Medium::page;
    Duration soon = chance_.between(Duration(milliseconds(20)), Duration(seconds(3)));
    if (still(slow_until_, channel, now_)) soon *= 8;
    const bool known = std::ranges::any_of(
        directory_->providers, [&](const Provider& one) { return one.name == channel; });
    if (!known) return answer(message.message, Verdict::misconfigured, soon);
    if (still(dead_until_, channel, now_))
        return answer(message.message,
                      chance_.percent(50) ? Verdict::misconfigured : Verdict::deferred, soon);
    if (strikes(Fault::refusal)) return answer(message.message, Verdict::refused, soon);
    if (strikes(Fault::deferral)) return answer(message.message, Verdict::deferred, soon);
    if (strikes(Fault::no_answer)) {
        answer(message.message, Verdict::unknown, seconds(10));
        if (!chance_.percent(50)) return;
        if (page) return pages_.takes(message.message);
        deliver(message, soon);
        receipts(message, soon, false);
        return;
    }
    const Duration after = strikes(Fault::late_answer)
                               ? chance_.between(Duration(minutes(1)), Duration(minutes(6)))
                               : soon;
    answer(message.message, Verdict::accepted, after);
    if (strikes(Fault::second_answer))
        answer(message.message, chance_.percent(70) ? Verdict::accepted : Verdict::refused,
               after + soon);
    // What a page accepts it shows, and nothing comes back from there.
    if (page) return pages_.takes(message.message);
    const bool lost = strikes(Fault::accepted_and_lost);
    if (!lost) deliver(message, soon);
    receipts(message, after, lost);
}

void Simulation::answer(const Message& message, Verdict verdict, Duration after) {
    Outcome outcome;
    outcome.id = message.id;
    outcome.verdict = verdict;
    outcome.detail = "as the provider said";
    // What a place begins it names, so that the rest can continue it.
    if (is_place(message.medium) && verdict == Verdict::accepted)
        outcome.provider_reference = message.channel + "-" + std::to_string(message.id.value);
    if (verdict == Verdict::deferred && chance_.percent(50)) {
        outcome.retry_after = chance_.between(Duration(seconds(1)), Duration(minutes(5)));
    }
    const std::uint64_t life = life_;
    in(after, [this, outcome, life] {
        if (life != life_ || engine_ == nullptr) return;
        // What arrives while the machine is suspended is read when it wakes.
        if (now_ < asleep_until_) {
            in(asleep_until_ - now_, [this, outcome, life] {
                if (life == life_) submit(Answered{outcome}, nullptr);
            });
            return;
        }
        submit(Answered{outcome}, nullptr);
    });
}

void Simulation::deliver(const HandOver& message, Duration after) {
    if (!machines_.empty()) in(after, [this, message] { machine_answers(message); });
    if (message.message.medium == Medium::chat)
        in(after, [this, message] { read_in_a_room(message); });
    if (!message.call) return;
    // A provider that sees a reference again may know it, and then the person reads it once.
    if (!delivered_.insert(message.message.reference).second && !chance_.percent(50)) return;
    if (shifts_.is_question(message.call)) {
        in(after, [this, message] { asked(message); });
    } else {
        in(after, [this, message] { called(message); });
    }
}

}  // namespace tocsin
