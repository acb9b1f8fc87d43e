#include "tests/simulator/simulation.h"

#include "core/timeline.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/simulator/dump.h"
#include "tests/simulator/room_watch.h"

#include <algorithm>
#include <ostream>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// Anywhere in five years; often the night in which the clocks change, or the change of a shift.
Instant some_instant(Chance& chance, const Zone& zone) {
    const Instant first = std::chrono::sys_days{std::chrono::year{2024} / 1 / 2};
    const Instant anywhere = first + chance.between(Duration{0}, hours(24 * 1800));
    if (chance.percent(50)) return anywhere;
    const Day today = zone.day(anywhere);
    if (chance.percent(50)) {
        const std::chrono::month month{chance.percent(50) ? 3U : 10U};
        const Day night{
            std::chrono::sys_days{today.year() / month / std::chrono::Sunday[std::chrono::last]}};
        return zone.instant(night, minutes(0)) - minutes(chance.between(0, 180));
    }
    return zone.instant(today, hours(chance.percent(50) ? 7 : 17)) + minutes(chance.between(0, 40));
}

}  // namespace

std::unique_ptr<SimulatedJournal> in_memory() {
    return std::make_unique<MemoryJournal>();
}

Simulation::Simulation(std::uint64_t seed, const JournalFactory& journal, std::ostream* trace)
    : chance_(seed),
      noise_(seed + 0x6e6f697365),
      noisy_(noise_.percent(50)),
      changes_(seed + 0x6368616e6765),
      faults_(draw_faults(chance_)),
      trace_(trace),
      now_(some_instant(chance_, load_zone("Europe/London"))),
      directory_(make_house(chance_, faults_.house, now_, noisy_ ? &noise_ : nullptr)),
      journal_(journal()),
      ladders_(*directory_),
      people_(*directory_, ladders_),
      deliveries_(*directory_, ladders_),
      intake_(ladders_),
      replies_(*directory_, ladders_),
      receipts_(ladders_),
      shifts_(*directory_, ladders_, replies_),
      diary_(*directory_),
      handovers_(*directory_),
      obligations_(*directory_),
      triage_(*directory_),
      tasks_(*directory_),
      trends_(*directory_),
      terms_(*directory_),
      notices_(*directory_),
      drills_(*directory_),
      places_(*directory_),
      limits_(*directory_),
      noise_watch_(*directory_),
      // Those who ask the ladders see them as they were before an entry.
      watchers_{&people_,   &deliveries_, &intake_, &ladders_,     &replies_,
                &receipts_, &shifts_,     &diary_,  &handovers_,   &obligations_,
                &triage_,   &tasks_,      &trends_, &terms_,       &notices_,
                &drills_,   &places_,     &limits_, &noise_watch_, &change_watch_} {
    outline_.seed = seed;
    for (const auto& [id, person] : directory_->people) {
        if (faults_.machines && chance_.percent(25)) machines_.insert(person.contact.phone);
    }
}

Outline Simulation::run() {
    const Instant began = now_;
    const Instant calm = began + chance_.between(Duration(hours(3)), Duration(hours(14)));
    try {
        start_process();
        for (int week = 0; week < 2; ++week) {
            const Day monday =
                plus_days(week_at(directory_->calendar.zone, engine_now()), 7 * week);
            const bool late = faults_.late_rotas && chance_.percent(50);
            in(late ? chance_.between(Duration(minutes(5)), Duration(hours(3)))
                    : Duration(seconds(1)),
               [this, monday] { upload_rota(monday); });
        }
        for (int count = chance_.between(3, 25); count > 0; --count) {
            in(chance_.between(Duration(seconds(2)), calm - began), [this] { alarm(); });
        }
        if (faults_.operators) {
            for (int count = chance_.between(3, 20); count > 0; --count) {
                in(chance_.between(Duration(minutes(1)), calm - began), [this] { operate(); });
            }
            for (int count = chance_.between(0, 6); count > 0; --count) {
                in(chance_.between(Duration(minutes(1)), calm - began), [this] { feed(); });
            }
            for (int count = chance_.between(0, 12); count > 0; --count) {
                in(chance_.between(Duration(minutes(1)), calm - began), [this] { triage(); });
            }
            for (int count = chance_.between(0, 20); count > 0; --count) {
                in(chance_.between(Duration(minutes(1)), calm - began), [this] { notice(); });
            }
        }
        plan_noise(calm);
        plan_changes(calm);
        plan_misfortunes();
        go_on(calm);

        say("calm: no more faults, and everybody is awake");
        calm_ = true;
        asleep_until_ = std::min(asleep_until_, now_);
        full_ = false;
        journal_->set_full(false);
        journal_->next(Mishap::none);
        dead_until_.clear();
        if (engine_ == nullptr) start_process();
        go_on(now_ + hours(3));
        for (Watcher* watcher : watchers_) watcher->ended(now_);
        // The end of some may be looked at as a trend, which opens one more, or let go what they
        // explained, which may explain something in turn.
        for (int times = noisy_ ? 4 : 2; times > 0; --times) {
            clean_up();
            go_on(now_ + hours(3));
        }
        for (Watcher* watcher : watchers_) watcher->ended(now_);
        const State& state = engine_->state();
        if (!state.incidents().empty() || !state.calls().empty()) {
            throw Broken("liveness", "what is closed is not forgotten:\n" + dump(state, false));
        }
        const auto in_hand = [](const auto& row) { return row.second.handed != 0; };
        // What was handed over just now is in hand for a moment; a reminder comes minutes later.
        for (int wait = 0; wait < 10 && std::ranges::any_of(state.providers(), in_hand); ++wait)
            go_on(now_ + seconds(20));
        for (const auto& [name, provider] : state.providers()) {
            if (provider.handed != 0)
                throw Broken("liveness", name + " is thought to have sends in hand");
        }
        compare_with_replay(true);
    } catch (const Broken& broken) {
        outline_.broken = broken.promise;
        outline_.how = broken.what();
    } catch (const std::exception& error) {
        outline_.broken = "no exception";
        outline_.how = error.what();
    }
    if (!outline_.broken.empty()) say("BROKEN " + outline_.broken + ": " + outline_.how);
    return outline_;
}

void Simulation::in(Duration wait, std::function<void()> happens) {
    queue_.push({now_ + wait, order_++, std::move(happens)});
}

void Simulation::go_on(Instant until) {
    // A bound on the steps of one stretch: a state that owes something at once for ever is a bug.
    for (int steps = 0; steps < 100'000; ++steps) {
        std::optional<Instant> next;
        if (!queue_.empty()) next = std::max(queue_.top().at, now_);
        if (alive()) {
            if (const std::optional<Instant> due = engine_->state().next_due()) {
                const Instant tick = std::max(*due - offset_, now_);
                if (!tick_at_ || tick < *tick_at_ - seconds(2)) {
                    Duration late =
                        chance_.percent(50) ? Duration(0) : Duration(chance_.between(1, 20));
                    if (!calm_ && faults_.late_ticks && chance_.percent(10)) {
                        late = chance_.between(Duration(0), Duration(seconds(90)));
                    }
                    tick_at_ = tick + late;
                }
            } else {
                tick_at_.reset();
            }
            if (tick_at_ && (!next || *tick_at_ <= *next)) next = std::max(*tick_at_, now_);
        } else {
            tick_at_.reset();
        }
        if (!next || *next > until) {
            now_ = until;
            return;
        }
        now_ = *next;
        if (alive() && tick_at_ && *tick_at_ <= now_) {
            tick_at_.reset();
            flush(true);
            continue;
        }
        Happening happening = queue_.top();
        queue_.pop();
        happening.happens();
        if (!inbox_.empty() && (queue_.empty() || queue_.top().at > now_ || chance_.percent(70)))
            flush(false);
    }
    throw Broken("liveness", "the engine is busy for ever");
}

void Simulation::submit(Occurrence what, OnReply on_reply, Asked asked) {
    if (!alive()) {
        if (on_reply) on_reply(nullptr);
        return;
    }
    inbox_.push_back({drawn(std::move(what)), std::move(on_reply)});
    inbox_.back().input.asked = std::move(asked);
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
    if (engine_ == nullptr) {
        for (Waiting& one : waiting) {
            if (one.on_reply) one.on_reply(nullptr);
        }
        return;
    }
    Effects effects;
    try {
        effects = engine_->step(inputs, engine_now());
    } catch (const Crash&) {
        die("a crash within a commit");
    } catch (const Engine::Fatal& fatal) {
        die(fatal.what());
    }
    if (engine_ == nullptr) {
        for (Waiting& one : waiting) {
            if (one.on_reply) one.on_reply(nullptr);
        }
        return;
    }
    judge(inputs, effects);
    carry_out(effects);
    for (std::size_t index = 0; index < waiting.size(); ++index) {
        if (waiting[index].on_reply) waiting[index].on_reply(&effects.replies[index]);
    }
    if (chance_.below(300) == 0) compare_with_replay(true);
}

void Simulation::judge(const std::vector<Input>& inputs, const Effects& effects) {
    outline_.transitions += inputs.size() + effects.entries.size();
    Step step{now_, offset_, inputs, effects, {}, engine_->degraded(), first_step_};
    first_step_ = false;
    // What stands before the step of the clock was decided by the clock as it was.
    Duration offset = offset_;
    const auto stepped = [](const Entry& entry) {
        const auto* moved = std::get_if<ClockStepped>(&entry.event);
        return moved == nullptr ? Duration{0} : moved->step;
    };
    for (const Entry& entry : effects.entries) offset -= stepped(entry);
    for (const Entry& entry : effects.entries) {
        offset += stepped(entry);
        const Record record{entry, now_, offset};
        if (records_.size() < entry.seq) records_.resize(entry.seq);
        records_[entry.seq - 1] = record;
        const auto mix = [&](std::uint64_t value) {
            outline_.hash = (outline_.hash ^ value) * 0x100000001b3U;
        };
        mix(entry.seq);
        mix(static_cast<std::uint64_t>(entry.at.time_since_epoch().count()));
        mix(entry.event.index());
        for (const IncidentId id : about(entry.event)) mix(id.value);
        if (trace_ != nullptr) {
            std::string what(kind(entry.event));
            for (const IncidentId id : about(entry.event)) what += " " + name(id);
            const std::string words = sentence(entry.event, directory_->calendar.zone, entry.at);
            say("  " + std::to_string(entry.seq) + " " + what +
                (words.empty() ? "" : ": " + words));
        }
        step.records.push_back(record);
    }
    for (const Record& record : step.records) {
        for (Watcher* watcher : watchers_) watcher->entry(record, &step);
        if (const auto* opened = std::get_if<IncidentOpened>(&record.entry.event)) {
            known_.push_back(opened->incident);
        }
    }
    for (Watcher* watcher : watchers_) watcher->stepped(step);
    for (const Record& record : step.records) second_look_.read(record.entry);
    compare_second_look(step);
    check_room(engine_->state(), *directory_, step, engine_now());
    feeds_.stepped(step, engine_->state());
    triage_.look(engine_->state());
    tasks_.look(engine_->state(), engine_now());
}

// What the journal says is owed is due in the state that acts. Only a Tick leaves nothing late.
void Simulation::compare_second_look(const Step& step) const {
    const State& live = engine_->state();
    const auto next = live.next_due();
    if (!step.ticked() || (next && *next <= engine_now())) return;
    for (const Subject& subject : second_look_.subjects()) {
        const auto differs =
            second_look_.difference(subject, live, engine_now(), directory_->calendar.zone);
        if (differs) throw Broken("audit", *differs);
    }
}

void Simulation::carry_out(const Effects& effects) {
    for (const HandOver& message : effects.hand_over) hand_over(message);
}

void Simulation::die(const std::string& why) {
    fault("the process dies: " + why);
    engine_.reset();
    ++life_;
    tick_at_.reset();
    for (Waiting& one : std::exchange(inbox_, {})) {
        if (one.on_reply) one.on_reply(nullptr);
    }
    Duration away = chance_.between(Duration(milliseconds(50)), Duration(seconds(10)));
    if (!calm_ && faults_.long_downtime && chance_.percent(40)) {
        away = chance_.between(Duration(minutes(1)), Duration(hours(2)));
    }
    rebooted_ = !calm_ && faults_.reboots && chance_.percent(50);
    in(away, [this] {
        if (engine_ == nullptr) start_process();
    });
}

void Simulation::start_process() {
    ++outline_.processes;
    if (rebooted_) {
        const Duration step = chance_.between(Duration(-hours(1)), Duration(hours(1)));
        fault("a reboot, and the clock is off by " + std::to_string(step.count() / 1000) + " s");
        offset_ += step;
    }
    // Entries that were taken in the very commit in which the process died were made at its end.
    if (journal_->last_seq() > 0) {
        journal_->read_all([this](const Entry& entry) {
            if (records_.size() < entry.seq) records_.resize(entry.seq);
            Record& record = records_[entry.seq - 1];
            if (record.entry.seq == entry.seq && record.entry.at == entry.at &&
                record.entry.event.index() == entry.event.index()) {
                return;
            }
            // The clock was not moved between the batch and its crash.
            const Duration offset = entry.seq > 1 ? records_[entry.seq - 2].offset : offset_;
            const auto* stepped = std::get_if<ClockStepped>(&entry.event);
            const Duration moved = stepped == nullptr ? offset : offset + stepped->step;
            record = {entry, entry.at - moved, moved};
        });
    }
    records_.resize(journal_->last_seq());
    for (Watcher* watcher : watchers_) watcher->forget();
    second_look_ = {};
    known_.clear();
    for (const Record& record : records_) {
        second_look_.read(record.entry);
        for (Watcher* watcher : watchers_) watcher->entry(record, nullptr);
        feeds_.found(record.entry);
        if (const auto* opened = std::get_if<IncidentOpened>(&record.entry.event)) {
            known_.push_back(opened->incident);
        }
    }
    for (Watcher* watcher : watchers_) watcher->remembered();

    engine_ = std::make_unique<Engine>(*journal_, directory_);
    engine_->recover();
    feeds_.look(engine_->state());
    triage_.look(engine_->state());
    tasks_.look(engine_->state(), engine_now());
    first_step_ = true;
    // The store draws the epoch and syncs it before anything else: none comes twice.
    const Started started{outline_.processes, "T" + std::to_string(outline_.seed), rebooted_,
                          outline_.processes > 1};
    rebooted_ = false;
    say("a process starts");
    std::vector<Waiting> nobody;
    Configured configured{"sha", {}};
    for (const auto& [name, procedure] : directory_->procedures)
        configured.procedures.push_back(procedure);
    step({drawn(started), drawn(configured)}, nobody);
    if (engine_ != nullptr) compare_with_replay(false);
}

// What lives is what replay makes of the journal (while nothing waits for a full disk). The whole
// of the journal gives the whole state; what recovery reads gives all that matters of it.
void Simulation::compare_with_replay(bool whole) {
    if (engine_ == nullptr || engine_->degraded()) return;
    State replayed;
    if (whole) {
        const bool exact = outline_.processes == 1;  // nothing was recovered from a part of it
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

void Simulation::fault(const std::string& what) {
    ++outline_.injected;
    say("FAULT " + what);
}

void Simulation::say(const std::string& what) {
    if (trace_ == nullptr) return;
    *trace_ << iso_local(directory_->calendar.zone, engine_now()) << ' ' << what << '\n';
}

}  // namespace tocsin
