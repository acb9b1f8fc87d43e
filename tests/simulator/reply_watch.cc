#include "tests/simulator/reply_watch.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// How often a phone is answered: what the texts of P12 say, in the time that really passed.
constexpr Duration answers_counted = minutes(10);
constexpr std::size_t answers_most = 10;
constexpr std::size_t machine_most = 2;  // with the same words
constexpr Duration unknown_counted = hours(1);

constexpr int wrong_most = 3;

template <class What>
bool any_input(const Step& step) {
    return std::any_of(step.inputs.begin(), step.inputs.end(),
                       [](const Input& input) { return std::holds_alternative<What>(input.what); });
}

// By whom its source is trusted to name.
bool acknowledged_in_a_monitor(const Step& step, const Taken& taken) {
    return std::ranges::any_of(step.inputs, [&](const Input& input) {
        const auto* reported = std::get_if<Reported>(&input.what);
        if (reported == nullptr) return false;
        return std::ranges::any_of(reported->alarms, [&](const Alarm& alarm) {
            return alarm.remark && alarm.remark->acknowledges &&
                   alarm.remark->person == taken.person;
        });
    });
}

}  // namespace

ReplyWatch::ReplyWatch(const Directory& directory, const LadderWatch& ladders)
    : directory_(directory), ladders_(ladders) {
    for (const auto& [id, person] : directory.people) phones_.insert(person.contact.phone);
    for (const auto& [id, desk] : directory.desks) phones_.insert(desk.contact.phone);
    phones_.erase("");
}

void ReplyWatch::forget() {
    asked_.clear();
    came_.clear();
    climbing_.clear();
}

const Meant* ReplyWatch::meaning(const Replied& said) const {
    const auto found = meant_.find(said.id);
    return found == meant_.end() ? nullptr : &found->second;
}

bool ReplyWatch::known_phone(const std::string& phone) const {
    return phones_.contains(phone);
}

// Answers are counted by the engine's clock: right after that was moved we cannot say how many.
bool ReplyWatch::clock_is_calm(Instant at) const {
    return at - clock_moved_ > unknown_counted + minutes(10);
}

// ---------------------------------------------------------------- whose word counts

void ReplyWatch::judge(const Step& step, CallId call, Meant::Wish wish,
                       const std::string& what) const {
    const auto asked = asked_.find(call);
    if (asked == asked_.end()) throw Broken("P12", what + " by a call that nobody made");
    for (const Input& input : step.inputs) {
        const auto* said = std::get_if<Replied>(&input.what);
        const Meant* meant = said == nullptr ? nullptr : meaning(*said);
        if (meant == nullptr || meant->wish != wish || meant->code != asked->second.code) continue;
        if (!asked->second.phones.contains(said->from)) continue;
        if (asked->second.wrong >= wrong_most)
            throw Broken("P12", what + " after " + std::to_string(wrong_most) + " wrong codes");
        return;
    }
    throw Broken("P12", what + ", and the phone that was called did not say so");
}

void ReplyWatch::judge_taken(const Step& step, const Taken& taken) const {
    const std::string what = name(taken.incident) + " is taken by " + taken.person;
    if (taken.via == "text") {
        judge(step, taken.call, Meant::Wish::take, what);
    } else if (taken.via == "chat") {
        return;  // PressWatch judges those
    } else if (!any_input<Acknowledgement>(step) && !acknowledged_in_a_monitor(step, taken)) {
        throw Broken("P12", what + ", and nobody said so");
    }
}

void ReplyWatch::judge_passed(const Step& step, const Climbed& climbed) const {
    if (!climbed.passed || any_input<PassOn>(step)) return;
    const std::string what = name(climbed.incident) + " is handed on by " + climbed.by;
    for (const auto& [call, asked] : asked_) {
        if (asked.person != climbed.by || !asked.about.contains(climbed.incident)) continue;
        try {
            return judge(step, call, Meant::Wish::pass, what);
        } catch (const Broken&) {
            // An older or a newer call of the same person may be what was meant.
        }
    }
    throw Broken("P12", what + ", and the phone that was called did not say so");
}

// ---------------------------------------------------------------- the entries

void ReplyWatch::touched(IncidentId incident) {
    for (auto& [call, asked] : asked_) {
        if (asked.about.contains(incident)) asked.wrong = 0;
    }
}

void ReplyWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* made = std::get_if<CallMade>(&event)) {
        Asked& asked = asked_[made->call];
        asked.person = made->callee.person;
        asked.code = made->code;
        if (!made->callee.phone.empty()) asked.phones.insert(made->callee.phone);
        std::set<IncidentId> about;
        for (const Covered& line : made->covers) about.insert(line.incident);
        if (about != asked.about) asked.wrong = 0;
        asked.about = about;
        asked.passed = false;
    } else if (const auto* joined = std::get_if<CallJoined>(&event)) {
        asked_[joined->call].about.insert(joined->covers.incident);
    } else if (const auto* taken = std::get_if<Taken>(&event)) {
        if (step != nullptr) judge_taken(*step, *taken);
        touched(taken->incident);
    } else if (const auto* climbed = std::get_if<Climbed>(&event)) {
        if (step != nullptr) judge_passed(*step, *climbed);
        touched(climbed->incident);
        for (auto& [call, asked] : asked_) {
            if (asked.about.contains(climbed->incident))
                asked.passed = climbed->passed && asked.person == climbed->by;
        }
    } else if (const auto* wrong = std::get_if<WrongCode>(&event)) {
        // What was typed before a crash is remembered by what the journal says of it.
        if (const auto asked = asked_.find(wrong->call); asked != asked_.end())
            asked->second.slipped = asked->second.slipped || wrong->via == "text";
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        touched(moved->incident);
    } else if (const auto* came = std::get_if<ReplyCame>(&event)) {
        if (!came_.insert(came->id).second)
            throw Broken("P5", "reply " + came->id + " counts twice");
    } else if (std::holds_alternative<ClockStepped>(event) ||
               std::holds_alternative<TookOver>(event)) {
        clock_moved_ = record.at;
    }
}

// ---------------------------------------------------------------- after the step

void ReplyWatch::count_wrong(const Replied& said) {
    const Meant* meant = meaning(said);
    if (meant == nullptr || meant->wish != Meant::Wish::wrong_code) return;
    // What was typed at random may be the code of another call to that phone.
    const bool right = std::ranges::any_of(asked_, [&](const auto& row) {
        return row.second.code == meant->code && row.second.phones.contains(said.from);
    });
    if (right) return;
    for (auto& [call, asked] : asked_) {
        const bool open = std::any_of(asked.about.begin(), asked.about.end(), [&](IncidentId id) {
            const LadderWatch::Ladder* ladder = ladders_.find(id);
            return ladder != nullptr && ladder->running && !ladder->standing &&
                   climbing_.contains(id);
        });
        if (!asked.phones.contains(said.from)) continue;
        asked.slipped = true;
        if (open && !asked.passed) ++asked.wrong;
    }
}

// Every answer that left with this step, by phone.
void ReplyWatch::answers(const Step& step) {
    for (const Record& record : step.records) {
        const auto* offered = std::get_if<SendOffered>(&record.entry.event);
        if (offered == nullptr || !offered->first() || offered->again > 0 ||
            !offered->text_id.starts_with("reply.") || is_place(offered->message.medium))
            continue;  // no machine presses a button
        auto& past = answered_[offered->message.to];
        past.emplace_back(step.at, offered->text_id);
        while (past.front().first + unknown_counted <= step.at) past.pop_front();
        if (!clock_is_calm(step.at)) continue;
        const auto since = [&](Duration length, bool same) {
            return static_cast<std::size_t>(
                std::count_if(past.begin(), past.end(), [&](const auto& one) {
                    return step.at - one.first < length &&
                           (!same || one.second == offered->text_id);
                }));
        };
        const bool tells_nothing = offered->text_id == "reply.nocode" ||
                                   offered->text_id == "reply.which" ||
                                   offered->text_id == "reply.shift.nocode";
        // What changes a call or a shift is said however much was said before.
        const bool of_a_change =
            offered->text_id == "reply.shift" || offered->text_id == "reply.shift.no" ||
            offered->text_id == "reply.shift.locked" ||
            offered->text_id.starts_with("reply.taken") || offered->text_id == "reply.passed" ||
            offered->text_id == "reply.locked";
        if ((!of_a_change && since(answers_counted, false) > answers_most) ||
            (tells_nothing && since(answers_counted, true) > machine_most) ||
            (offered->text_id == "reply.unknown" && since(unknown_counted, true) > 1)) {
            throw Broken("P12", "a machine is answered without end: " + offered->text_id);
        }
    }
}

// Whoever typed a code from a phone that we know hears what came of it.
void ReplyWatch::judge_answered(const Step& step, const Replied& said) {
    const Meant* meant = meaning(said);
    if (meant == nullptr || meant->wish == Meant::Wish::machine || meant->code.empty()) return;
    if (!known_phone(said.from) || step.full_disk || !clock_is_calm(step.at)) return;
    bool answered = false;
    for (const Record& record : step.records) {
        const auto* offered = std::get_if<SendOffered>(&record.entry.event);
        answered = answered || (offered != nullptr && offered->message.to == said.from &&
                                offered->text_id.starts_with("reply."));
    }
    const auto& past = answered_[said.from];
    const auto lately = std::count_if(past.begin(), past.end(), [&](const auto& one) {
        return step.at - one.first < answers_counted;
    });
    // Once is enough for some things, and then silence: who was not told anything lately is told.
    if (!answered && lately == 0)
        throw Broken("P12", "reply " + said.id + " (" + said.text + ") has no answer");
}

// The right code from the right phone, and nothing else in the step: it is taken.
void ReplyWatch::judge_right_code(const Step& step, const Replied& said) const {
    const Meant* meant = meaning(said);
    if (meant == nullptr || meant->wish != Meant::Wish::take) return;
    const auto others = std::count_if(step.inputs.begin(), step.inputs.end(), [](const auto& one) {
        return !std::holds_alternative<Tick>(one.what);
    });
    if (others != 1) return;
    for (const auto& [call, asked] : asked_) {
        if (asked.code != meant->code || !asked.phones.contains(said.from)) continue;
        if (asked.slipped) continue;
        for (const IncidentId id : asked.about) {
            const LadderWatch::Ladder* ladder = ladders_.find(id);
            if (ladder == nullptr || !climbing_.contains(id) || !ladder->running ||
                ladder->standing)
                continue;
            throw Broken("P12", name(id) + " goes on, though " + asked.person + " took it");
        }
    }
}

// A provider delivers a reply until we have it: what was typed half an hour ago is on disk.
void ReplyWatch::ended(Instant at) {
    for (const auto& [id, typed] : typed_) {
        if (typed + std::chrono::minutes(30) < at && !came_.contains(id))
            throw Broken("liveness", "reply " + id + " was never taken in");
    }
}

void ReplyWatch::stepped(const Step& step) {
    std::set<std::string> seen;
    for (const Record& record : step.records) {
        if (const auto* came = std::get_if<ReplyCame>(&record.entry.event)) seen.insert(came->id);
    }
    for (const Input& input : step.inputs) {
        const auto* said = std::get_if<Replied>(&input.what);
        if (said == nullptr || !seen.contains(said->id)) continue;
        judge_answered(step, *said);
        count_wrong(*said);
    }
    answers(step);
    for (const Input& input : step.inputs) {
        const auto* said = std::get_if<Replied>(&input.what);
        if (said == nullptr) continue;
        if (!came_.contains(said->id)) throw Broken("P1", "reply " + said->id + " is lost");
        if (seen.contains(said->id)) judge_right_code(step, *said);
    }
    climbing_.clear();
    for (const auto& [id, ladder] : ladders_.ladders()) {
        if (ladder.running && !ladder.standing) climbing_.insert(id);
    }
}

}  // namespace tocsin
