// The simulated process: what it decides is judged and carried out; it dies, starts and recovers.
#include "tests/simulator/dump.h"
#include "tests/simulator/room_watch.h"
#include "tests/simulator/simulation.h"

#include <algorithm>
#include <ranges>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Duration moved_by(const Event& event) {
    const auto* moved = std::get_if<ClockStepped>(&event);
    return moved == nullptr ? Duration{0} : moved->step;
}

}  // namespace

// Without replies: the process died, or was away.
void Simulation::tell_waiting(std::vector<Waiting>& waiting, const std::vector<Reply>* replies) {
    for (std::size_t index = 0; index < waiting.size(); ++index) {
        if (!waiting[index].on_reply) continue;
        const Chance::At there(chance_, waiting[index].place);
        waiting[index].on_reply(replies == nullptr ? nullptr : &(*replies)[index]);
    }
}

// What has arrived, and then a Tick: in one batch, or one after the other.
void Simulation::flush(bool tick) {
    std::vector<Waiting> waiting = std::exchange(inbox_, {});
    std::vector<Input> inputs;
    for (const Waiting& one : waiting) inputs.push_back(one.input);
    if (tick && !waiting.empty() && chance_.percent(50)) {
        step(inputs, waiting);
        inputs.clear();
        waiting.clear();
        if (engine_ == nullptr) return;
    }
    if (tick) inputs.push_back(drawn(Tick{}));
    if (!inputs.empty()) step(inputs, waiting);
}

void Simulation::step(const std::vector<Input>& inputs, std::vector<Waiting>& waiting) {
    if (engine_ == nullptr) return tell_waiting(waiting, nullptr);
    for (const Input& input : inputs) trace_.came_in(engine_now(), input.what);
    Effects effects;
    try {
        effects = engine_->step(inputs, engine_now());
    } catch (const Crash&) {
        die("It dies within a commit");
    } catch (const Engine::Fatal& fatal) {
        die("It dies: " + std::string(fatal.what()));
    }
    if (engine_ == nullptr) return tell_waiting(waiting, nullptr);
    judge(inputs, effects);
    for (const HandOver& message : effects.hand_over) hand_over(message);
    tell_waiting(waiting, &effects.replies);
    if (chance_.once_in(1500)) compare_with_replay(true);
}

// The entries of a step, with the clock as it was when each was made.
std::vector<Record> Simulation::recorded(const std::vector<Entry>& entries) {
    std::vector<Record> records;
    records.reserve(entries.size());
    // What stands before the step of the clock was decided by the clock as it was.
    Duration offset = offset_;
    for (const Entry& entry : entries) offset -= moved_by(entry.event);
    for (const Entry& entry : entries) {
        offset += moved_by(entry.event);
        records.push_back({entry, now_, offset});
        if (records_.size() < entry.seq) records_.resize(entry.seq);
        records_[entry.seq - 1] = records.back();
    }
    return records;
}

void Simulation::outline(const Entry& entry) {
    const auto mix = [&](std::uint64_t value) {
        outline_.hash = (outline_.hash ^ value) * 0x100000001b3U;
    };
    mix(entry.seq);
    mix(static_cast<std::uint64_t>(entry.at.time_since_epoch().count()));
    mix(entry.event.index());
    for (const IncidentId id : about(entry.event)) mix(id.value);
    if (const auto* made = std::get_if<CallMade>(&entry.event))
        outline_.called.insert(made->callee.person);
    if (const auto* asked = std::get_if<ShiftAsked>(&entry.event))
        outline_.called.insert(asked->callee.person);
    if (const auto* opened = std::get_if<IncidentOpened>(&entry.event))
        known_.push_back(opened->incident);
    trace_.decided(engine_now(), entry);
}

void Simulation::judge(const std::vector<Input>& inputs, const Effects& effects) {
    outline_.transitions += inputs.size() + effects.entries.size();
    for (const Input& input : inputs) {
        if (!std::holds_alternative<Tick>(input.what)) ++outline_.inputs;
    }
    const Step step{now_,
                    offset_,
                    inputs,
                    effects,
                    recorded(effects.entries),
                    engine_->degraded(),
                    first_step_,
                    calm_ && now_ > calm_since_ + minutes(2)};
    first_step_ = false;
    for (const Record& record : step.records) outline(record.entry);
    for (const HandOver& message : effects.hand_over) trace_.left(engine_now(), message);
    for (const Record& record : step.records) {
        for (Watcher* watcher : watchers_) watcher->entry(record, &step);
    }
    for (Watcher* watcher : watchers_) watcher->stepped(step);
    for (const Record& record : step.records) second_look_.read(record.entry);
    // Only a Tick leaves nothing late.
    if (step.ticked()) compare(second_look_);
    check_room(engine_->state(), *directory_, step, engine_now());
    feeds_.stepped(step, engine_->state());
    triage_.look(engine_->state());
    tasks_.look(engine_->state(), engine_now());
}

// What the journal says is owed is due in the state that acts.
void Simulation::compare(const SecondLook& look) const {
    const State& live = engine_->state();
    const auto next = live.next_due();
    if (next && *next <= engine_now()) return;
    for (const Subject& subject : look.subjects()) {
        const auto differs =
            look.difference(subject, live, engine_now(), directory_->calendar.zone);
        if (differs) throw Broken("audit", *differs);
    }
}

void Simulation::die(const std::string& how) {
    trace_.happens(engine_now(), how);
    engine_.reset();
    ++life_;
    tick_at_.reset();
    std::vector<Waiting> waiting = std::exchange(inbox_, {});
    tell_waiting(waiting, nullptr);
    Place place = chance_.place("death", life_);
    const Chance::At here(chance_, place);
    Duration away = chance_.between(Duration(milliseconds(50)), Duration(seconds(10)));
    if (strikes(Fault::long_downtime))
        away = chance_.between(Duration(minutes(1)), Duration(hours(2)));
    in(away, [this] {
        if (engine_ == nullptr) start_process();
    });
}

// Entries that were taken in the very commit in which the process died were made at its end.
void Simulation::find_records() {
    if (journal_->last_seq() == 0) return records_.clear();
    journal_->read_all([this](const Entry& entry) {
        if (records_.size() < entry.seq) records_.resize(entry.seq);
        Record& record = records_[entry.seq - 1];
        if (record.entry.seq == entry.seq && record.entry.at == entry.at &&
            record.entry.event.index() == entry.event.index()) {
            return;
        }
        // The clock was not moved between the batch and its crash.
        const Duration before = entry.seq > 1 ? records_[entry.seq - 2].offset : offset_;
        const Duration offset = before + moved_by(entry.event);
        record = {entry, entry.at - offset, offset};
    });
    records_.resize(journal_->last_seq());
}

void Simulation::tell_watchers_again() {
    for (Watcher* watcher : watchers_) watcher->forget();
    second_look_ = {};
    known_.clear();
    for (const Record& record : records_) {
        for (Watcher* watcher : watchers_) watcher->entry(record, nullptr);
        feeds_.found(record.entry);
        if (const auto* opened = std::get_if<IncidentOpened>(&record.entry.event)) {
            known_.push_back(opened->incident);
        }
    }
    for (Watcher* watcher : watchers_) watcher->remembered();
    // Watchers know what has left the journal; the second look, as the daemon's, does not.
    journal_->read_all([this](const Entry& entry) { second_look_.read(entry); });
}

void Simulation::start_process() {
    ++outline_.processes;
    Place place = chance_.place("start", outline_.processes);
    const Chance::At here(chance_, place);
    if (rebooted_ && strikes(Fault::wrong_clock_at_boot)) {
        const Duration step = chance_.between(Duration(0), Duration(hours(1)));
        offset_ += chance_.percent(50) ? step : -step;
    }
    find_records();
    tell_watchers_again();
    engine_ = std::make_unique<Engine>(*journal_, std::make_shared<const Directory>(*directory_));
    engine_->recover();
    feeds_.look(engine_->state());
    triage_.look(engine_->state());
    tasks_.look(engine_->state(), engine_now());
    first_step_ = true;
    // The store draws the epoch and syncs it before anything else: none comes twice.
    const Started started{outline_.processes, "T" + std::to_string(outline_.seed), rebooted_,
                          outline_.processes > 1};
    rebooted_ = false;
    std::vector<Waiting> nobody;
    step({drawn(started), drawn(configured())}, nobody);
    if (engine_ != nullptr) compare_with_replay(false);
}

Configured Simulation::configured() const {
    Configured configured{"sha-" + std::to_string(reloads_), {}};
    for (const auto& [name, procedure] : directory_->procedures)
        configured.procedures.push_back(procedure);
    return configured;
}

// What lives is what replay makes of the journal (while nothing waits for a full disk). The whole
// of the journal gives the whole state; what recovery reads gives all that matters of it.
void Simulation::compare_with_replay(bool whole) {
    if (engine_ == nullptr || engine_->degraded()) return;
    State replayed;
    if (whole) {
        // Nothing was recovered from a part of it, and nothing has left it.
        const bool exact = outline_.processes == 1 && !gaps_;
        journal_->read_all([&](const Entry& entry) { replayed.apply(entry); });
        const std::string differs =
            difference(dump(engine_->state(), exact), dump(replayed, exact));
        if (!differs.empty()) throw Broken("replay", "replay of the journal differs\n" + differs);
    }
    State recovered;
    journal_->replay([&](const Entry& entry) { recovered.apply(entry); });
    const std::string differs = difference(dump(engine_->state(), false), dump(recovered, false));
    if (!differs.empty()) throw Broken("replay", "recovery differs\n" + differs);
}

}  // namespace tocsin
