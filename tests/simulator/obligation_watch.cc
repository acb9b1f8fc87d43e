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
    return event.to == To::waived || event.to == To::ended || event.to == To::lapsed ||
           (event.to == To::met && !event.goes_on);
}

bool by_notices(const ObligationRule& rule) {
    return !rule.met_by.empty() && rule.met_by.front().of == Moment::Of::notice;
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
        if (moment.of == Moment::Of::notice) {
            if (!seen.told_first) return std::nullopt;
            latest = std::max(latest, *seen.told_first);
            continue;
        }
        if (moment.of == Moment::Of::met) {
            const auto met = seen.met.find(moment.name);
            if (met == seen.met.end()) return std::nullopt;
            latest = std::max(latest, met->second);
            continue;
        }
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
        seen = {};
        seen.procedure = opened->procedure;
        seen.service = opened->alarm.service;
        seen.severity = opened->alarm.severity;
        seen.statuses = {{opened->status, record.at}};
        seen.drill = opened->drill;
    } else if (const auto* status = std::get_if<StatusMoved>(&event)) {
        Seen& seen = seen_[status->incident];
        seen.statuses.emplace(status->to, record.at);
        seen.over = seen.over || (seen.drill && status->to == "closed");
    } else if (const auto* repeated = std::get_if<AlarmRepeated>(&event)) {
        Seen& seen = seen_[repeated->incident];
        seen.severity = std::min(seen.severity, repeated->severity);
    } else if (const auto* sent = std::get_if<NoticeSent>(&event)) {
        told_users(record, *sent);
    } else if (const auto* raised = std::get_if<FlagRaised>(&event)) {
        if (raised->flag == "harm") seen_[raised->incident].harmed = true;
    } else if (const auto* judged = std::get_if<SeveritySet>(&event)) {
        seen_[judged->incident].severity = judged->to;
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

void ObligationWatch::told_users(const Record& record, const NoticeSent& event) {
    if (event.notice.management || event.notice.corrects > 0) return;
    Seen& seen = seen_[event.incident];
    if (event.notice.stage == NoticeStage::first) seen.told_first = record.at;
    seen.stated = event.next;
}

void ObligationWatch::began(const Record& record, const ObligationBegan& event, const Step* step) {
    const Key key{event.incident, event.name};
    const bool again = owing_.contains(key) && owing_.at(key).lapsed;
    const bool first = again || !owing_.contains(key);
    owing_[key] = {event, record.true_time(event.due), record.at, {}, false, false, false};
    if (event.calendar) owing_[key].due = event.due;
    if (step == nullptr) return;
    if (!first) throw Broken("P7", named(key) + " begins twice");
    const ObligationRule* known = rule(key);
    const Seen& seen = seen_.at(event.incident);
    const auto from = known == nullptr ? std::nullopt : start(seen, *known);
    if (!from) throw Broken("P7", named(key) + " begins without what it starts from");
    if (again || event.calendar || (rebooted_ && *rebooted_ >= *from - near)) return;
    const TimeLimit* limit = by_severity(known->due, seen.severity);
    if (known->stated && seen.stated) {
        if (event.due != *seen.stated)
            throw Broken("P7", named(key) + " is due at another time than was stated");
        return;
    }
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
    if (step != nullptr && one.settled && event.to != To::rejected)
        throw Broken("P7", named(key) + " moves, though settled");
    if (step != nullptr && event.to == To::met) judge_met(record, key, event);
    if (step != nullptr && event.to == To::late) judge_late(record, key, one, *step);
    if (event.to == To::late) {
        one.told = record.at;
    } else if (event.to != To::warned) {
        one.told.reset();
        if (event.to == To::rejected) one.began.calendar = false;  // a length of time from now
        const Instant before = one.due;
        one.due = one.began.calendar && !event.goes_on ? event.due : record.true_time(event.due);
        if (one.due != before) one.set = record.at;
        one.paused = event.to == To::paused;
        one.settled = settles(event);
        one.lapsed = event.to == To::lapsed;
    }
    if (event.to == To::met) seen_[key.first].met[key.second] = record.at;
    if (event.to == To::rejected) seen_[key.first].met.erase(key.second);
}

// What a message met is due again when that message says (HSSI-29).
void ObligationWatch::judge_met(const Record& record, const Key& key,
                                const ObligationMoved& event) const {
    const ObligationRule* known = rule(key);
    const auto seen = seen_.find(key.first);
    if (known == nullptr || seen == seen_.end() || !known->stated || !event.by.empty()) return;
    if (!event.goes_on || !seen->second.stated || event.due == *seen->second.stated) return;
    throw Broken("P7", named(key) + " is due at " + std::to_string(record.entry.seq) +
                           " at another time than was stated");
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
        return sent != nullptr && sent->text_id.starts_with("owed.late") &&
               std::ranges::find(sent->about, key.first) != sent->about.end();
    });
    if (!told) throw Broken("P11", named(key) + " is late, and nobody is told");
    judge_owner_told(key, step);
}

// A supplier hears of it where the service names one.
void ObligationWatch::judge_owner_told(const Key& key, const Step& step) const {
    const ObligationRule* known = rule(key);
    if (known == nullptr || known->owner != "supplier") return;
    const auto service = directory_.services.find(seen_.at(key.first).service);
    if (service == directory_.services.end()) return;
    for (const PersonId& id : service_contacts(&service->second, "supplier")) {
        // Nobody outside hears of a drill.
        if (seen_.at(key.first).drill && directory_.outside.contains(id)) continue;
        const bool told = std::ranges::any_of(step.records, [&](const Record& other) {
            const auto* sent = std::get_if<SendOffered>(&other.entry.event);
            return sent != nullptr && sent->text_id.starts_with("owed.late") &&
                   sent->person == id &&
                   std::ranges::find(sent->about, key.first) != sent->about.end();
        });
        if (!told) throw Broken("P11", named(key) + " is late, and its supplier does not hear");
    }
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

// What is owed can be met: what was sent back, too (HSSI-50).
void ObligationWatch::judge_refused(const ObligationAct& act, const Reply& reply,
                                    const Step& step) const {
    if (act.act != ObligationAct::Act::meet || reply.answer.kind != Answer::Kind::wrong_state)
        return;
    const auto one = owing_.find({act.incident, act.name});
    if (one == owing_.end() || one->second.settled || step.at < one->second.set + near) return;
    throw Broken("P7", named(one->first) + " is owed, and cannot be met");
}

void ObligationWatch::stepped(const Step& step) {
    for (std::size_t index = 0; index < step.inputs.size(); ++index) {
        const auto* act = std::get_if<ObligationAct>(&step.inputs[index].what);
        if (act == nullptr) continue;
        const Reply& reply = step.effects.replies[index];
        judge_refused(*act, reply, step);
        if (!reply.durable || reply.answer.kind != Answer::Kind::done) continue;
        const Key key{act->incident, act->name};
        if (act->act == ObligationAct::Act::reject) answered_.erase(key);
        if (owing_.contains(key) && owing_.at(key).settled) answered_.insert(key);
    }
    // What has been met is not late: a Tick that reviews an incident leaves its dues to the next,
    // which comes at once.
    reviewed_.clear();
    for (const Record& record : step.records) {
        const auto* review = std::get_if<ObligationsReviewed>(&record.entry.event);
        if (review != nullptr) reviewed_.insert(review->incident);
    }
    if (const auto now = patience_.after(step)) judge(*now);
}

void ObligationWatch::ended(Instant now) {
    reviewed_.clear();
    if (const auto judged = patience_.ended(now)) judge(*judged);
}

void ObligationWatch::judge(Instant engine_now) const {
    const Instant now = engine_now - offset_;
    const Instant then = now - DiaryPatience::seconds;
    for (const auto& [id, seen] : seen_) {
        if (seen.procedure.empty() || seen.over) continue;
        for (const ObligationRule& rule : directory_.procedures.at(seen.procedure).obligations) {
            const std::optional<Instant> from = start(seen, rule);
            const bool over = rule.until && seen.statuses.contains(rule.until->name);
            if (!from || over || *from >= then || (seen.harmed && by_notices(rule))) continue;
            const auto one = owing_.find({id, rule.name});
            if (one != owing_.end() && !one->second.lapsed) continue;
            throw Broken("P7", rule.name + " of " + name(id) + " is owed, and nobody knows");
        }
    }
    for (const auto& [key, one] : owing_) {
        if (one.settled || one.paused || reviewed_.contains(key.first)) continue;
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
