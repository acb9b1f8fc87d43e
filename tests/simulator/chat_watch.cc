#include "tests/simulator/chat_watch.h"

#include "core/place_event.h"

#include <algorithm>

namespace tocsin {
namespace {

std::string event_of(const Message& message) {
    const auto event = message.facts.find("event");
    return event == message.facts.end() ? "" : event->second;
}

}  // namespace

void ChatWatch::forget() {
    rooms_.clear();
    sends_.clear();
    closed_.clear();
    uninvited_.clear();
    ending_.clear();
}

// Nothing: the configuration has it no more.
const Provider* ChatWatch::provider(const std::string& channel) const {
    const auto found = std::ranges::find_if(
        directory_.providers, [&](const Provider& one) { return one.name == channel; });
    return found == directory_.providers.end() ? nullptr : &*found;
}

void ChatWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    const bool judged = step != nullptr;
    if (const auto* offer = std::get_if<SendOffered>(&event)) {
        if (offer->message.medium == Medium::chat) offered(*offer, judged);
        if (judged && offer->handed) left(offer->message.id, *step);
    } else if (const auto* handed = std::get_if<SendHanded>(&event)) {
        if (judged) left(handed->send, *step);
    } else if (const auto* done = std::get_if<SendSettled>(&event)) {
        settled(*done, judged);
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        if (moved->to == "closed") closed(moved->incident, judged);
    }
}

void ChatWatch::offered(const SendOffered& event, bool judged) {
    if (is_of_event(event.message, answer_event)) return;
    const Line line{event.about.front(), event.message.channel};
    const std::string what = event_of(event.message);
    Room& room = rooms_[line];
    sends_[event.message.id] = {line, what};
    if (what == "invite") {
        if (judged && room.name.empty())
            throw Broken("DPS-01", name(line.first) + ": people are called into no room");
        if (judged && room.invited)
            throw Broken("DPS-01", name(line.first) + ": people are called into a room twice");
        room.invited = true;
        uninvited_.erase(line);
    } else if (what == "archive-room") {
        if (judged && room.ends)
            throw Broken("DPS-01", name(line.first) + ": a room is archived twice");
        room.ends = true;
        ending_.insert(line);
    } else if (judged && ending_.contains(line)) {
        throw Broken("DPS-01", name(line.first) + ": a room is archived before the last is told");
    }
}

void ChatWatch::settled(const SendSettled& event, bool judged) {
    const auto found = sends_.find(event.send);
    if (found == sends_.end()) return;
    const auto [line, what] = found->second;
    sends_.erase(found);
    if (event.verdict != Verdict::accepted) return;
    Room& room = rooms_[line];
    if (what == "archive-room") room.archived = true;
    if (what != "open-room") return;
    room.name = event.provider_reference;
    const Provider* there = provider(line.second);
    if (room.name.empty()) return;  // nobody knows where it is
    if (judged && there != nullptr && there->invites && !closed_.contains(line.first))
        uninvited_.insert(line);
}

void ChatWatch::closed(IncidentId incident, bool judged) {
    closed_.insert(incident);
    for (auto row = rooms_.lower_bound({incident, {}}); row != rooms_.end(); ++row) {
        const auto& [line, room] = *row;
        if (line.first != incident) break;
        ending_.erase(line);
        const Provider* there = provider(line.second);
        if (judged && there != nullptr && there->archives && !room.ends)
            throw Broken("DPS-01", name(incident) + " is closed, and its room is not archived");
    }
}

// Where it really goes: into the room while that can be posted to, elsewhere afterwards.
void ChatWatch::left(SendId send, const Step& step) const {
    const auto found = sends_.find(send);
    if (found == sends_.end()) return;
    const auto& [line, what] = found->second;
    const Room& room = rooms_.at(line);
    if (room.name.empty()) return;
    for (const HandOver& one : step.effects.hand_over) {
        if (one.message.id != send) continue;
        const bool there = one.message.thread == room.name;
        if (there && room.archived)
            throw Broken("DPS-01", name(line.first) + ": an archived room is spoken in");
        if (!there && !room.archived)
            throw Broken("DPS-01", name(line.first) + ": what is of its room goes elsewhere");
    }
}

void ChatWatch::stepped(const Step&) {
    if (!uninvited_.empty())
        throw Broken("DPS-01", name(uninvited_.begin()->first) +
                                   " has its room, and nobody is called into it");
    if (!ending_.empty())
        throw Broken("DPS-01",
                     name(ending_.begin()->first) + " is not closed, and its room is archived");
}

}  // namespace tocsin
