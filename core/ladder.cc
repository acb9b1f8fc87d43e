#include "core/ladder.h"

#include "core/calls.h"
#include "core/climb_words.h"
#include "core/compose.h"
#include "core/news.h"
#include "core/sabotage.h"
#include "core/terms.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tocsin {
namespace {

Failure failure_of(const Draft& draft, const Incident& incident) {
    bool any_left = false;
    int offered = 0;
    bool outside = false;
    for (const auto& [person, called] : incident.called) {
        const Call* call = draft.state.calls().find(called.call);
        if (called.rung != incident.climb.rung || call == nullptr) continue;
        outside = outside || draft.kept_from(called.callee, {incident.id});
        offered += call->offered;
        any_left = any_left || incident.climb.pending.contains(called.call);
    }
    if (offered == 0 && outside) return Failure::outside;
    return attempt_failed(true, offered, any_left, true);
}

// A step that is to begin, and the people it calls.
struct Planned {
    StepBegan step;
    bool skipped = false;
};

// Walks one incident up its ladder from where it stands to the step that is due at `now`.
class Walk {
public:
    Walk(Draft& draft, const Incident& incident)
        : draft_(draft),
          incident_(incident),
          procedure_(draft.procedure(incident)),
          rung_(incident.climb.rung),
          attempt_(incident.climb.attempt),
          round_(incident.climb.round),
          began_(incident.climb.rung_began),
          due_(incident.climb.due),
          why_(incident.climb.why),
          named_(incident.climb.named) {}

    std::vector<Planned> steps() {
        std::vector<Planned> planned;
        if (attempt_ > 0 && !fail_current()) return planned;
        // The ladder is finite and the last resort's step always ends in the future.
        for (;;) {
            move_on();
            Planned next{step(), false};
            next.skipped = next.step.until <= draft_.now;
            const bool nobody = next.step.callees.empty();
            draft_.add(next.step);
            planned.push_back(next);
            if (nobody && !at_last_resort()) gaps_.push_back(gap_values(next.step));
            if (!next.skipped && !nobody) return planned;
            if (!next.skipped && at_last_resort()) return planned;
            const bool last = nobody || last_attempt();
            draft_.add(StepFailed{incident_.id, rung_, attempt_,
                                  nobody ? words(Failure::nobody_on_duty) : "its time had passed",
                                  last});
            // Whoever has it keeps it: what stands climbs no higher, however late we look.
            if (last && incident_.climb.standing) return planned;
            if (nobody) attempt_ = attempts();
            if (!nobody) due_ = next.step.until;
        }
    }

private:
    bool at_last_resort() const { return rung_ >= last_resort(procedure_); }
    const Rung& rung() const { return procedure_.ladder.rungs[static_cast<std::size_t>(rung_)]; }
    int attempts() const {
        return at_last_resort() || sabotaged(Mutant::one_attempt) ? 1 : rung().attempts;
    }
    bool last_attempt() const { return attempt_ >= attempts(); }

    // The attempt in progress has failed. False: somebody has the incident, and its calls end here.
    bool fail_current() {
        const std::string tried =
            short_time(draft_.directory.calendar.zone, incident_.climb.due_set, draft_.now) + " " +
            words(failure_of(draft_, incident_));
        draft_.add(StepFailed{incident_.id, rung_, attempt_, tried, last_attempt()});
        if (last_attempt() && incident_.climb.standing) return false;
        if (at_last_resort() && sabotaged(Mutant::ladder_ends)) return false;
        if (last_attempt() && !at_last_resort()) {
            tries_ = incident_.climb.tries + (incident_.climb.tries.empty() ? "" : ", ") + tried;
        }
        return true;
    }

    void move_on() {
        if (attempt_ == 0) {
            attempt_ = 1;
            began_ = due_;
        } else if (!at_last_resort() && !last_attempt()) {
            ++attempt_;
        } else {
            const std::string missed = rung_called(draft_, incident_, rung_);
            rung_ = std::min(rung_ + 1, last_resort(procedure_));
            attempt_ = 1;
            began_ = due_;
            named_.reset();
            why_ = missed_words(missed, gap_);
            climbed_ = true;
        }
        if (at_last_resort()) ++round_;
        gap_ = false;
    }

    StepBegan step() {
        StepBegan step;
        step.incident = incident_.id;
        step.rung = rung_;
        step.attempt = attempt_;
        step.round = round_;
        step.rung_began = began_;
        step.role = at_last_resort() ? procedure_.ladder.last_resort : rung().role;
        const Meaning people = meaning(draft_.state, draft_.directory, procedure_, step.role,
                                       sabotaged(Mutant::yesterdays_shift) ? began_ : draft_.now,
                                       incident_.alarm.service);
        step.called = named_ ? named_->called : people.called;
        step.callees = named_ ? std::vector{*named_} : people.people;
        if (!named_ && people.until) {
            step.rota_version = people.rota_version;
            step.on_duty = Span{people.since, *people.until};
        }
        gap_until_ = people.until;
        gap_ = step.callees.empty();
        if (!named_) add_called_before(step);
        if (at_last_resort()) add_newcomers(step);
        step.until = until();
        step.why = why_;
        if (climbed_ && !at_last_resort()) step.why = with_duty(step.why, step.called);
        return step;
    }

    // When the shift changes meanwhile, the next attempt goes to the incoming person too (HSSI-14).
    void add_called_before(StepBegan& step) const {
        if (rung_ != incident_.climb.rung || incident_.climb.attempt == 0) return;
        for (const auto& [person, called] : incident_.called) {
            if (called.rung == rung_) add(step.callees, called.callee);
        }
    }

    // Who has come on duty since the ladder passed their rung is called with the last resort.
    void add_newcomers(StepBegan& step) const {
        for (const Rung& lower : procedure_.ladder.rungs) {
            for (const Callee& callee : meaning(draft_.state, draft_.directory, procedure_,
                                                lower.role, draft_.now, incident_.alarm.service)
                                            .people) {
                if (!incident_.called.contains(callee.person)) add(step.callees, callee);
            }
        }
    }

    static void add(std::vector<Callee>& callees, const Callee& callee) {
        const bool there = std::any_of(callees.begin(), callees.end(), [&](const Callee& one) {
            return one.person == callee.person;
        });
        if (!there) callees.push_back(callee);
    }

    // The end of this attempt's share. No drift: it counts from when the step fell due, not from
    // when the Tick came (P7); the last resort comes again at due + k x interval in the future.
    Instant until() const {
        if (at_last_resort()) {
            const Duration every = procedure_.ladder.last_resort_every;
            return due_ + every * ((std::max(draft_.now, due_) - due_) / every + 1);
        }
        const Duration drift =
            sabotaged(Mutant::deadline_from_now) ? draft_.now - due_ : Duration{0};
        return std::min(due_ + drift + rung().share(), began_ + drift + rung().within);
    }

    Values gap_values(const StepBegan& step) const {
        const Zone& zone = draft_.directory.calendar.zone;
        const int next = std::min(rung_ + 1, last_resort(procedure_));
        return {{"gaprole", step.called},
                {"frm", short_time(zone, draft_.now, draft_.now)},
                {"to", gap_until_ && *gap_until_ < never ? short_time(zone, *gap_until_, draft_.now)
                                                         : "a rota is uploaded"},
                {"effect", "go on to " + rung_called(draft_, incident_, next)}};
    }

public:
    // "02:14 no answer, 02:24 not delivered" when a rung has just been given up; else empty.
    const std::string& tries() const { return tries_; }

    // What level 1 is told of the rungs on the way that nobody is on.
    const std::vector<Values>& gaps() const { return gaps_; }

private:
    Draft& draft_;
    const Incident& incident_;
    const Procedure& procedure_;
    int rung_;
    int attempt_;
    int round_;
    Instant began_;
    Instant due_;
    std::string why_;
    std::optional<Callee> named_;
    std::optional<Instant> gap_until_;
    bool gap_ = false;
    bool climbed_ = false;
    std::string tries_;
    std::vector<Values> gaps_;
};

std::string names(const std::vector<Callee>& callees) {
    std::string text;
    for (const Callee& callee : callees) {
        text += (text.empty() ? "" : ", ") + callee.called + " " + callee.name;
    }
    return text.empty() ? "nobody" : text;
}

// Where a Walk has led.
struct Walked {
    const Incident* incident;
    StepBegan step;
    std::string tries;
    std::vector<Values> gaps;
};

// News for level 1, once for all the incidents of which the same is to be said: a burst of alarms
// is one text, not one an alarm.
class Progress {
public:
    explicit Progress(Draft& draft) : draft_(draft) {}

    // Gaps, a rung given up, who has it no longer, and, with growing intervals, that nobody has it
    // (P11).
    void add(const Walked& walked) {
        const Incident& incident = *walked.incident;
        const StepBegan& step = walked.step;
        for (const Values& gap : walked.gaps) {
            if (!sabotaged(Mutant::silent_gap)) add(incident, "rota.gap.now", gap);
        }
        // The last that level 1 heard is that this person has it.
        if (incident.climb.given_up && incident.climb.attempt == 0) {
            add(incident, "told.level1.passed", passed(walked));
        }
        if (step.rung >= last_resort(draft_.procedure(incident))) {
            const bool power_of_two = (step.round & (step.round - 1)) == 0;
            if (power_of_two)
                add(incident, "told.level1.last", {{"round", std::to_string(step.round)}});
        } else if (!walked.tries.empty()) {
            add(incident, "told.level1.up", missed(walked));
        } else if (begins_above(walked)) {
            add(incident, "told.level1.began", begun(walked));
        }
    }

    void tell() const {
        for (const auto& [news, told] : news_) {
            const auto& [text_id, values, drill] = news;
            tell_level_1(draft_, *told.procedure, text_id, values, told.incidents, told.severity);
        }
    }

private:
    struct Told {
        const Procedure* procedure;
        std::vector<IncidentId> incidents;
        int severity;
    };

    void add(const Incident& incident, const std::string& text_id, Values values) {
        Told& told = news_
                         .try_emplace({text_id, std::move(values), incident.drill},
                                      Told{&draft_.procedure(incident), {}, incident.severity})
                         .first->second;
        told.incidents.push_back(incident.id);
        told.severity = std::min(told.severity, incident.severity);
    }

    // Nobody below was called for it, level 1 neither, and its people are told to phone level 1.
    bool begins_above(const Walked& walked) const {
        const Incident& incident = *walked.incident;
        return walked.step.rung > 0 && walked.step.attempt == 1 && incident.climb.attempt == 0 &&
               incident.called_to < 0 &&
               draft_.procedure(incident).ladder.rungs.front().role ==
                   draft_.procedure(incident).level_1;
    }

    Values begun(const Walked& walked) const {
        return {{"next_people", names(walked.step.callees)},
                {"time", short_time(draft_.directory.calendar.zone, draft_.now, draft_.now)}};
    }

    Values missed(const Walked& walked) const {
        const Callee* first = nullptr;
        for (const auto& [person, called] : walked.incident->called) {
            if (called.rung == walked.incident->climb.rung && first == nullptr)
                first = &called.callee;
        }
        return {{"role", first == nullptr ? "" : first->called},
                {"person", first == nullptr ? "nobody" : first->name},
                {"tries", walked.tries},
                {"next", walked.step.called},
                {"next_people", names(walked.step.callees)},
                {"time", short_time(draft_.directory.calendar.zone, draft_.now, draft_.now)}};
    }

    Values passed(const Walked& walked) const {
        const Zone& zone = draft_.directory.calendar.zone;
        const Holder& before = *walked.incident->climb.given_up;
        const StepBegan& step = walked.step;
        std::string people;
        for (const Callee& callee : step.callees) {
            people += (people.empty() ? "" : ", ") + callee.name;
        }
        return {{"person", before.name},
                {"role", before.called},
                {"time", short_time(zone, walked.incident->climb.rung_began, draft_.now)},
                {"above", capitalised(step.called)},
                {"people", people.empty() ? "nobody" : people},
                {"next", step.called},
                {"sent", short_time(zone, draft_.now, draft_.now)}};
    }

    Draft& draft_;
    // What is said of drills is said apart.
    std::map<std::tuple<std::string, Values, bool>, Told> news_;
};

}  // namespace

std::optional<Callee> find_person(const State& state, const Directory& directory,
                                  const PersonId& id, Instant at) {
    const auto callee = [&](const std::string& name, const Contact& contact) {
        const bool outside = directory.outside.contains(id);
        // A week of the rota brings phones and mail; the app is the configuration's.
        const auto known = directory.people.find(id);
        const bool lacks = contact.push.empty() && known != directory.people.end();
        const std::string& push = lacks ? known->second.contact.push : contact.push;
        return Callee{id, name, name, contact.phone, contact.mail, outside, push};
    };
    for (const auto& [name, rota] : state.rotas()) {
        const WeeklyRota* week = week_in_force(rota.rota, week_at(directory.calendar.zone, at));
        if (week == nullptr) continue;
        for (const Person& person : week->contacts) {
            if (person.id == id) return callee(person.name, person.contact);
        }
    }
    if (const auto person = directory.people.find(id); person != directory.people.end()) {
        return callee(person->second.name, person->second.contact);
    }
    if (const auto desk = directory.desks.find(id); desk != directory.desks.end()) {
        Contact contact = desk->second.contact;
        if (sabotaged(Mutant::landline_texted) && contact.phone.empty()) {
            contact.phone = desk->second.landline;
        }
        return callee(desk->second.name, contact);
    }
    return std::nullopt;
}

Meaning meaning_for(const Draft& draft, const Incident& incident, const std::string& role) {
    return meaning(draft.state, draft.directory, draft.procedure(incident), role, draft.now,
                   incident.alarm.service);
}

bool has_a_role(const Draft& draft, const Incident& incident, const std::vector<std::string>& roles,
                const PersonId& person) {
    return std::ranges::any_of(roles, [&](const std::string& role) {
        const auto people = meaning_for(draft, incident, role).people;
        return std::ranges::any_of(people, [&](const Callee& one) { return one.person == person; });
    });
}

Meaning meaning(const State& state, const Directory& directory, const Procedure& procedure,
                const std::string& role_name, Instant at, const std::string& service_id) {
    Meaning found;
    const Role* role = procedure.find_role(role_name);
    if (role == nullptr) return found;
    const auto row = directory.services.find(service_id);
    const Service* service = row == directory.services.end() ? nullptr : &row->second;
    const RoleSource* source = source_at(procedure, *role, directory.calendar, at, service);
    if (source == nullptr) {
        if (!role->sources.empty()) found.called = role->sources.front().called;
        return found;
    }
    found.called = source->called;
    found.term = source->term;
    const auto add = [&](const PersonId& id) {
        if (std::optional<Callee> callee = find_person(state, directory, id, at)) {
            callee->called = source->called;
            callee->outside = callee->outside || source->outside;
            found.people.push_back(std::move(*callee));
        }
    };
    if (source->rota_role.empty()) {
        std::ranges::for_each(source->people, add);
        std::ranges::for_each(service_contacts(service, source->of_service), add);
        return found;
    }
    found.until = never;
    found.since = Instant{};
    const RotaVersion* rota = state.rotas().find(procedure.rota);
    if (rota == nullptr) return found;
    const OnCallView duty = look_up(rota->rota, source->rota_role, at);
    for (const std::string_view id : duty.people()) add(PersonId(id));
    found.until = duty.until;
    found.since = duty.since;
    found.rota_version = rota->version_of(week_at(directory.calendar.zone, at));
    return found;
}

int last_resort(const Procedure& procedure) {
    return static_cast<int>(procedure.ladder.rungs.size());
}

std::optional<int> rung_of(const Procedure& procedure, const std::string& role) {
    for (int rung = 0; rung < last_resort(procedure); ++rung) {
        if (procedure.ladder.rungs[static_cast<std::size_t>(rung)].role == role) return rung;
    }
    if (role == procedure.ladder.last_resort) return last_resort(procedure);
    return std::nullopt;
}

std::string rung_called(const Draft& draft, const Incident& incident, int rung) {
    const Procedure& procedure = draft.procedure(incident);
    if (rung >= last_resort(procedure)) return "the last resort";
    return meaning_for(draft, incident, procedure.ladder.rungs[static_cast<std::size_t>(rung)].role)
        .called;
}

Failure attempt_failed(bool anybody_on_duty, int sends_offered, bool any_send_left,
                       bool share_over) {
    if (!anybody_on_duty) return Failure::nobody_on_duty;
    if (sends_offered == 0) return Failure::no_address;
    if (!any_send_left) return Failure::every_channel_failed;
    if (share_over) return Failure::unanswered;
    return Failure::none;
}

std::string words(Failure failure) {
    switch (failure) {
        case Failure::none:
            return "in progress";
        case Failure::nobody_on_duty:
            return "nobody on duty";
        case Failure::no_address:
            return "no address";
        case Failure::outside:
            return "outside, exercise";
        case Failure::every_channel_failed:
            return "not delivered";
        case Failure::unanswered:
            return "no answer";
    }
    return "";
}

void climb(Draft& draft, const std::vector<IncidentId>& due) {
    CallPlan plan;
    std::vector<Walked> all;
    for (const IncidentId id : due) {
        const Incident& incident = *draft.state.incidents().find(id);
        Walk walk(draft, incident);
        std::vector<Planned> steps = walk.steps();
        if (steps.empty()) continue;
        // Whoever is called for a step that was skipped has as long to answer as the others: a text
        // that ends at the moment it is sent might not be delivered at all.
        const Instant until = steps.back().step.until;
        for (Planned& planned : steps) {
            if (planned.skipped && sabotaged(Mutant::repeat_skipped)) continue;
            planned.step.until = std::max(planned.step.until, until);
            plan.add(incident, planned.step);
        }
        draft.climbed[id] = steps.back().step.rung;
        all.push_back({&incident, steps.back().step, walk.tries(), walk.gaps()});
    }
    // Calls first: news must not take the room at a provider from them.
    make_calls(draft, plan);
    Progress progress(draft);
    for (const Walked& one : all) progress.add(one);
    progress.tell();
}

}  // namespace tocsin
