#include "tests/simulator/worse_watch.h"

#include <algorithm>
#include <utility>

namespace tocsin {

void WorseWatch::forget() {
    known_.clear();
    untold_.clear();
}

std::pair<IncidentId, int> WorseWatch::follow(const Event& event) {
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        const int severity = opened->alarm.severity;
        known_[opened->incident] = {severity, severity, {}, {}, opened->drill, false};
    } else if (const auto* again = std::get_if<AlarmRepeated>(&event)) {
        Known& known = known_[again->incident];
        const int was = known.severity;
        if (again->severity < known.reported) {
            known.reported = again->severity;
            known.severity = std::min(was, again->severity);
        }
        return {again->incident, was};
    } else if (const auto* judged = std::get_if<SeveritySet>(&event)) {
        Known& known = known_[judged->incident];
        const int was = std::exchange(known.severity, judged->to);
        // Who judges it knows.
        if (judged->by != known.holder && judged->by != known.name) return {judged->incident, was};
    } else if (const auto* taken = std::get_if<Taken>(&event)) {
        known_[taken->incident].holder = taken->person;
        known_[taken->incident].name = taken->name;
    } else if (const auto* climbed = std::get_if<Climbed>(&event)) {
        PersonId& holder = known_[climbed->incident].holder;
        if (climbed->passed && holder == climbed->by) holder.clear();
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        Known& known = known_[moved->incident];
        if (moved->reopens) known.holder.clear();
        known.over = moved->over;
    }
    return {};
}

void WorseWatch::entry(const Record& record, const Step* step) {
    const auto [id, was] = follow(record.entry.event);
    if (step == nullptr || !id) return;
    const Known& known = known_.at(id);
    if (known.severity < was && can_be_told(known)) untold_[id] = known.holder;
}

// A drill tells nobody of another organisation.
bool WorseWatch::can_be_told(const Known& known) const {
    const auto person = directory_.people.find(known.holder);
    return !known.over && person != directory_.people.end() &&
           !person->second.contact.phone.empty() &&
           !(known.drill && directory_.outside.contains(known.holder));
}

void WorseWatch::stepped(const Step& step) {
    for (const Record& record : step.records) {
        const auto* offered = std::get_if<SendOffered>(&record.entry.event);
        if (offered == nullptr || offered->text_id != "told.worse") continue;
        for (const IncidentId id : offered->about) {
            const auto untold = untold_.find(id);
            if (untold != untold_.end() && untold->second == offered->person) untold_.erase(untold);
        }
    }
    std::erase_if(untold_, [&](const auto& one) { return known_.at(one.first).over; });
    if (untold_.empty()) return;
    const auto [id, holder] = *untold_.begin();
    untold_.clear();
    throw Broken("P11", name(id) + " has become worse, and " + holder + " is not told");
}

}  // namespace tocsin
