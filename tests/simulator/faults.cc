#include "tests/simulator/faults.h"

#include <string>

namespace tocsin {
namespace {

// In the order of the enum. What happens at every message is rarer than what a seed has a few
// occasions for.
constexpr std::array<FaultKind, fault_count> kinds = {{
    {Fault::killed, "the process is killed", 20, 100},
    {Fault::crash_before_commit, "a crash before a commit", 20, 100},
    {Fault::crash_after_commit, "a crash after a commit", 20, 100},
    {Fault::torn_batch, "a power cut in the middle of a commit", 20, 100},
    {Fault::unknown_lost, "a commit without an answer, and lost", 20, 100},
    {Fault::unknown_taken, "a commit without an answer, and taken", 20, 100},
    {Fault::commit_refused, "a commit is refused", 20, 100},
    {Fault::fenced, "another process has taken over", 20, 100},
    {Fault::disk_full, "the disk is full", 20, 100},
    {Fault::long_downtime, "the process stays away", 10, 60},
    {Fault::power_cut, "the power is cut", 20, 100},
    {Fault::clock_forth, "the clock is set forth", 20, 100},
    {Fault::clock_back, "the clock is set back", 20, 100},
    {Fault::suspended, "the machine is suspended", 20, 100},
    {Fault::wrong_clock_at_boot, "the clock is wrong after a reboot", 20, 100},
    {Fault::late_tick, "a late tick", 2, 20},
    {Fault::idle_tick, "a tick when nothing is due", 5, 50},
    {Fault::refusal, "a provider refuses a message", 5, 30},
    {Fault::deferral, "a provider wants it later", 5, 40},
    {Fault::no_answer, "a provider does not answer", 5, 30},
    {Fault::accepted_and_lost, "a provider accepts a message and loses it", 5, 50},
    {Fault::late_answer, "a provider answers late", 5, 30},
    {Fault::second_answer, "a provider answers twice", 5, 40},
    {Fault::dead_provider, "a provider is dead", 20, 100},
    {Fault::flapping_provider, "a provider comes and goes", 20, 100},
    {Fault::slow_provider, "a provider is slow", 20, 100},
    {Fault::receipt_says_no, "a receipt says that it never arrived", 5, 60},
    {Fault::receipt_lies, "a receipt says that it arrived, and it did not", 20, 100},
    {Fault::receipt_denied, "a second receipt denies the first", 5, 30},
    {Fault::receipt_early, "a receipt before the answer", 5, 40},
    {Fault::receipt_again, "a receipt comes again", 5, 40},
    {Fault::receipt_of_nobody, "a receipt of an unknown message", 2, 20},
    {Fault::reply_late, "a reply is delivered late", 10, 60},
    {Fault::reply_again, "a reply is delivered again", 10, 60},
    {Fault::sleeps, "somebody sleeps", 20, 90},
    {Fault::answers_late, "somebody answers late", 10, 70},
    {Fault::wrong_code, "somebody types a wrong code", 5, 40},
    {Fault::code_of_a_colleague, "somebody types the code of a colleague", 5, 40},
    {Fault::wrong_phone, "a code from a phone that nobody called", 5, 40},
    {Fault::doubts, "somebody doubts", 5, 40},
    {Fault::words_alone, "words without a code", 5, 40},
    {Fault::answering_machine, "an answering machine", 10, 40},
    {Fault::passes_on, "somebody passes it on", 5, 50},
    {Fault::passes_to_nobody, "somebody passes it to nobody we know", 20, 100},
    {Fault::acknowledges_twice, "somebody acknowledges twice", 5, 40},
    {Fault::two_roads, "somebody acknowledges by two roads", 5, 40},
    {Fault::bad_contact, "a person without a phone or a mail address", 10, 50},
    {Fault::hole, "a shift without anybody", 5, 40},
    {Fault::late_rota, "a rota comes late", 20, 100},
    {Fault::swap_at_the_instant, "a swap at the very instant of a call", 2, 20},
    {Fault::rota_rolled_back, "a rota is rolled back", 20, 100},
    {Fault::upload_during_a_call, "a rota is uploaded during a call", 2, 15},
    {Fault::bank_holidays, "days that are all bank holidays", 100, 100},
    {Fault::person_removed, "a person leaves the configuration while called", 2, 20},
    {Fault::channel_removed, "a channel leaves the configuration", 20, 100},
    {Fault::procedure_replaced, "a procedure is replaced", 20, 100},
    {Fault::service_gone, "a service leaves the configuration", 20, 100},
    {Fault::sent_twice, "an alarm is sent twice", 5, 50},
    {Fault::out_of_order, "alarms out of order", 5, 50},
    {Fault::storm, "a storm of alarms", 10, 50},
    {Fault::end_before_beginning, "an alarm ends before it begins", 5, 40},
    {Fault::changed_under_one_key, "another body under one key", 5, 40},
    {Fault::flapping_alarm, "an alarm comes and goes", 20, 100},
    {Fault::silence_ends_while_firing, "a silence ends while alarms fire", 20, 100},
    {Fault::heartbeat_missed, "a sign of life does not come", 5, 30},
    {Fault::heartbeat_fails, "a job says that it failed", 2, 20},
}};

constexpr bool in_order() {
    for (std::size_t index = 0; index < kinds.size(); ++index) {
        if (static_cast<std::size_t>(kinds[index].fault) != index) return false;
    }
    return true;
}
static_assert(in_order());

}  // namespace

const FaultKind& kind_of(Fault fault) {
    return kinds[static_cast<std::size_t>(fault)];
}

Swarm::Swarm(Chance& chance, std::function<void(Fault)> tell)
    : chance_(chance), tell_(std::move(tell)) {
    for (const FaultKind& kind : kinds) {
        Place place = chance.place(kind.name);
        const Chance::At at(chance, place);
        if (!chance.percent(35)) continue;
        rates_[static_cast<std::size_t>(kind.fault)] = chance.between(kind.least, kind.most);
    }
}

bool Swarm::strikes(Fault fault) {
    if (!will(fault)) return false;
    happened(fault);
    return true;
}

bool Swarm::will(Fault fault) {
    return on(fault) && chance_.percent(rate(fault));
}

void Swarm::happened(Fault fault) {
    ++counts_[static_cast<std::size_t>(fault)];
    tell_(fault);
}

}  // namespace tocsin
