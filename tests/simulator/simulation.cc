#include "tests/simulator/simulation.h"

#include "daemon/zone_load.h"
#include "tests/simulator/dump.h"
#include "tests/simulator/house.h"

#include <algorithm>
#include <ranges>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// Anywhere in five years; often the night in which the clocks change, or the change of a shift.
Instant some_instant(Chance& chance, const Zone& zone) {
    Place place = chance.place("when");
    const Chance::At here(chance, place);
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

// The morning of a Monday, such that the clocks change within the weeks that follow.
Instant some_monday(Chance& chance, const Zone& zone, int weeks) {
    Place place = chance.place("when");
    const Chance::At here(chance, place);
    const std::chrono::year year{chance.between(2024, 2028)};
    const std::chrono::month month{chance.percent(50) ? 3U : 10U};
    const Day night{std::chrono::sys_days{year / month / std::chrono::Sunday[std::chrono::last]}};
    return zone.instant(plus_days(night, -6 - 7 * chance.between(0, weeks - 1)), hours(7));
}

}  // namespace

std::unique_ptr<SimulatedJournal> in_memory() {
    return std::make_unique<MemoryJournal>();
}

Simulation::Features Simulation::draw_features() {
    Place place = chance_.place("features");
    const Chance::At here(chance_, place);
    Features features;
    for (bool* feature : {&features.operators, &features.replies, &features.receipts}) {
        *feature = chance_.percent(40);
    }
    features.noise = chance_.percent(50);
    features.operators = features.operators || weeks_ > 0;
    return features;
}

Simulation::Simulation(const Origin& origin, const JournalFactory& journal, std::ostream* trace)
    : weeks_(origin.again != nullptr ? origin.again->weeks : origin.weeks),
      chance_(origin.seed, origin.again, origin.written),
      trace_(trace, load_zone("Europe/London")),
      swarm_(chance_, [this](Fault fault) { trace_.went_wrong(engine_now(), fault); }),
      features_(draw_features()),
      now_(weeks_ > 0 ? some_monday(chance_, load_zone("Europe/London"), weeks_)
                      : some_instant(chance_, load_zone("Europe/London"))),
      directory_(make_house(chance_, swarm_, now_, {features_.noise, weeks_ > 0})),
      staff_(directory_->people),
      journal_(journal()),
      ticks_(chance_.place("tick")),
      ladders_(*directory_),
      people_(*directory_, ladders_),
      deliveries_(*directory_, ladders_),
      intake_(ladders_),
      replies_(*directory_, ladders_),
      receipts_(ladders_),
      presses_(*directory_),
      worse_(*directory_),
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
      chats_(*directory_),
      pages_(*directory_),
      limits_(*directory_),
      noise_watch_(*directory_),
      // Those who ask the ladders see them as they were before an entry.
      watchers_{&people_, &deliveries_, &intake_,      &ladders_,      &replies_, &receipts_,
                &shifts_, &diary_,      &handovers_,   &obligations_,  &triage_,  &tasks_,
                &trends_, &terms_,      &notices_,     &drills_,       &places_,  &chats_,
                &pages_,  &limits_,     &noise_watch_, &change_watch_, &presses_, &worse_} {
    outline_.seed = origin.seed;
    if (origin.written != nullptr) origin.written->weeks = weeks_;
    for (const auto& [id, person] : directory_->people) {
        Place place = chance_.place("phone of " + id);
        const Chance::At here(chance_, place);
        if (strikes(Fault::answering_machine)) machines_.insert(person.contact.phone);
    }
}

std::string Simulation::origin_words() const {
    std::string words = "Seed " + std::to_string(outline_.seed) + ". What may go wrong:";
    for (std::size_t index = 0; index < fault_count; ++index) {
        const auto fault = static_cast<Fault>(index);
        if (swarm_.on(fault))
            words += "\n  " + std::string(kind_of(fault).name) + " (" +
                     std::to_string(swarm_.rate(fault)) + " of 100)";
    }
    return words;
}

// Some times within so long from here: how many times is drawn at `of`, each at a place of its own.
void Simulation::plan(const std::string& of, const char* word, int least, int most, Duration within,
                      void (Simulation::*happens)()) {
    Place place = chance_.place(of);
    const Chance::At here(chance_, place);
    for (int count = chance_.between(least, most); count > 0; --count) {
        Place one = chance_.place(word, ++planned_[word]);
        const Chance::At there(chance_, one);
        in(chance_.between(Duration(seconds(2)), within), [=, this] { (this->*happens)(); });
    }
}

// What a seed's people and misfortunes do is planned ahead, up to the calm.
void Simulation::set_off(Instant calm) {
    const auto some = [&](const char* word, int least, int most, void (Simulation::*happens)()) {
        plan(word, word, least, most, calm - now_, happens);
    };
    for (int week = 0; week < 2; ++week) {
        Place place = chance_.place("rota", static_cast<std::uint64_t>(week));
        const Chance::At here(chance_, place);
        const Day monday = plus_days(week_at(directory_->calendar.zone, engine_now()), 7 * week);
        in(strikes(Fault::late_rota) ? chance_.between(Duration(minutes(5)), Duration(hours(3)))
                                     : Duration(seconds(1)),
           [this, monday] { upload_rota(monday); });
    }
    some("alarm", 1, 25, &Simulation::alarm);
    if (features_.operators) {
        some("operator", 0, 20, &Simulation::operate);
        some("feed", 0, 6, &Simulation::feed);
        some("triage", 0, 12, &Simulation::triage);
        some("notice", 0, 20, &Simulation::notice);
        some("updates", 0, 4, &Simulation::updates);
    }
    plan_noise();
    if (features_.noise) {
        some("silence", 0, 8, &Simulation::silence);
        if (swarm_.on(Fault::flapping_alarm)) some("flap", 0, 30, &Simulation::flap);
    }
    some("change", 0, 6, &Simulation::change);
    some("rollback", 0, 2, &Simulation::roll_back);
    some("misfortune", 0, 14, &Simulation::misfortune);
    plan_reloads(calm);
}

// Faults are over, and everybody is awake: from here on everything that is owed must happen.
void Simulation::heal() {
    trace_.happens(engine_now(), "Calm: no more faults, and everybody is awake");
    calm_ = true;
    calm_since_ = now_;
    swarm_.end();
    asleep_until_ = std::min(asleep_until_, now_);
    full_ = false;
    journal_->set_full(false);
    journal_->next(Mishap::none);
    dead_until_.clear();
    slow_until_.clear();
    if (engine_ == nullptr) start_process();
}

Outline Simulation::run() {
    const Instant began = now_;
    try {
        Place place = chance_.place("calm");
        const Chance::At here(chance_, place);
        trace_.begins(origin_words());
        if (weeks_ > 0) {
            play_weeks();
        } else {
            play_hours();
        }
        end_well();
    } catch (const Broken& broken) {
        outline_.broken = broken.promise;
        outline_.how = broken.what();
    } catch (const std::exception& error) {
        outline_.broken = "no exception";
        outline_.how = error.what();
    }
    outline_.faults = swarm_.counts();
    outline_.virtual_time = now_ - began;
    if (!outline_.broken.empty()) trace_.broken(engine_now(), outline_.broken, outline_.how);
    return outline_;
}

void Simulation::play_hours() {
    const Instant calm = now_ + chance_.between(Duration(hours(3)), Duration(hours(14)));
    start_process();
    set_off(calm);
    go_on(calm);
}

// Without faults everything that is owed happens, and nothing is left behind.
void Simulation::end_well() {
    heal();
    go_on(now_ + hours(3));
    for (Watcher* watcher : watchers_) watcher->ended(now_);
    if (leaves(8)) {
        ask_for_what_is_open();
        archive();
    }
    // The end of some may be looked at as a trend, which opens one more, or let go what they
    // explained, which may explain something in turn.
    for (int times = features_.noise ? 4 : 2; times > 0; --times) {
        clean_up();
        go_on(now_ + hours(3));
    }
    for (Watcher* watcher : watchers_) watcher->ended(now_);
    nothing_is_left();
    compare_with_replay(true);
    if (leaves(20)) forget_everything();
}

void Simulation::nothing_is_left() {
    const State& state = engine_->state();
    if (!state.incidents().empty() || !state.calls().empty()) {
        throw Broken("liveness", "what is closed is not forgotten:\n" + dump(state, false));
    }
    if (!state.holds().empty() || !state.threads().empty() || !state.broadcasts().empty() ||
        !state.obligations().empty() || !state.suppressed().empty()) {
        throw Broken("liveness",
                     "what belongs to closed incidents is not forgotten:\n" + dump(state, false));
    }
    const auto in_hand = [](const auto& row) { return row.second.handed != 0; };
    // What was handed over just now is in hand for a moment; a reminder comes minutes later.
    for (int wait = 0; wait < 10 && std::ranges::any_of(state.providers(), in_hand); ++wait)
        go_on(now_ + seconds(20));
    for (const auto& [name, provider] : state.providers()) {
        if (provider.handed != 0)
            throw Broken("liveness", name + " is thought to have sends in hand");
    }
}

void Simulation::in(Duration wait, std::function<void()> happens) {
    queue_.push({now_ + wait, order_++, std::move(happens), chance_.place_within()});
}

// When the engine's next Tick comes: what it owes next, and a little later.
std::optional<Instant> Simulation::next_tick() {
    if (!alive()) {
        tick_at_.reset();
        return std::nullopt;
    }
    const std::optional<Instant> due = engine_->state().next_due();
    if (!due) {
        tick_at_.reset();
        return std::nullopt;
    }
    const Instant tick = std::max(*due - offset_, now_);
    if (!tick_at_ || tick < *tick_at_ - seconds(2)) {
        Duration late = chance_.percent(50) ? Duration(0) : Duration(chance_.between(1, 20));
        if (strikes(Fault::late_tick)) late = chance_.between(Duration(1), Duration(seconds(90)));
        tick_at_ = tick + late;
    }
    return std::max(*tick_at_, now_);
}

void Simulation::go_on(Instant until) {
    const Chance::At here(chance_, ticks_);
    // A bound on the steps of one stretch: a state that owes something at once for ever is a bug.
    for (int steps = 0; steps < 100'000; ++steps) {
        const std::optional<Instant> tick = next_tick();
        std::optional<Instant> next = tick;
        if (!queue_.empty() && (!next || queue_.top().at < *next))
            next = std::max(queue_.top().at, now_);
        if (!next || *next > until) {
            now_ = until;
            return;
        }
        now_ = *next;
        if (tick && *tick <= now_) {
            tick_at_.reset();
            flush(true);
            continue;
        }
        Happening happening = queue_.top();
        queue_.pop();
        {
            const Chance::At there(chance_, happening.place);
            happening.happens();
        }
        if (inbox_.empty()) continue;
        if (!queue_.empty() && queue_.top().at <= now_ && chance_.percent(30)) continue;
        flush(strikes(Fault::idle_tick));
    }
    throw Broken("liveness", "the engine is busy for ever");
}

void Simulation::submit(Occurrence what, OnReply on_reply, Asked asked) {
    if (!alive()) {
        if (on_reply) on_reply(nullptr);
        return;
    }
    inbox_.push_back({drawn(std::move(what)), std::move(on_reply), chance_.place_within()});
    inbox_.back().input.asked = std::move(asked);
}

}  // namespace tocsin
