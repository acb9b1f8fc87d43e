#include "daemon/on_call_view.h"

#include "core/compose.h"
#include "core/exercise.h"
#include "core/ladder.h"
#include "core/rota_duties.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

namespace tocsin {
namespace {

// What a page shows of a flood; the rest is counted.
constexpr std::ptrdiff_t incidents_max = 30;

// The number is the one to ring: a desk's landline, where it has one.
SheetPerson person_of(const Directory& directory, const Callee& callee) {
    const std::string phone = rings_at(directory, callee);
    return {callee.name, phone.empty() ? "" : spoken_phone(phone), phone, callee.mail};
}

class Viewing {
public:
    Viewing(const State& state, const Directory& directory, Instant now, int days)
        : state_(state),
          directory_(directory),
          zone_(directory.calendar.zone),
          now_(now),
          draft_(state, directory, now, 0),
          procedure_(directory.procedures.at(directory.default_procedure)) {
        view_.sheet.days = days;
        view_.until = never;
    }

    SheetView view() {
        OnCallSheet& sheet = view_.sheet;
        sheet.site = directory_.site;
        sheet.exercise = directory_.exercise;
        const std::string iso = iso_local(zone_, now_);
        sheet.written = {iso, iso.substr(11, 8) + " " + zone_.abbreviation(now_) + " on " +
                                  long_day(zone_.day(now_))};
        for (const Role& role : procedure_.roles) sheet.now.push_back(now_of(role.name));
        for (const auto& [id, desk] : directory_.desks) {
            const Callee there{id, desk.long_name, "", desk.contact.phone, desk.contact.mail};
            sheet.desks.push_back({desk.name, {person_of(directory_, there)}, ""});
        }
        steps_by_hand();
        incidents();
        ahead();
        sources();
        return std::move(view_);
    }

private:
    SheetRole now_of(const std::string& role) {
        const Meaning found = meaning(state_, directory_, procedure_, role, now_);
        SheetRole shown;
        shown.called = label(role, found);
        for (const Callee& callee : found.people)
            shown.people.push_back(person_of(directory_, callee));
        Instant until = found.until.value_or(never);
        if (procedure_.find_role(role)->sources.size() > 1) {
            until = std::min(until, next_change(directory_.calendar, procedure_.core_hours, now_));
        }
        if (until < never) shown.until = "until " + short_time(zone_, until, now_);
        view_.until = std::min(view_.until, until);
        return shown;
    }

    // "EDM", "Level 3"; the role's own name where it is called as the desk that has it.
    static std::string label(const std::string& role, const Meaning& found) {
        std::string called = found.called;
        const bool desk = found.people.size() == 1 && found.people.front().name == called;
        if (called.empty() || desk) {
            called = role;
            std::ranges::replace(called, '-', ' ');
        }
        if (called.starts_with("the ")) called.erase(0, 4);
        return capitalised(called);
    }

    std::string reached(const std::string& role) const {
        const Meaning found = meaning(state_, directory_, procedure_, role, now_);
        std::string text;
        for (const Callee& callee : found.people) {
            const SheetPerson person = person_of(directory_, callee);
            text += (text.empty() ? "" : " and ") + person.name + " " +
                    (person.phone.empty() ? person.mail : person.phone);
        }
        std::string called = found.called.empty() ? role : found.called;
        if (called == text.substr(0, called.size())) return text;
        return called + ", " + (text.empty() ? "where nobody is on call now" : text);
    }

    // The ladder of the procedure, as a person climbs it with a telephone (HSSI-14).
    void steps_by_hand() {
        std::vector<std::string>& steps = view_.sheet.by_hand;
        for (const Rung& rung : procedure_.ladder.rungs) {
            steps.push_back((steps.empty() ? "Phone " : "Nobody answers: phone ") +
                            reached(rung.role) + ". Try " + std::to_string(rung.attempts) +
                            (rung.attempts == 1 ? " time" : " times") + " within " +
                            long_duration_words(rung.within) + ".");
        }
        if (!procedure_.ladder.last_resort.empty()) {
            steps.push_back("Nobody answers: phone " + reached(procedure_.ladder.last_resort) +
                            ", again every " +
                            long_duration_words(procedure_.ladder.last_resort_every) +
                            " until somebody does.");
        }
        steps.push_back("Tell " + reached(procedure_.level_1) + " who has it.");
        steps.push_back(
            "Write down who was phoned when, and what they said: it belongs to the record.");
    }

    void incidents() {
        std::vector<const Incident*> open;
        for (const auto& [id, incident] : state_.incidents()) {
            if (!incident.resolved) open.push_back(&incident);
        }
        const auto shown = open.begin() + std::min<std::ptrdiff_t>(incidents_max, std::ssize(open));
        std::partial_sort(open.begin(), shown, open.end(),
                          [](const Incident* one, const Incident* other) {
                              return std::tie(one->drill, one->severity, one->id) <
                                     std::tie(other->drill, other->severity, other->id);
                          });
        for (auto row = open.begin(); row != shown; ++row) {
            const Incident* one = *row;
            const std::string taken =
                one->holder ? one->holder->name + " has it since " +
                                  short_time(zone_, one->holder->at, now_)
                            : "NOT TAKEN since " + short_time(zone_, one->opened, now_);
            view_.sheet.open.push_back(
                {reference(one->id),
                 named_in_list(*one, "severity " + std::to_string(one->severity)) + ", " + taken});
        }
        view_.sheet.more_open = open.size() - view_.sheet.open.size();
    }

    Time moment(Instant at) const {
        const std::string iso = iso_local(zone_, at);
        return {iso, short_day(zone_.day(at)) + " " + iso.substr(11, 5) +
                         (zone_.in_repeated_hour(at) ? " " + zone_.abbreviation(at) : "")};
    }

    void ahead() {
        const Span within{now_, zone_.instant(plus_days(zone_.day(now_), view_.sheet.days),
                                              std::chrono::hours(24))};
        std::set<std::pair<std::string, std::string>> told;  // two procedures may ask for one duty
        for (const Duty& duty : duties(draft_)) {
            if (!told.emplace(duty.procedure->rota, duty.required.role).second) continue;
            const RotaVersion* version = state_.rotas().find(duty.procedure->rota);
            const Rota none;
            const Rota& rota = version == nullptr ? none : version->rota;
            std::vector<std::pair<Span, std::vector<SheetPerson>>> lines;
            for (OnCall stretch : stretches(rota, duty.required.role, within)) {
                if (stretch.people.empty()) continue;
                // One that runs already, or runs on, begins and ends where it does.
                const std::string& role = duty.required.role;
                if (stretch.since == within.from)
                    stretch.since = on_call(rota, role, within.from).since;
                if (stretch.until == within.to)
                    stretch.until = on_call(rota, role, within.to - Duration(1)).until;
                std::vector<SheetPerson> people;
                for (const std::string& id : stretch.people) people.push_back(person(id, stretch));
                lines.emplace_back(Span{stretch.since, stretch.until}, std::move(people));
            }
            for (const Gap& gap : gaps_of(draft_, duty, rota, within)) {
                if (gap.present == 0) lines.emplace_back(gap.span, std::vector<SheetPerson>{});
            }
            std::ranges::stable_sort(lines, [](const auto& one, const auto& other) {
                return one.first.from < other.first.from;
            });
            for (auto& [span, people] : lines) {
                view_.sheet.ahead.push_back({capitalised(duty.called), moment(span.from),
                                             moment(span.to), std::move(people)});
            }
        }
    }

    SheetPerson person(const std::string& id, const OnCall& stretch) const {
        const auto found = find_person(state_, directory_, id, std::max(stretch.since, now_));
        return found ? person_of(directory_, *found) : SheetPerson{id, "", "", ""};
    }

    void sources() {
        for (const auto& [name, rota] : state_.rotas()) {
            std::string words = "Rota " + name + ", version " + std::to_string(rota.latest);
            const RotaEdition* edition = state_.rota_editions().find({name, rota.latest});
            if (edition != nullptr) {
                words += ", uploaded " + short_time(zone_, edition->at, now_) +
                         (edition->by.empty() ? "" : " by " + edition->by);
            }
            view_.sheet.sources.push_back(words + ".");
        }
    }

    const State& state_;
    const Directory& directory_;
    const Zone zone_;
    const Instant now_;
    const Draft draft_;
    const Procedure& procedure_;
    SheetView view_;
};

}  // namespace

SheetView sheet_view(const State& state, const Directory& directory, Instant now, int days) {
    return Viewing(state, directory, now, days).view();
}

std::uint64_t sheet_fingerprint(const State& state, const Directory& directory) {
    std::uint64_t mixed = 0;
    const auto mix = [&](std::uint64_t value) { mixed = (mixed ^ value) * 0x100000001b3U; };
    for (const auto& [name, rota] : state.rotas()) mix(rota.changed);
    mix(std::hash<std::string>()(state.directory_sha256()));
    mix(directory.exercise ? 1 : 0);
    for (const auto& [id, incident] : state.incidents()) {
        if (incident.resolved) continue;
        mix(id.value);
        mix(static_cast<std::uint64_t>(incident.severity));
        if (incident.holder) {
            mix(static_cast<std::uint64_t>(incident.holder->at.time_since_epoch().count()));
        }
    }
    return mixed;
}

}  // namespace tocsin
