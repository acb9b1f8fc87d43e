#include "tests/simulator/obligation_watch.h"

#include <algorithm>
#include <chrono>

namespace tocsin {
namespace {

using To = ObligationMoved::To;

// Engine and wall are read a moment apart.
constexpr Duration near = std::chrono::seconds(1);
constexpr Duration early = std::chrono::milliseconds(50);

std::string named(const std::pair<IncidentId, std::string>& key) {
    return key.second + " of " + name(key.first);
}

bool settles(const ObligationMoved& event) {
    return event.to == To::waived || event.to == To::ended ||
           (event.to == To::met && !event.goes_on);
}

}  // namespace

void ObligationWatch::forget() {
    patience_.forget();
    seen_.clear();
    owing_.clear();
    rebooted_.reset();
}

const ObligationRule* ObligationWatch::rule(const Key& key) const {
    const auto seen = seen_.find(key.first);
    if (seen == seen_.end() || seen->second.procedure.empty()) return nullptr;
    const auto& rules = directory_.procedures.at(seen->second.procedure).obligations;
    const auto found = std::ranges::find(rules, key.second, &ObligationRule::name);
    return found == rules.end() ? nullptr : &*found;
}

std::optional<Instant> ObligationWatch::start(const Seen& seen, const ObligationRule& rule) const {
    Instant latest{};
    for (const Moment& moment : rule.starts) {
        if (moment.of == Moment::Of::asked) {
            if (!seen.asked.contains(rule.name)) return std::nullopt;
            latest = std::max(latest, seen.asked_last);
            continue;
        }
        const auto status = seen.statuses.find(moment.name);
        if (status == seen.statuses.end()) return std::nullopt;
        latest = std::max(latest, status->second);
    }
    return latest;
}

void ObligationWatch::entry(const Record& record, const Step* step) {
    patience_.entry(record);
    const Event& event = record.entry.event;
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        // Those of the house owe nothing.
        if (opened->task_of) return;
        Seen& seen = seen_[opened->incident];
        seen = {opened->procedure, opened->alarm.severity, {{opened->status, record.at}}, {}, {}};
    } else if (const auto* status = std::get_if<StatusMoved>(&event)) {
        seen_[status->incident].statuses.emplace(status->to, record.at);
    } else if (const auto* repeated = std::get_if<AlarmRepeated>(&event)) {
        Seen& seen = seen_[repeated->incident];
        seen.severity = std::min(seen.severity, repeated->severity);
    } else if (const auto* asked = std::get_if<ObligationAsked>(&event)) {
        Seen& seen = seen_[asked->incident];
        seen.asked.insert(asked->name);
        seen.asked_last = record.at;
    } else if (const auto* owed = std::get_if<ObligationBegan>(&event)) {
        began(record, *owed, step);
    } else if (const auto* changed = std::get_if<ObligationMoved>(&event)) {
        moved(record, *changed, step);
    } else if (const auto* took = std::get_if<TookOver>(&event)) {
        took_over(record, took->rebooted);
    }
    offset_ = record.offset;
}

void ObligationWatch::began(const Record& record, const ObligationBegan& event, const Step* step) {
    const Key key{event.incident, event.name};
    const bool first = !owing_.contains(key);
    owing_[key] = {event, record.true_time(event.due), record.at, {}, false, false};
    if (event.calendar) owing_[key].due = event.due;
    if (step == nullptr) return;
    if (!first) throw Broken("P7", named(key) + " begins twice");
    const ObligationRule* known = rule(key);
    const Seen& seen = seen_.at(event.incident);
    const auto from = known == nullptr ? std::nullopt : start(seen, *known);
    if (!from) throw Broken("P7", named(key) + " begins without what it starts from");
    if (event.calendar || (rebooted_ && *rebooted_ >= *from - near)) return;
    const TimeLimit* limit = by_severity(known->due, seen.severity);
    const Instant due = *from + limit->after;
    if (due < record.true_time(event.due) - near || record.true_time(event.due) + near < due) {
        throw Broken("P7", named(key) + " is due at another time than the procedure says");
    }
}

void ObligationWatch::moved(const Record& record, const ObligationMoved& event, const Step* step) {
    const Key key{event.incident, event.name};
    const auto found = owing_.find(key);
    if (found == owing_.end()) throw Broken("P7", named(key) + " moves, and was never owed");
    Owing& one = found->second;
    if (step != nullptr && one.settled) throw Broken("P7", named(key) + " moves, though settled");
    if (step != nullptr && event.to == To::late) judge_late(record, key, one, *step);
    if (event.to == To::late) {
        one.told = record.at;
    } else if (event.to != To::warned) {
        one.told.reset();
        const Instant before = one.due;
        one.due = one.began.calendar && !event.goes_on ? event.due : record.true_time(event.due);
        if (one.due != before) one.set = record.at;
        one.paused = event.to == To::paused;
        one.settled = settles(event);
    }
}

// After a reboot a wait is at most what it was in the beginning, by the clock that is found.
void ObligationWatch::took_over(const Record& record, bool rebooted) {
    const Duration stepped = record.offset - offset_;
    if (rebooted) rebooted_ = record.at;
    if (record.entry.seq == 1) return;
    for (auto& [key, one] : owing_) {
        if (one.began.calendar) continue;
        const Duration wait = one.due - one.set;
        one.due -= stepped;
        one.set -= stepped;
        if (!rebooted) continue;
        if (one.told) one.told = record.at;
        const Duration shift = std::min(Duration{0}, record.at + wait - one.due);
        one.due += shift;
        one.set += shift;
    }
}

void ObligationWatch::judge_late(const Record& record, const Key& key, const Owing& one,
                                 const Step& step) const {
    const bool after_reboot = rebooted_ && *rebooted_ > record.at - std::chrono::hours(24);
    if (one.paused) throw Broken("P7", named(key) + " is chased, and its clock stands");
    const Instant now = one.began.calendar ? record.entry.at : record.at;
    if (!after_reboot && now + early < one.due) {
        throw Broken("P7", named(key) + " is told late before it is");
    }
    const ObligationRule* known = rule(key);
    if (!after_reboot && one.told && known != nullptr &&
        record.at + near < *one.told + known->late.again / 2) {
        const Instant again = one.due + known->late.again;
        if (now + early < again) throw Broken("P7", named(key) + " is told late too often");
    }
    const bool told = std::ranges::any_of(step.records, [&](const Record& other) {
        const auto* sent = std::get_if<SendOffered>(&other.entry.event);
        return sent != nullptr && sent->text_id == "owed.late" &&
               std::ranges::find(sent->about, key.first) != sent->about.end();
    });
    if (!told) throw Broken("P11", named(key) + " is late, and nobody is told");
}

// What was answered as recorded still is, whatever died between (P1).
void ObligationWatch::remembered() {
    for (const Key& key : answered_) {
        const auto one = owing_.find(key);
        const auto seen = seen_.find(key.first);
        if (seen == seen_.end()) continue;  // over: nothing of it is read again
        if (one == owing_.end() || !one->second.settled) {
            throw Broken("P1", named(key) + " was answered as settled, and is owed again");
        }
    }
}

void ObligationWatch::stepped(const Step& step) {
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const auto* act = std::get_if<ObligationAct>(&step.inputs[index].what);
        if (act == nullptr) continue;
        const Reply& reply = step.effects.replies[index];
        if (!reply.durable || reply.answer.kind != Answer::Kind::done) continue;
        const Key key{act->incident, act->name};
        if (owing_.contains(key) && owing_.at(key).settled) answered_.insert(key);
    }
    if (const auto now = patience_.after(step)) judge(*now);
}

void ObligationWatch::judge(Instant engine_now) const {
    const Instant now = engine_now - offset_;
    const Instant then = now - DiaryPatience::seconds;
    for (const auto& [id, seen] : seen_) {
        if (seen.procedure.empty()) continue;
        for (const ObligationRule& rule : directory_.procedures.at(seen.procedure).obligations) {
            const std::optional<Instant> from = start(seen, rule);
            const bool over = rule.until && seen.statuses.contains(rule.until->name);
            if (!from || over || *from >= then || owing_.contains({id, rule.name})) continue;
            throw Broken("P7", rule.name + " of " + name(id) + " is owed, and nobody knows");
        }
    }
    for (const auto& [key, one] : owing_) {
        if (one.settled || one.paused) continue;
        const Instant due = one.began.calendar ? one.due - offset_ : one.due;
        if (due >= then) continue;
        if (!one.told) throw Broken("P7", named(key) + " is late, and nobody hears of it");
        const Duration again = rule(key)->late.again;
        if (again > Duration{0} && *one.told + again < then) {
            throw Broken("P7", named(key) + " is late, and nobody is told again");
        }
    }
}

}  // namespace tocsin
