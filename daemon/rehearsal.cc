#include "daemon/rehearsal.h"

#include "core/draft.h"
#include "core/ladder.h"
#include "daemon/sample_words.h"
#include "rota/bank_holidays.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

using Kind = RehearsedLine::Kind;
using End = Rehearsal::End;

// The roles whose people a reader wants to see change: the ladder's, then level 1's.
std::vector<std::string> roles_of(const Procedure& procedure) {
    std::vector<std::string> roles;
    const auto add = [&roles](const std::string& role) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
    };
    for (const Rung& rung : procedure.ladder.rungs) add(rung.role);
    add(procedure.ladder.last_resort);
    add(procedure.level_1);
    return roles;
}

std::string names(const Meaning& meaning) {
    std::string text;
    for (const Callee& callee : meaning.people) text += (text.empty() ? "" : ", ") + callee.name;
    // A desk is called by its own name.
    if (text == meaning.called) return text;
    return meaning.called + " " + (text.empty() ? "nobody" : text);
}

RehearsedLine line_of(Kind kind, Instant at) {
    RehearsedLine line;
    line.kind = kind;
    line.at = at;
    return line;
}

class Play {
public:
    Play(const RehearsalGround& ground, const Supposition& supposed)
        : directory_(*ground.directory),
          supposed_(supposed),
          house_(ground, supposed.at),
          answers_(supposed.answers) {
        std::stable_sort(answers_.begin(), answers_.end(), [](const auto& one, const auto& other) {
            return one.after < other.after;
        });
        for (const std::string& channel : supposed.failing) house_.fail(channel);
    }

    Rehearsal run() {
        const Effects opened = step(Reported{"simulate", "simulate", {supposed_.alarm}, "", ""});
        incident_ = opened.replies.front().answer.incidents.front();
        story_.supposed = supposed_;
        describe_incident();
        if (!incident()->climb.running) confirm();
        play();
        story_.ends = house_.now();
        add_shifts();
        add_notes();
        std::stable_sort(
            story_.lines.begin(), story_.lines.end(),
            [](const RehearsedLine& one, const RehearsedLine& other) { return one.at < other.at; });
        return std::move(story_);
    }

private:
    const Incident* incident() const { return house_.state().incidents().find(incident_); }

    void describe_incident() {
        story_.service_name = incident()->service_name;
        story_.procedure = incident()->procedure;
        story_.procedure_hash = incident()->procedure_hash;
        story_.last_resort_every = procedure().ladder.last_resort_every;
    }

    // Some procedures call nobody before a person has confirmed: supposed to be done at once.
    void confirm() {
        PublicWords words;
        if (!supposed_.alarm.state.empty()) words.state = supposed_.alarm.state;
        words.place = supposed_.alarm.place;
        step(Confirmed{incident_, "simulate", words});
        story_.confirmed = true;
    }

    // ------------------------------------------------------------ the machine and its world
    Effects step(const Occurrence& what) {
        Effects effects = house_.step(what);
        look_at(effects);
        return effects;
    }

    void look_at(const Effects& effects) {
        for (const Entry& entry : effects.entries) std::visit(Look{*this, entry}, entry.event);
    }

    void play() {
        const Instant horizon = supposed_.at + supposed_.horizon;
        while (house_.steps() < rehearsal_steps_max) {
            if (const std::optional<Effects> effects = house_.next()) {
                look_at(*effects);
                continue;
            }
            if (over()) return;
            const std::optional<Instant> due = house_.state().next_due();
            const bool answered = !answers_.empty() && (!due || answer_at() <= *due);
            if (!answered && !due) {
                story_.end = End::nobody_left;
                return;
            }
            const Instant next = answered ? answer_at() : *due;
            if (next > horizon) {
                house_.wait_until(horizon);
                story_.end = End::horizon;
                return;
            }
            house_.wait_until(next);
            if (answered) answer();
        }
        story_.end = End::steps;
    }

    // Whether all has been seen; everything due by now is done.
    bool over() {
        const Incident* here = incident();
        if (here != nullptr && here->climb.running) {
            // What follows the second round repeats it, until a supposed answer comes.
            const bool repeats = here->climb.round >= 2 && answers_.empty();
            if (repeats) story_.end = End::last_resort;
            return repeats;
        }
        story_.end = End::taken;
        return answers_.empty();
    }

    // How somebody answers a call: as its text asks, else by the link of what came. Who received
    // nothing is told by somebody, who takes it on their behalf.
    std::string road_of(CallId call) const {
        std::string road = "API";
        for (const RehearsedSend& send : story_.lines[line_of_call_.at(call)].sends) {
            if (send.verdict != Verdict::accepted) continue;
            if (send.replies) return "text";
            road = "link";
        }
        return road;
    }

    Instant answer_at() const { return supposed_.at + answers_.front().after; }

    void answer() {
        SupposedAnswer said = answers_.front();
        answers_.erase(answers_.begin());
        const SupposedAnswer supposed = said;
        if (said.person.empty()) said.person = called_last_;
        if (said.person.empty()) return;
        story_.answered.push_back(supposed);
        const auto call = latest_call_.find(said.person);
        Acknowledgement taking;
        taking.person = said.person;
        taking.via = call == latest_call_.end() ? "API" : road_of(call->second);
        if (call == latest_call_.end()) {
            taking.incident = incident_;
        } else {
            taking.call = call->second;
        }
        const Answer answer = step(taking).replies.front().answer;
        if (answer.kind == Answer::Kind::taken) return;
        RehearsedLine line = line_of(Kind::taken, house_.now());
        line.person = said.person;
        line.name = said.person;
        line.words =
            answer.holder ? "is told that " + answer.holder->name + " has it" : "cannot take it";
        story_.lines.push_back(std::move(line));
    }

    // ------------------------------------------------------------ what is seen
    struct Look {
        Play& play;
        const Entry& entry;

        void operator()(const StepBegan& began) const { play.see(began, entry.at); }
        void operator()(const CallMade& made) const { play.see(made, entry.at); }
        void operator()(const SendOffered& offered) const { play.see(offered, entry.at); }
        void operator()(const SendSettled& settled) const { play.see(settled); }
        void operator()(const Taken& taken) const { play.see(taken, entry.at); }
        template <class Other>
        void operator()(const Other&) const {}
    };

    bool last_resort_step(const StepBegan& began) const { return began.round > 0; }

    void see(const StepBegan& began, Instant at) {
        step_ = began;
        if (!began.callees.empty()) return;
        RehearsedLine line = line_of(Kind::gap, at);
        line.role = began.role;
        line.called = began.called;
        line.attempt = began.attempt;
        line.round = began.round;
        line.last_resort = last_resort_step(began);
        line.rota_version = began.rota_version;
        line.words = "the next level is called at once (HSSI-16)";
        story_.lines.push_back(std::move(line));
    }

    void see(const CallMade& made, Instant at) {
        RehearsedLine line = line_of(Kind::call, at);
        line.role = step_.role;
        line.called = made.callee.called;
        line.person = made.callee.person;
        line.name = made.callee.name;
        line.attempt = made.covers.front().attempt;
        line.round = step_.round;
        line.last_resort = last_resort_step(step_);
        line.until = made.until;
        line.why = step_.why;
        line.rota_version = step_.rota_version;
        codes_[made.call] = made.code;
        latest_call_[made.callee.person] = made.call;
        called_last_ = made.callee.person;
        line_of_call_[made.call] = story_.lines.size();
        story_.lines.push_back(std::move(line));
    }

    void see(const SendOffered& offered, Instant at) {
        // A look at the rotas may tell of gaps meanwhile: that is no part of this incident.
        const bool ours = !offered.about.empty() || offered.text_id.starts_with("op.");
        if (!ours) return;
        RehearsedSend send;
        send.id = offered.message.id;
        send.medium = offered.message.medium;
        send.channel = offered.message.channel;
        send.to = offered.message.to;
        send.text_id = offered.text_id;
        send.subject = normalised(offered.message.subject, offered.call);
        send.text = normalised(offered.message.text, offered.call);
        send.replies = offered.call && offered.message.medium == Medium::sms &&
                       send.text.find("Reply 0000") != std::string::npos;
        RehearsedLine& line = line_for(offered, at);
        // What the news is, in a line: as the subject of its mail says it.
        if (line.kind == Kind::news && !send.subject.empty()) line.words = send.subject;
        line.sends.push_back(std::move(send));
    }

    RehearsedLine& line_for(const SendOffered& offered, Instant at) {
        if (offered.call) return story_.lines[line_of_call_.at(offered.call)];
        // One fact is one text and one mail; what follows is the next fact, unless it is the same
        // message by another provider.
        const auto same = [&](const RehearsedLine& line) {
            if (line.kind != Kind::news || line.at != at || line.person != offered.person ||
                line.sends.front().text_id != offered.text_id)
                return false;
            return !offered.first() ||
                   std::none_of(line.sends.begin(), line.sends.end(), [&](const auto& send) {
                       return send.medium == offered.message.medium;
                   });
        };
        const auto there = std::find_if(story_.lines.rbegin(), story_.lines.rend(), same);
        if (there != story_.lines.rend()) return *there;
        RehearsedLine line = line_of(Kind::news, at);
        line.person = offered.person;
        const auto reader =
            find_person(house_.state(), directory_, offered.person, offered.message.at);
        line.name = reader ? reader->name : offered.person;
        const std::string& text = offered.message.text;
        line.words = normalised(text.substr(0, text.find('\n')), {});
        story_.lines.push_back(std::move(line));
        return story_.lines.back();
    }

    void see(const SendSettled& settled) {
        for (RehearsedLine& line : story_.lines) {
            for (RehearsedSend& send : line.sends) {
                if (send.id == settled.send) send.verdict = settled.verdict;
            }
        }
    }

    void see(const Taken& taken, Instant at) {
        RehearsedLine line = line_of(Kind::taken, at);
        line.person = taken.person;
        line.name = taken.name;
        line.called = taken.called;
        line.words = std::string("takes it by ") + taken.via +
                     (taken.late ? ", late: the call above stands" : "");
        story_.lines.push_back(std::move(line));
    }

    std::string normalised(std::string text, CallId call) const {
        if (const auto code = codes_.find(call); code != codes_.end()) {
            replace_number(text, code->second, "0000");
        }
        replace_number(text, reference(incident_), "INC-0000");
        return with_sample_link(std::move(text), directory_.base_url);
    }

    // ------------------------------------------------------------ the calendar meanwhile
    const Procedure& procedure() const {
        return directory_.procedure(story_.procedure, story_.procedure_hash);
    }

    Meaning meant(const std::string& role, Instant at) const {
        return meaning(house_.state(), directory_, procedure(), role, at);
    }

    void add_shifts() {
        for (const std::string& role : roles_of(procedure())) {
            Meaning before = meant(role, supposed_.at);
            for (Instant at = next_shift(before, supposed_.at); at <= story_.ends;
                 at = next_shift(before, at)) {
                const Meaning after = meant(role, at);
                if (names(after) != names(before)) add_shift(role, before, after, at);
                before = after;
            }
        }
    }

    Instant next_shift(const Meaning& now, Instant at) const {
        return std::min(now.until.value_or(never),
                        next_change(directory_.calendar, procedure().core_hours, at));
    }

    void add_shift(const std::string& role, const Meaning& before, const Meaning& after,
                   Instant at) {
        RehearsedLine line = line_of(Kind::shift, at);
        line.role = role;
        line.called = after.called;
        if (!after.people.empty()) {
            line.person = after.people.front().person;
            line.name = after.people.front().name;
        }
        line.rota_version = after.rota_version;
        line.words = names(after) + " from here, was " + names(before);
        // A shift begins before whoever is called at that moment.
        const auto first = std::find_if(story_.lines.begin(), story_.lines.end(),
                                        [at](const RehearsedLine& one) { return one.at >= at; });
        story_.lines.insert(first, std::move(line));
    }

    void add_notes() {
        if (story_.confirmed) {
            story_.notes.push_back(
                "This procedure calls nobody before the incident is confirmed: supposed at once.");
        }
        add_clock_note();
        add_holiday_notes();
    }

    // The clocks go back or forward somewhere in the hour before the incident, or before its end.
    void add_clock_note() {
        const Zone& zone = directory_.calendar.zone;
        const Instant from = supposed_.at - std::chrono::hours(1);
        if (zone.offset(from) == zone.offset(story_.ends)) return;
        Instant low = std::chrono::floor<std::chrono::minutes>(from);
        Instant high = story_.ends;
        while (high - low > std::chrono::minutes(1)) {
            const Instant middle = std::chrono::floor<std::chrono::minutes>(low + (high - low) / 2);
            (zone.offset(middle) == zone.offset(from) ? low : high) = middle;
        }
        const auto clock = [&](Instant at) {
            return iso_local(zone, at).substr(11, 5) + " " + zone.abbreviation(at);
        };
        const Instant minute_before = high - std::chrono::minutes(1);
        const bool back = zone.offset(high) < zone.offset(from);
        // What the clock would have shown, had nobody touched it.
        const LocalTime would = zone.local(minute_before) + std::chrono::minutes(1);
        const auto midnight = std::chrono::floor<std::chrono::days>(would);
        const std::string shown = iso_utc(Instant{(would - midnight) + Duration{0}}).substr(11, 5) +
                                  " " + zone.abbreviation(minute_before);
        story_.notes.push_back(std::string("Clocks go ") + (back ? "back" : "forward") + " at " +
                               shown + ": " + clock(minute_before) + " is followed by " +
                               clock(high) + ". No wait gets longer or shorter.");
    }

    void add_holiday_notes() {
        const Calendar& calendar = directory_.calendar;
        const Day last = calendar.zone.day(story_.ends);
        for (Day day = calendar.zone.day(supposed_.at); day <= last; day = plus_days(day, 1)) {
            if (!covers(calendar, day)) {
                story_.notes.push_back("The bank holidays of " + long_day(day) +
                                       " are not known: it counts as an ordinary day.");
            }
            if (!bank_holiday(calendar, day)) continue;
            std::string name;
            for (const BankHoliday& holiday : bank_holidays_of_england_and_wales()) {
                if (holiday.day == day) name = std::string(" (") + holiday.name + ")";
            }
            story_.notes.push_back(long_day(day) + " is a bank holiday" + name +
                                   (procedure().core_hours.except_bank_holidays
                                        ? ": out of hours all day."
                                        : ", which this procedure does not heed."));
        }
    }

    const Directory& directory_;
    const Supposition& supposed_;
    VirtualHouse house_;
    std::vector<SupposedAnswer> answers_;
    IncidentId incident_;
    StepBegan step_;
    PersonId called_last_;
    std::map<CallId, std::string> codes_;
    std::map<CallId, std::size_t> line_of_call_;
    std::map<PersonId, CallId> latest_call_;
    Rehearsal story_;
};

}  // namespace

bool needed_by_rehearsal(const Zone& zone, Day week, Instant at) {
    const Day first = week_at(zone, at);
    return plus_days(first, -7) <= week && week <= plus_days(first, 14);
}

bool anybody_reached(const Rehearsal& rehearsal) {
    return std::any_of(rehearsal.lines.begin(), rehearsal.lines.end(), [](const auto& line) {
        return line.kind == Kind::call &&
               std::any_of(line.sends.begin(), line.sends.end(),
                           [](const auto& send) { return send.verdict == Verdict::accepted; });
    });
}

bool has_gap(const Rehearsal& rehearsal) {
    return std::any_of(rehearsal.lines.begin(), rehearsal.lines.end(),
                       [](const auto& line) { return line.kind == Kind::gap; });
}

bool needs_somebody(const Rehearsal& rehearsal) {
    return !anybody_reached(rehearsal) || has_gap(rehearsal);
}

Rehearsal rehearse(const RehearsalGround& ground, const Supposition& supposed) {
    return Play(ground, supposed).run();
}

}  // namespace tocsin
