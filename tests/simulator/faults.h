// The faults a seed may turn on: a random part of them each (swarm testing), for bugs hide where
// one fault is absent as well as where another is present.
#pragma once

#include "tests/simulator/chance.h"
#include "tests/simulator/house.h"

namespace tocsin {

struct Faults {
    HouseFaults house;
    bool crashes = false;  // between and within commits
    bool unknown_commits = false;
    bool full_disk = false;
    bool reboots = false;  // and a wall clock that is wrong afterwards
    bool clock_steps = false;
    bool suspends = false;
    bool long_downtime = false;
    bool late_ticks = false;
    bool refusals = false;
    bool deferrals = false;
    bool silence = false;  // a provider that delivered, or not, and did not answer
    bool late_answers = false;
    bool double_answers = false;
    bool dead_providers = false;  // misconfigured for a while
    bool sleepers = false;
    bool late_people = false;
    bool passing_on = false;
    bool wrong_digits = false;
    bool late_rotas = false;
    bool operators = false;   // confirm, resolve, close, escalate
    bool bursts = false;      // many alarms at once
    bool replies = false;     // people answer by text, where they can
    bool slips = false;       // wrong codes, others' codes, doubts, strangers, words alone
    bool machines = false;    // phones that answer every text by themselves
    bool receipts = false;    // what became of a message, said later, and not always good
    bool call_backs = false;  // replies and receipts that come twice, late, early, and denied
};

Faults draw_faults(Chance& chance);

}  // namespace tocsin
