#include "tests/simulator/shift_watch.h"

#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::seconds;

// An escalation that has gone on for so long is told: it is looked for every 5 minutes.
constexpr Duration looked_for = std::chrono::minutes(6);

// A Tick handles 256 dues; what it leaves is done by the next, within moments.
constexpr Duration patience = seconds(90);

const ShiftStart& settings(const Directory& directory) {
    return directory.procedures.at("hssi").shift_start;
}

}  // namespace

void ShiftWatch::forget() {
    rota_ = {};
    asked_.clear();
    told_.clear();
    live_since_.clear();
    owed_.clear();
    late_.clear();
}

// ---------------------------------------------------------------- the entries

bool ShiftWatch::asked_about(const Owed& owed) const {
    return std::any_of(asked_.begin(), asked_.end(), [&](const auto& row) {
        const Asked& asked = row.second;
        if (asked.stood_down || asked.person != owed.person) return false;
        return std::any_of(asked.shifts.begin(), asked.shifts.end(), [&](const ShiftLine& line) {
            return line.role == owed.role && line.span.from == owed.from;
        });
    });
}

void ShiftWatch::judge(const Record& record, const ShiftAsked& asked) const {
    const std::string who = asked.callee.person + " is asked about a shift ";
    for (const ShiftLine& line : asked.shifts) {
        const Instant now = record.entry.at;
        if (line.span.to <= now) throw Broken("HSSI-15", who + "that is over");
        const OnCall duty = on_call(rota_, line.role, std::max(now, line.span.from));
        const bool theirs = std::find(duty.people.begin(), duty.people.end(),
                                      asked.callee.person) != duty.people.end();
        if (!theirs) throw Broken("HSSI-15", who + "of somebody else: " + line.role);
        if (line.span.from - settings(directory_).ahead > now)
            throw Broken("HSSI-15", who + "too early");
        if (asked_about({line.role, asked.callee.person, line.span.from}))
            throw Broken("HSSI-15", who + "once more: " + line.role);
    }
}

// Only the person's own word answers: by link or API, or the code from the phone that was asked.
void ShiftWatch::judge(const Step& step, const ShiftMoved& moved) const {
    const bool answers =
        moved.to == ShiftMoved::To::confirmed || moved.to == ShiftMoved::To::declined;
    if (!answers) return;
    const Asked& asked = asked_.at(moved.question);
    for (const Input& input : step.inputs) {
        if (const auto* said = std::get_if<ShiftAnswered>(&input.what)) {
            if (said->person == asked.person && (!said->needs_digits || said->digits == asked.code))
                return;
        } else if (const auto* text = std::get_if<Replied>(&input.what)) {
            const Meant* meant = replies_.meaning(*text);
            if (meant == nullptr || meant->code != asked.code || text->from != asked.phone)
                continue;
            const bool declines = meant->wish == Meant::Wish::pass;
            const bool takes = meant->wish == Meant::Wish::take;
            if (moved.to == ShiftMoved::To::declined ? declines : takes) return;
        }
    }
    throw Broken("P12", "the shift of " + asked.person + " is answered, and they did not say so");
}

void ShiftWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* rota = std::get_if<RotaActivated>(&event)) {
        put_week(rota_, rota->rota, rota->rolling);
    } else if (const auto* made = std::get_if<SwapMade>(&event)) {
        rota_.swaps.push_back(made->swap);
    } else if (const auto* asked = std::get_if<ShiftAsked>(&event)) {
        if (step != nullptr) judge(record, *asked);
        const Duration length = asked->until - record.entry.at;
        asked_[asked->question] = {asked->callee.person,
                                   asked->callee.phone,
                                   asked->code,
                                   asked->shifts,
                                   record.at + length,
                                   length,
                                   true,
                                   false};
    } else if (const auto* moved = std::get_if<ShiftMoved>(&event)) {
        if (step != nullptr) judge(*step, *moved);
        Asked& question = asked_.at(moved->question);
        if (moved->to != ShiftMoved::To::reminded) question.open = false;
        question.stood_down = moved->to == ShiftMoved::To::stood_down;
    } else if (const auto* told = std::get_if<ShiftTold>(&event)) {
        if (told->stage == "live")
            told_.insert({told->shift.role, told->person, told->shift.span.from, true});
    } else if (const auto* call = std::get_if<CallMade>(&event)) {
        for (const auto& [id, asked_before] : asked_) {
            if (step != nullptr && asked_before.open && call->attempt == 1 &&
                asked_before.person == call->callee.person && asked_before.code == call->code)
                throw Broken("codes", asked_before.person + " has a call and a shift of one code");
        }
    } else if (const auto* took = std::get_if<TookOver>(&event);
               took != nullptr && took->rebooted) {
        // The clock began anew: what remains is at most what it was in the beginning.
        for (auto& [id, question] : asked_) question.deadline = record.at + question.length;
    }
}

// ---------------------------------------------------------------- after the step

// Whoever has a duty at this moment, by the engine's clock, and was not asked.
std::set<ShiftWatch::Owed> ShiftWatch::owed(Instant engine_now) const {
    std::set<Owed> all;
    for (const std::string& role : settings(directory_).duties) {
        const OnCall duty = on_call(rota_, role, engine_now);
        for (const PersonId& person : duty.people) {
            const Owed one{role, person, duty.since};
            if (!asked_about(one)) all.insert(one);
        }
    }
    return all;
}

// Whoever has the next shift, well within the time ahead of it, while something has been live.
std::set<ShiftWatch::Owed> ShiftWatch::untold(Instant at, Instant engine_now) const {
    std::set<Owed> all;
    const Duration ahead = settings(directory_).live_ahead - looked_for;
    for (const std::string& role : settings(directory_).duties) {
        const OnCall now = on_call(rota_, role, engine_now);
        // Whoever comes next may have had it up to then.
        const bool just_begun = now.since + looked_for > engine_now;
        if (now.until > engine_now + ahead || just_begun) continue;
        for (const PersonId& person : on_call(rota_, role, now.until).people) {
            if (std::find(now.people.begin(), now.people.end(), person) != now.people.end())
                continue;
            const Owed one{role, person, now.until, true};
            const bool news =
                std::any_of(live_since_.begin(), live_since_.end(), [&](const auto& live) {
                    return live.second + looked_for < at &&
                           !ladders_.at(live.first).called.contains(person);
                });
            if (news && !told_.contains(one)) all.insert(one);
        }
    }
    return all;
}

void ShiftWatch::stepped(const Step& step) {
    std::map<PersonId, int> questions;
    bool unconfirmed = false;
    bool told = false;
    for (const Record& record : step.records) {
        const Event& event = record.entry.event;
        if (const auto* asked = std::get_if<ShiftAsked>(&event)) {
            if (++questions[asked->callee.person] > 1)
                throw Broken("P8", asked->callee.person + " gets two questions at once");
        } else if (const auto* moved = std::get_if<ShiftMoved>(&event)) {
            unconfirmed = unconfirmed || moved->to == ShiftMoved::To::unconfirmed;
        } else if (const auto* offered = std::get_if<SendOffered>(&event)) {
            told = told || offered->text_id == "shift.unconfirmed";
        }
    }
    if (unconfirmed && !told)
        throw Broken("HSSI-15", "a shift is not confirmed, and level 1 is not told");
    std::erase_if(live_since_, [&](const auto& live) {
        const LadderWatch::Ladder* ladder = ladders_.find(live.first);
        return ladder == nullptr || !ladder->running;
    });
    for (const auto& [id, ladder] : ladders_.ladders()) {
        // Nobody is told of a drill ahead.
        if (ladder.running && !ladder.drill) live_since_.try_emplace(id, step.at);
    }
    if (!std::holds_alternative<Tick>(step.inputs.back().what)) return;

    std::set<Owed> still = owed(step.at + step.offset);
    still.merge(untold(step.at, step.at + step.offset));
    std::erase_if(owed_, [&](const auto& row) { return !still.contains(row.first); });
    for (const Owed& one : still) {
        const Instant since = owed_.try_emplace(one, step.at).first->second;
        if (step.at - since > patience)
            throw Broken(one.live ? "HSSI-67" : "HSSI-15",
                         one.person +
                             (one.live ? " is told of nothing before the shift as "
                                       : " was not asked about the shift as ") +
                             one.role + " from " + iso_local(directory_.calendar.zone, one.from));
    }
    for (const auto& [id, asked] : asked_) {
        if (!asked.open || step.at < asked.deadline + seconds(1)) {
            late_.erase(id);
            continue;
        }
        const Instant since = late_.try_emplace(id, step.at).first->second;
        if (step.at - since > patience)
            throw Broken("HSSI-15", asked.person + " has not answered, and nobody hears of it");
    }
}

void ShiftWatch::ended(Instant at) {
    for (const auto& [id, asked] : asked_) {
        if (asked.open && asked.deadline + std::chrono::minutes(5) < at)
            throw Broken("liveness", asked.person + " was asked, and nothing came of it");
    }
}

}  // namespace tocsin
