// A run of weeks: a house at work from one rota to the next, over the night in which the clocks
// change, with its faults all the while. What each day brings is planned in its morning.
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int days_of_a_week = 7;

}  // namespace

void Simulation::play_weeks() {
    start_process();
    for (int week = 0; week < 2; ++week) {
        const Day monday = plus_days(week_at(directory_->calendar.zone, engine_now()), 7 * week);
        in(seconds(1), [this, monday] { upload_rota(monday); });
    }
    plan_noise();
    const int days = weeks_ * days_of_a_week;
    plan_reloads(now_ + hours(24 * days));
    for (int day = 0; day < days; ++day) {
        begin_day(day);
        go_on(now_ + hours(24));
        if (engine_ != nullptr) memory_.look(day / days_of_a_week, engine_->state());
    }
    memory_.ended();
}

void Simulation::begin_day(int day) {
    const std::string today = " on day " + std::to_string(day);
    Place place = chance_.place("day", static_cast<std::uint64_t>(day));
    const Chance::At here(chance_, place);
    const auto some = [&](const char* word, int least, int most, void (Simulation::*happens)()) {
        plan(word + today, word, least, most, hours(24), happens);
    };
    some("alarm", 2, 6, &Simulation::alarm);
    some("operator", 2, 6, &Simulation::operate);
    some("triage", 0, 2, &Simulation::triage);
    some("notice", 0, 3, &Simulation::notice);
    some("change", 0, 2, &Simulation::change);
    some("misfortune", 0, 2, &Simulation::misfortune);
    some("feed", 0, 1, &Simulation::feed);
    if (features_.noise) {
        some("silence", 0, 2, &Simulation::silence);
        if (swarm_.on(Fault::flapping_alarm)) some("flap", 0, 6, &Simulation::flap);
    }
    if (day % days_of_a_week == 3) {
        const Day monday = plus_days(week_at(directory_->calendar.zone, engine_now()), 7);
        in(chance_.between(Duration(minutes(1)), Duration(hours(20))),
           [this, monday] { upload_rota(monday); });
        some("rollback", 0, 1, &Simulation::roll_back);
    }
    in(hours(1), [this] { people_come_back(); });
    in(hours(20), [this] { archive(); });
    for (const int hour : {3, 11, 19}) in(hours(hour), [this] { tidy_up(); });
}

// Who was away is in the configuration again.
void Simulation::people_come_back() {
    if (directory_->people.size() >= staff_.size()) return;
    reload([this](Directory& house) { house.people.insert(staff_.begin(), staff_.end()); });
}

// The desk works off what has been open for some hours, most of it: a few stay for days.
void Simulation::tidy_up() {
    if (engine_ == nullptr) return;
    for (const auto& [id, incident] : engine_->state().incidents()) {
        if (incident.opened + hours(4) < engine_now() && chance_.percent(70)) put_away(id);
    }
}

}  // namespace tocsin
