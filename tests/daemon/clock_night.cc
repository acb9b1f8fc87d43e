#include "tests/daemon/clock_night.h"

#include "tests/support/story.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

// P7, with the 20 ms that a wake-up of ours may be late in it.
constexpr Duration early_max = 50ms;
constexpr Duration late_max = 250ms;

// From here on people are told of a step (P9).
constexpr Duration told_from = 2s;

constexpr int last_resort = 3;
const std::array<PersonId, 4> people = {"pat.ash", "sam.elm", "kim.hazel", "duty.director"};

Duration share(int rung) {
    return rung == last_resort ? 5min : 10min;
}

// The same people at every hour of every year: who is on duty is no matter of these nights.
std::shared_ptr<const Directory> house() {
    auto directory = std::make_shared<Directory>(directory_of_stories({}));
    Procedure& hssi = directory->procedures.at("hssi");
    const std::array<std::string, 4> roles = {"level-2", "level-3", "level-4", "last-resort"};
    for (Role& role : hssi.roles) {
        for (std::size_t rung = 0; rung < roles.size(); ++rung) {
            if (role.name == roles[rung])
                role.sources = {{Applies::always, "", {people[rung]}, role.name}};
        }
    }
    directory->procedure_versions[hssi.hash] = hssi;
    return directory;
}

std::string seconds_of(Duration length) {
    return std::to_string(length.count() / 1000) + "." + std::to_string(length.count() % 1000) +
           " s";
}

}  // namespace

ClockNight::ClockNight(std::uint64_t seed, Instant begins)
    : chance_(seed), machine_(begins), daemon_(machine_, house()) {
    daemon_.start();
    turn();
}

void ClockNight::note(const std::string& what) {
    history_ += seconds_of(passed()) + " " + what + "\n";
}

// ---------------------------------------------------------------- what happens

void ClockNight::alarm() {
    incident_ = {1};
    running_ = true;
    due_ = set_ = passed();
    turn({Reported{"monitor", "monitor", {firing("key-1", "gp-records", 1)}, "", ""}});
    note("alarm");
}

void ClockNight::acknowledge() {
    note("acknowledged");
    running_ = false;
    turn({Acknowledgement{{}, incident_, "kim.hazel", "API", "desk-tool", "", false}});
    for (int rung = 0; rung < next_.rung; ++rung) {
        const PersonId& person = people.at(static_cast<std::size_t>(rung));
        if (!called_.contains(person)) throw Wrong(person + " was forgotten");
    }
    for (const auto& [send, times] : daemon_.handed()) {
        if (times != 1)
            throw Wrong("send " + std::to_string(send.value) + " left " + std::to_string(times) +
                        " times");
    }
}

void ClockNight::awake(Duration length) {
    const Duration end = passed() + length;
    while (passed() < end) {
        // Without a due and without a step a look changes nothing: it need not be every second.
        const bool to_tell = unsaid_ >= told_from || unsaid_ <= -told_from;
        Duration sleep = chance_.between(Duration(1ms), to_tell ? Duration(1s) : Duration(1min));
        const auto due = daemon_.state().next_due();
        if (due) sleep = std::clamp(*due - daemon_.now(), Duration{0}, sleep);
        machine_.pass(std::min(sleep, end - passed()) +
                      chance_.between(Duration{0}, Duration(20ms)));
        turn();
    }
}

void ClockNight::awake_to_step(int step) {
    while (begun_ <= step) awake(std::max(due_ - passed(), Duration(1ms)));
    awake(chance_.between(Duration(1s), share(next_.rung) - Duration(30s)));
}

void ClockNight::step(Duration by) {
    note("the clock is moved by " + seconds_of(by));
    machine_.step(by);
    unsaid_ += by;
}

void ClockNight::strobe() {
    note("the clock flickers for a minute");
    for (int times = 0; times < 6000; ++times) {
        machine_.pass(10ms);
        machine_.step(times % 2 == 0 ? 500ms : -500ms);
        unsaid_ += times % 2 == 0 ? 500ms : -500ms;
        const auto due = daemon_.state().next_due();
        if (times % 37 == 0 || (due && *due <= daemon_.now())) turn();
    }
}

// 23:59:59, 23:59:60 and then 00:00:00: the wall clock shows the last second of the day twice.
void ClockNight::leap_second() {
    const Instant midnight = std::chrono::ceil<std::chrono::days>(machine_.wall());
    if (midnight - machine_.wall() < 3h) awake(midnight - machine_.wall());
    step(-1s);
}

void ClockNight::suspended(Duration length) {
    note("suspended for " + seconds_of(length));
    machine_.pass(length);
    awake_since_ = passed();
    turn();
}

void ClockNight::frozen(Duration length) {
    note("frozen for " + seconds_of(length));
    machine_.frozen(length);
    unsaid_ += length;
}

void ClockNight::killed(Duration down) {
    note("killed for " + seconds_of(down));
    daemon_.kill();
    machine_.pass(down);
    daemon_.start();
    awake_since_ = passed();
    turn();
}

// By the wall clock that is found, but no wait is longer than it was in the beginning.
void ClockNight::rebooted(Duration off, Wall wall) {
    const Instant engine_due = machine_.wall() - unsaid_ + (due_ - passed());
    Instant found = machine_.wall() + off;
    if (wall == Wall::behind) found -= off + chance_.between(Duration(1s), Duration(3h));
    if (wall == Wall::in_1970) found = Instant(20s);
    if (wall == Wall::a_year_ahead) found += 365 * 24h;
    note("off for " + seconds_of(off) + ", and its clock is moved by " +
         seconds_of(found - machine_.wall() - off));
    daemon_.kill();
    machine_.reboot(off, found);
    unsaid_ = Duration{0};
    const Duration wait = due_ - set_;
    due_ = passed() + std::min(engine_due - found, wait);
    set_ = due_ - wait;
    daemon_.start();
    awake_since_ = passed();
    turn();
}

void ClockNight::misfortune() {
    static const std::vector<Duration> steps = {500ms, 1s, 2s, 60s, 3600s, 86400s};
    switch (chance_.below(10)) {
        case 0:
        case 1:
        case 2: {
            const Duration by = chance_.of(steps);
            step(chance_.percent(50) ? by : -by);
            break;
        }
        case 3: {
            constexpr Instant after_2038 = std::chrono::sys_days{std::chrono::year{2041} / 7 / 1};
            step((chance_.percent(50) ? Instant(1h) : after_2038) - machine_.wall());
            break;
        }
        case 4:
            strobe();
            break;
        case 5:
            leap_second();
            break;
        case 6:
            suspended(chance_.of(std::vector<Duration>{5s, 1h, 8h}));
            break;
        case 7:
            frozen(chance_.between(Duration(1s), Duration(8h)));
            break;
        case 8:
            killed(chance_.between(Duration(1s), Duration(10min)));
            break;
        case 9:
            rebooted(chance_.between(Duration(30s), Duration(20min)),
                     static_cast<Wall>(chance_.below(4)));
            break;
    }
}

// ---------------------------------------------------------------- what must be true

void ClockNight::turn(const std::vector<Occurrence>& inputs) {
    judge(daemon_.turn(inputs));
}

void ClockNight::judge(const Effects& effects) {
    judge_clock(effects);
    skipped_ = false;
    for (const Entry& entry : effects.entries) {
        if (const auto* step = std::get_if<StepBegan>(&entry.event)) judge_step(*step);
    }
    judge_calls(effects);
    if (skipped_) throw Wrong("a step that was over began, and none came after it");
    if (running_ && due_ <= passed()) {
        throw Wrong("what was due " + seconds_of(passed() - due_) + " ago was left out");
    }
}

void ClockNight::judge_clock(const Effects& effects) {
    int said = 0;
    bool level_1 = false;
    for (const Entry& entry : effects.entries) {
        if (const auto* stepped = std::get_if<ClockStepped>(&entry.event)) {
            ++said;
            if (stepped->step != unsaid_) {
                throw Wrong("told of " + seconds_of(stepped->step) + ", it was " +
                            seconds_of(unsaid_));
            }
        }
        const auto* offered = std::get_if<SendOffered>(&entry.event);
        level_1 = level_1 || (offered != nullptr && offered->text_id == "op.clock");
    }
    const bool to_tell = unsaid_ >= told_from || unsaid_ <= -told_from;
    if (said != (to_tell ? 1 : 0) || level_1 != to_tell) {
        throw Wrong("a step of " + seconds_of(unsaid_) + " was told " + std::to_string(said) +
                    " times");
    }
    if (to_tell) unsaid_ = Duration{0};
    told_ += said;
}

void ClockNight::judge_step(const StepBegan& step) {
    const Stage stage{step.rung, step.attempt, step.round};
    const std::string name = "rung " + std::to_string(step.rung) + ", attempt " +
                             std::to_string(step.attempt) + ", round " + std::to_string(step.round);
    if (!running_) throw Wrong(name + " after it was taken");
    if (stage != next_) throw Wrong(name + " instead of rung " + std::to_string(next_.rung));
    if (passed() < due_ - early_max) throw Wrong(name + " early by " + seconds_of(due_ - passed()));
    const Duration late = passed() - std::max(due_, awake_since_);
    if (late > late_max) throw Wrong(name + " late by " + seconds_of(late));

    ++begun_;
    Duration until = due_ + share(next_.rung);
    if (next_.rung == last_resort) {
        // It comes again on its grid; what was missed is one round.
        while (until <= passed()) until += share(next_.rung);
        ++next_.round;
    } else if (next_.attempt == 1) {
        next_.attempt = 2;
    } else {
        next_ = {next_.rung + 1, 1, next_.rung + 1 == last_resort ? 1 : 0};
    }
    skipped_ = until <= passed();
    due_ = until;
    set_ = passed();
}

void ClockNight::judge_calls(const Effects& effects) {
    const StepBegan* began = nullptr;
    std::set<PersonId> called;
    for (const Entry& entry : effects.entries) {
        if (const auto* step = std::get_if<StepBegan>(&entry.event)) began = step;
        const auto* made = std::get_if<CallMade>(&entry.event);
        if (made == nullptr) continue;
        if (!called.insert(made->callee.person).second)
            throw Wrong(made->callee.person + " is called twice at once");
        called_.insert(made->callee.person);
    }
    if (began != nullptr && !called.contains(people.at(static_cast<std::size_t>(began->rung))))
        throw Wrong("rung " + std::to_string(began->rung) + " began without a call");
    if (began == nullptr && !called.empty()) throw Wrong("a call without a step");
}

}  // namespace tocsin
