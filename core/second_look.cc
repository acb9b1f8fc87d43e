#include "core/second_look.h"

#include "core/draft.h"
#include "core/sabotage.h"
#include "core/timeline.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

// A start reads the messages of the house for as long as keys are kept (P3). With the clock put
// back the end of one may be older than its beginning, and leave the journal before it.
constexpr Duration house_read = std::chrono::hours(72);

}  // namespace

void SecondLook::read(const Entry& entry) {
    seq_ = entry.seq;
    latest_ = std::max(latest_, entry.at);
    std::visit([&](const auto& event) { on(entry, event); }, entry.event);
}

const std::set<std::string, std::less<>>& SecondLook::kinds() {
    static const std::set<std::string, std::less<>> all = [] {
        std::set<std::string, std::less<>> names;
        for (const Event& event : std::initializer_list<Event>{
                 IncidentOpened{}, StatusMoved{}, StepBegan{}, StepFailed{}, Climbed{}, Taken{},
                 ObligationBegan{}, ObligationMoved{}, SendOffered{}, SendSettled{}, SendDropped{},
                 AlarmSuppressed{}, SuppressionEnded{}, ClockStepped{}, Archived{}}) {
            names.emplace(kind(event));
        }
        return names;
    }();
    return all;
}

// ---------------------------------------------------------------- ladders

void SecondLook::on(const Entry& entry, const IncidentOpened& event) {
    if (event.climbs) ladders_[event.incident] = {entry.at};
}

void SecondLook::on(const Entry& entry, const StatusMoved& event) {
    if (event.over) ladders_.erase(event.incident);
    if (event.climbs) ladders_.try_emplace(event.incident, Ladder{entry.at});
}

void SecondLook::on(const Entry&, const StepBegan& event) {
    ladders_[event.incident].by = event.until;
}

void SecondLook::on(const Entry&, const StepFailed& event) {
    const auto ladder = ladders_.find(event.incident);
    if (event.last && ladder != ladders_.end() && ladder->second.standing) ladders_.erase(ladder);
}

void SecondLook::on(const Entry& entry, const Climbed& event) {
    ladders_[event.incident] = {entry.at};
}

void SecondLook::on(const Entry&, const Taken& event) {
    const auto ladder = ladders_.find(event.incident);
    if (ladder == ladders_.end()) return;
    if (event.late) {
        ladder->second.standing = true;
    } else {
        ladders_.erase(ladder);
    }
}

// ---------------------------------------------------------------- what is owed

void SecondLook::on(const Entry& entry, const ObligationBegan& event) {
    owed_[{event.incident, event.name}] = {entry.seq, event.calendar, event.look};
}

void SecondLook::on(const Entry&, const ObligationMoved& event) {
    using To = ObligationMoved::To;
    const auto owed = owed_.find({event.incident, event.name});
    if (owed == owed_.end()) return;
    owed->second.look = event.look;
    if (event.to == To::rejected) owed->second.calendar = false;
}

// ---------------------------------------------------------------- messages, and suppressed alarms

void SecondLook::on(const Entry& entry, const SendOffered& event) {
    sends_[event.message.id] = {event.person.empty() ? event.message.channel : event.person,
                                event.about, entry.at};
}

void SecondLook::on(const Entry&, const SendSettled& event) {
    sends_.erase(event.send);
}

void SecondLook::on(const Entry&, const SendDropped& event) {
    sends_.erase(event.send);
}

void SecondLook::on(const Entry&, const AlarmSuppressed& event) {
    suppressed_.insert({event.source, event.alarm.key});
}

void SecondLook::on(const Entry&, const SuppressionEnded& event) {
    suppressed_.erase({event.source, event.key});
}

// A length of time keeps what is left of it (P9).
void SecondLook::on(const Entry&, const ClockStepped& event) {
    for (auto& [id, ladder] : ladders_) ladder.by += event.step;
    for (auto& [key, owed] : owed_) {
        if (owed.look && !owed.calendar) *owed.look += event.step;
    }
}

// ---------------------------------------------------------------- what has left

void SecondLook::on(const Entry&, const Archived& event) {
    if (sabotaged(Mutant::left_claimed)) return;
    const std::set<IncidentId> over(event.of.begin(), event.of.end());
    std::erase_if(ladders_, [&](const auto& ladder) { return over.contains(ladder.first); });
    std::erase_if(owed_, [&](const auto& owed) { return over.contains(owed.first.incident); });
    std::erase_if(sends_, [&](const auto& send) {
        const std::vector<IncidentId>& about = send.second.about;
        return !about.empty() &&
               std::ranges::all_of(about, [&](IncidentId id) { return over.contains(id); });
    });
}

// ---------------------------------------------------------------- the comparison

std::vector<Subject> SecondLook::subjects() const {
    std::vector<Subject> all;
    all.reserve(ladders_.size() + owed_.size() + sends_.size() + suppressed_.size());
    for (const auto& [id, ladder] : ladders_) all.emplace_back(id);
    for (const auto& [key, owed] : owed_) {
        if (owed.look) all.emplace_back(key);
    }
    for (const auto& [id, send] : sends_) {
        if (!send.about.empty() || latest_ < send.at + house_read) all.emplace_back(id);
    }
    for (const AlarmKey& key : suppressed_) all.emplace_back(key);
    return all;
}

std::optional<std::string> SecondLook::difference(const Subject& subject, const State& live,
                                                  Instant now, const Zone& zone) const {
    return std::visit([&](const auto& one) { return of(one, live, now, zone); }, subject);
}

std::optional<std::string> SecondLook::late(const std::string& what, Instant by,
                                            const std::optional<Instant>& due, Instant now,
                                            const Zone& zone) {
    if (due && *due <= by && *due + late_after > now) return std::nullopt;
    const std::string until = short_time(zone, by, now);
    if (!due) return what + " is due " + until + ", and nothing will happen";
    if (*due > by)
        return what + " is due " + until + ", and waits until " + short_time(zone, *due, now);
    return what + " was due " + short_time(zone, *due, now) + ", and nothing has happened";
}

std::optional<std::string> SecondLook::of(IncidentId id, const State& live, Instant now,
                                          const Zone& zone) const {
    const auto ladder = ladders_.find(id);
    if (ladder == ladders_.end()) return std::nullopt;
    const Incident* incident = live.incidents().find(id);
    if (incident == nullptr) return reference(id) + " is open, and is forgotten";
    if (incident->changed > seq_) return std::nullopt;
    return late("The ladder of " + reference(id), ladder->second.by,
                live.agenda().at({Due::Kind::ladder, id.value}), now, zone);
}

std::optional<std::string> SecondLook::of(const ObligationKey& key, const State& live, Instant now,
                                          const Zone& zone) const {
    const auto owed = owed_.find(key);
    if (owed == owed_.end() || !owed->second.look) return std::nullopt;
    const Incident* incident = live.incidents().find(key.incident);
    if (incident != nullptr && incident->changed > seq_) return std::nullopt;
    return late(key.name + " of " + reference(key.incident), *owed->second.look,
                live.agenda().at({Due::Kind::obligation, owed->second.number}), now, zone);
}

std::optional<std::string> SecondLook::of(SendId id, const State& live, Instant,
                                          const Zone&) const {
    const auto send = sends_.find(id);
    if (send == sends_.end() || live.sends().find(id) != nullptr) return std::nullopt;
    return "A message to " + send->second.to + " is not settled, and is forgotten";
}

std::optional<std::string> SecondLook::of(const AlarmKey& key, const State& live, Instant,
                                          const Zone&) const {
    if (!suppressed_.contains(key) || live.suppressed().find(key) != nullptr) return std::nullopt;
    return "A suppressed alarm of " + key.first + " is forgotten";
}

}  // namespace tocsin
