// The faults of the simulated world. A seed turns a random part of them on, each at a rate of its
// own (swarm testing): bugs hide where one fault is absent as well as where another is present.
#pragma once

#include "tests/simulator/chance.h"

#include <array>
#include <functional>
#include <string_view>

namespace tocsin {

// `simulate --faults` lists them by name, with how often each really happened. One that never
// happens in a run of the tests fails it.
enum class Fault {
    // The journal and the process.
    killed,
    crash_before_commit,
    crash_after_commit,
    torn_batch,
    unknown_lost,
    unknown_taken,
    commit_refused,
    fenced,
    disk_full,
    long_downtime,
    power_cut,
    // The clock.
    clock_forth,
    clock_back,
    suspended,
    wrong_clock_at_boot,
    late_tick,
    idle_tick,
    // The providers.
    refusal,
    deferral,
    no_answer,
    accepted_and_lost,
    late_answer,
    second_answer,
    dead_provider,
    flapping_provider,
    slow_provider,
    receipt_says_no,
    receipt_lies,
    receipt_denied,
    receipt_early,
    receipt_again,
    receipt_of_nobody,
    reply_late,
    reply_again,
    // The people who are called.
    sleeps,
    answers_late,
    wrong_code,
    code_of_a_colleague,
    wrong_phone,
    doubts,
    words_alone,
    answering_machine,
    passes_on,
    passes_to_nobody,
    acknowledges_twice,
    two_roads,
    bad_contact,
    // The rotas.
    hole,
    late_rota,
    swap_at_the_instant,
    rota_rolled_back,
    upload_during_a_call,
    bank_holidays,
    // The configuration, while it is in use.
    person_removed,
    channel_removed,
    procedure_replaced,
    service_gone,
    // Whoever sends alarms.
    sent_twice,
    out_of_order,
    storm,
    end_before_beginning,
    changed_under_one_key,
    flapping_alarm,
    // What keeps alarms quiet, and what must be heard.
    silence_ends_while_firing,
    heartbeat_missed,
    heartbeat_fails,
    count,
};

constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::count);
using FaultCounts = std::array<std::uint64_t, fault_count>;

struct FaultKind {
    Fault fault;
    std::string_view name;
    int least;  // of all its occasions, when it is on: percent
    int most;
};

const FaultKind& kind_of(Fault fault);

class Swarm {
public:
    // `tell` hears of each that happens.
    Swarm(Chance& chance, std::function<void(Fault)> tell);

    bool on(Fault fault) const { return !over_ && rate(fault) > 0; }
    int rate(Fault fault) const { return rates_[static_cast<std::size_t>(fault)]; }

    // One occasion of it: whether it happens. Counted and told if it does.
    bool strikes(Fault fault);

    // The same for what comes later, and may come to nothing: happened() then counts and tells it.
    bool will(Fault fault);
    void happened(Fault fault);

    // No more of them, from here on.
    void end() { over_ = true; }

    const FaultCounts& counts() const { return counts_; }

private:
    Chance& chance_;
    std::function<void(Fault)> tell_;
    std::array<int, fault_count> rates_{};
    FaultCounts counts_{};
    bool over_ = false;
};

}  // namespace tocsin
