#include "tests/simulator/handover_watch.h"

#include "rota/bank_holidays.h"
#include "rota/clock_words.h"

#include <sstream>

namespace tocsin {
namespace {

// Later than this a document helps nobody; so long a call is reminded of.
constexpr Duration late_max = std::chrono::hours(6);
constexpr Duration reminded_for = std::chrono::hours(8);

// As the rule is written in the journal.
std::string name_of(const HandoverRule& rule) {
    const auto end = [](const HandoverEnd& one) { return one.duty.empty() ? one.desk : one.duty; };
    std::string at = "shift-end";
    if (rule.at) {
        const auto minutes = rule.at->count();
        at = std::to_string(100 + minutes / 60).substr(1) + ":" +
             std::to_string(100 + minutes % 60).substr(1);
    }
    return end(rule.from) + " > " + end(rule.to) + " " + at;
}

std::string named(const HandoverGiven& event, const Zone& zone) {
    return "the handover " + event.rule + " of " + iso_local(zone, event.due);
}

}  // namespace

void HandoverWatch::forget() {
    patience_.forget();
    given_.clear();
    by_rule_.clear();
    incidents_.clear();
    titles_.clear();
    late_.clear();
    held_.clear();
}

void HandoverWatch::entry(const Record& record, const Step* step) {
    patience_.entry(record);
    const Event& event = record.entry.event;
    const Instant at = record.entry.at;
    left_behind(record);
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        incidents_[opened->incident].opened = at;
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        Seen& seen = incidents_[moved->incident];
        // A drill is over when it is closed, resolved or not.
        if (moved->over && !seen.resolved) seen.resolved = at;
        if (moved->reopens) seen.resolved.reset();
    } else if (const auto* out = std::get_if<HandoverGiven>(&event)) {
        given(*out, record, step);
    } else if (const auto* recorded = std::get_if<HandoverCallRecorded>(&event)) {
        given_.at(recorded->handover.value).recorded = true;
    } else if (const auto* reminded = std::get_if<HandoverReminded>(&event)) {
        Given& one = given_.at(reminded->handover.value);
        if (step != nullptr && one.recorded) {
            throw Broken("HSSI-19", "somebody is reminded of a call that is recorded");
        }
        one.reminders = reminded->count;
    }
}

void HandoverWatch::left_behind(const Record& record) {
    const Event& event = record.entry.event;
    if (const auto* began = std::get_if<ObligationBegan>(&event)) {
        titles_[{began->incident, began->name}] = began->title;
    } else if (const auto* obligation = std::get_if<ObligationMoved>(&event)) {
        const std::pair key{obligation->incident, obligation->name};
        if (obligation->to == ObligationMoved::To::late) {
            late_.try_emplace(key, Left{obligation->incident, ": " + titles_[key] + ", owed by ",
                                        record.at, record.offset});
        } else {
            late_.erase(key);
        }
    } else if (const auto* held = std::get_if<NoticeHeld>(&event)) {
        held_[held->hold.value] = {held->incident,
                                   "tocsin hold lift " + std::to_string(held->hold.value) + "\n",
                                   record.at, record.offset};
    } else if (const auto* hold = std::get_if<HoldMoved>(&event)) {
        if (hold->to != HoldMoved::To::eased) held_.erase(hold->hold.value);
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        if (moved->to != "closed") return;
        std::erase_if(held_,
                      [&](const auto& one) { return one.second.incident == moved->incident; });
    }
}

// What was so before the moment of the document, by a clock that nobody has moved since.
void HandoverWatch::judge_left(const HandoverGiven& event, const Record& record) const {
    const auto judge_one = [&](const Left& left) {
        if (left.at >= record.at || left.offset != record.offset) return;
        std::istringstream lines(event.text);
        for (std::string line; std::getline(lines, line);) {
            line += "\n";
            if (line.find(name(left.incident) + " ") == std::string::npos) continue;
            if (line.find(left.words) != std::string::npos) return;
        }
        throw Broken("HSSI-19", named(event, directory_.calendar.zone) + " does not say \"" +
                                    left.words + "\" of " + name(left.incident));
    };
    for (const auto& [key, left] : late_) judge_one(left);
    for (const auto& [hold, left] : held_) judge_one(left);
}

void HandoverWatch::given(const HandoverGiven& event, const Record& record, const Step* step) {
    const Instant at = record.entry.at;
    const Zone& zone = directory_.calendar.zone;
    const std::tuple key{event.procedure, event.rule, event.due};
    const bool first = by_rule_.emplace(key, event.handover.value).second;
    given_[event.handover.value] = {event, at, 0, false};
    if (step == nullptr) return;
    const auto broken = [&](const std::string& how) {
        throw Broken("HSSI-19", named(event, zone) + " " + how);
    };
    if (!first) broken("is given twice");
    for (const auto& [id, seen] : incidents_) {
        // A moment on the border counts on either side.
        const bool before = seen.resolved && *seen.resolved <= event.covers.from;
        if (before || seen.opened >= event.covers.to) continue;
        if (event.text.find(name(id) + "  ") == std::string::npos) {
            broken("does not name " + name(id));
        }
    }
    judge_left(event, record);
    for (const HandoverRule& rule : directory_.procedures.at(event.procedure).handovers.rules) {
        if (name_of(rule) != event.rule) continue;
        if (event.empty && !rule.when_empty) broken("goes out though nobody worked");
        const bool call = rule.call == HandoverRule::Call::always ||
                          (rule.call == HandoverRule::Call::when_live && event.open > 0);
        if (call != event.call) broken("has the wrong word about its phone call");
    }
    for (const PersonId& person : event.mailed) {
        const bool sent = std::ranges::any_of(step->records, [&](const Record& sent_now) {
            const auto* offered = std::get_if<SendOffered>(&sent_now.entry.event);
            return offered != nullptr && offered->person == person &&
                   offered->text_id == "mail.handover" && offered->message.text == event.text;
        });
        if (!sent) broken("is not mailed to " + person);
    }
}

// What was answered as recorded still is, whatever died between (P1).
void HandoverWatch::remembered() {
    for (const std::uint64_t id : answered_) {
        const auto one = given_.find(id);
        if (one == given_.end() || !one->second.recorded) {
            throw Broken("P1", "the call of handover " + std::to_string(id) +
                                   " was answered as recorded, and is lost");
        }
    }
}

void HandoverWatch::stepped(const Step& step) {
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const Reply& reply = step.effects.replies[index];
        if (!std::holds_alternative<HandoverCall>(step.inputs[index].what)) continue;
        if (!reply.durable || reply.answer.kind != Answer::Kind::done) continue;
        for (const Record& record : step.records) {
            const auto* done = std::get_if<HandoverCallRecorded>(&record.entry.event);
            if (done != nullptr) answered_.insert(done->handover.value);
        }
    }
    if (const auto now = patience_.after(step)) judge(*now);
}

void HandoverWatch::ended(Instant now) {
    if (const auto judged = patience_.ended(now)) judge(*judged);
}

void HandoverWatch::judge(Instant engine_now) const {
    const Calendar& calendar = directory_.calendar;
    for (const auto& [name, procedure] : directory_.procedures) {
        for (const HandoverRule& rule : procedure.handovers.rules) {
            // Between desks there is always somebody, and always something to say.
            if (!rule.at || !rule.when_empty) continue;
            const Instant latest = engine_now - DiaryPatience::seconds;
            for (Day day = calendar.zone.day(latest);; day = plus_days(day, -1)) {
                const Instant due = calendar.zone.instant(day, *rule.at);
                if (due > latest) continue;
                if (due + late_max <= engine_now) break;
                if (working_day(calendar, day)) judge_time(name, rule, due, engine_now);
            }
        }
    }
    for (const auto& [id, one] : given_) judge_reminders(one, engine_now);
}

void HandoverWatch::judge_time(const std::string& procedure, const HandoverRule& rule, Instant due,
                               Instant engine_now) const {
    if (due <= *patience_.kept_since()) return;
    if (by_rule_.contains({procedure, name_of(rule), due})) return;
    const Zone& zone = directory_.calendar.zone;
    throw Broken("HSSI-19", name_of(rule) + " was due at " + iso_local(zone, due) +
                                " and is not given at " + iso_local(zone, engine_now));
}

void HandoverWatch::judge_reminders(const Given& one, Instant engine_now) const {
    if (!one.event.call || one.recorded) return;
    if (engine_now < one.at + DiaryPatience::seconds) return;
    const Duration every = directory_.procedures.at(one.event.procedure).handovers.remind;
    const Duration waited =
        std::min(engine_now - DiaryPatience::seconds - one.event.due, reminded_for);
    if (waited < every || one.reminders >= waited / every) return;
    const Zone& zone = directory_.calendar.zone;
    throw Broken("HSSI-19", "the call of " + named(one.event, zone) +
                                " is not recorded, and nobody is reminded at " +
                                iso_local(zone, engine_now));
}

}  // namespace tocsin
