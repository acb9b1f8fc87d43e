#include "tests/simulator/place_watch.h"

#include "core/place_event.h"

#include <algorithm>

namespace tocsin {

void PlaceWatch::forget() {
    queues_.clear();
    lines_.clear();
    drills_.clear();
    severities_.clear();
    moved_.clear();
}

void PlaceWatch::judge_severity(const Event& event) {
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        severities_[opened->incident] = opened->alarm.severity;
    } else if (const auto* repeated = std::get_if<AlarmRepeated>(&event)) {
        int& severity = severities_[repeated->incident];
        if (repeated->severity < severity) moved_.insert(repeated->incident);
        severity = std::min(severity, repeated->severity);
    } else if (const auto* set = std::get_if<SeveritySet>(&event)) {
        severities_[set->incident] = set->to;
        moved_.insert(set->incident);
    }
}

bool PlaceWatch::hears(const Provider& provider, IncidentId incident) const {
    if (queues_.contains({incident, provider.name})) return true;
    const auto& when = provider.tells.when;
    const auto severity = severities_.find(incident);
    if (when.empty() || severity == severities_.end()) return true;
    return !moved_.contains(incident) && when.front().severities.contains(severity->second);
}

void PlaceWatch::offered(const SendOffered& event, bool judged) {
    // What one person is answered is in nobody's way; PressWatch judges it.
    if (!is_place(event.message.medium) || is_of_event(event.message, answer_event)) return;
    const Line line{event.about.front(), event.message.channel};
    const auto provider = std::ranges::find_if(
        directory_.providers, [&](const Provider& one) { return one.name == line.second; });
    if (judged && provider->opens && !queues_.contains(line) && event.text_id != "place.open-room")
        throw Broken("DPS-01", name(line.first) + ": a room is spoken in before it is opened");
    if (judged && drills_.contains(line.first) && event.message.medium != Medium::chat)
        throw Broken("DSPT-10", name(line.first) + ": a drill is told to " + line.second);
    if (judged && !moved_.contains(line.first) && !hears(*provider, line.first))
        throw Broken("HSSI-40", line.second + " is told of " + name(line.first) +
                                    ", for which it does not ask");
    if (event.text_id == "place.component") return;  // PageWatch judges those
    if (event.text_id == "place.invite") return;     // it is in nobody's way; ChatWatch judges it
    queues_[line].push_back(event.message.id);
    lines_[event.message.id] = line;
    if (judged && event.handed) leaves(event.message.id);
}

void PlaceWatch::leaves(SendId send) const {
    const auto line = lines_.find(send);
    if (line == lines_.end()) return;
    const std::deque<SendId>& queue = queues_.at(line->second);
    if (queue.front() == send) return;
    throw Broken("HSSI-40", name(line->second.first) + ": what " + line->second.second +
                                " is told overtakes what it was told before");
}

void PlaceWatch::settled(SendId send) {
    const auto line = lines_.find(send);
    if (line == lines_.end()) return;
    std::erase(queues_.at(line->second), send);
    lines_.erase(line);
}

void PlaceWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    const bool judged = step != nullptr;
    judge_severity(event);
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        if (opened->drill) drills_.insert(opened->incident);
    } else if (const auto* offer = std::get_if<SendOffered>(&event)) {
        offered(*offer, judged);
    } else if (const auto* handed = std::get_if<SendHanded>(&event)) {
        if (judged) leaves(handed->send);
    } else if (const auto* done = std::get_if<SendSettled>(&event)) {
        settled(done->send);
    } else if (const auto* dropped = std::get_if<SendDropped>(&event)) {
        if (!dropped->asked_back) settled(dropped->send);
    }
}

// Every place hears in the same commit who has taken an incident.
void PlaceWatch::stepped(const Step& step) {
    std::set<Line> owed;
    for (const Record& record : step.records) {
        const auto* taken = std::get_if<Taken>(&record.entry.event);
        if (taken == nullptr) continue;
        for (const Provider& provider : directory_.providers) {
            const bool drill = drills_.contains(taken->incident);
            if (!is_place(provider.medium) || !provider.tells.incidents) continue;
            if (drill && provider.medium != Medium::chat) continue;
            if (!hears(provider, taken->incident)) continue;
            owed.emplace(taken->incident, provider.name);
        }
    }
    for (const Record& record : step.records) {
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        if (offer == nullptr || offer->text_id != "place.taken") continue;
        owed.erase({offer->about.front(), offer->message.channel});
    }
    moved_.clear();
    if (owed.empty()) return;
    throw Broken("HSSI-40", name(owed.begin()->first) + " is taken, and " + owed.begin()->second +
                                " does not hear of it");
}

}  // namespace tocsin
