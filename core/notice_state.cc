#include "core/state.h"

namespace tocsin {

void State::on(const Entry& entry, const NoticeSent& event) {
    Incident* incident = incidents_.change(event.incident);
    if (incident == nullptr) return;
    if (!incident->notices) incident->notices = NoticeBook{};
    ToldNotice told;
    told.number = event.number;
    told.stage = event.notice.stage;
    told.update = event.update;
    told.at = entry.at;
    told.next = event.next;
    told.management = event.notice.management;
    told.corrects = event.notice.corrects;
    told.state = event.notice.state;
    told.degree = event.notice.degree;
    told.impact = event.notice.impact;
    told.location = event.location;
    told.page = event.page;
    told.headline = event.headline;
    told.page_text = event.page_text;
    for (const NoticeReader& reader : event.readers) told.readers.push_back(reader.person);
    told.seq = entry.seq;
    if (told.management) {
        const WrittenNotice& notice = event.notice;
        told.said = notice.happened;
        if (!notice.summary.empty()) told.said += (told.said.empty() ? "" : " ") + notice.summary;
        told.by = event.by;
    }
    incident->notices->told.push_back(std::move(told));
    if (event.in_parts) {
        broadcasts_.put({event.incident, event.number},
                        {std::make_shared<const NoticeSent>(event), 0, 0, 0, 0, 0});
        agenda_.set({Due::Kind::notice, event.incident.value}, entry.at);
    }
    review(*incident);
}

void State::on(const Entry& entry, const NoticeHeld& event) {
    if (incidents_.find(event.incident) == nullptr) return;
    holds_.put(event.hold.value, {event, entry.at, event.reasons, {}});
}

void State::on(const Entry&, const HoldMoved& event) {
    if (event.to != HoldMoved::To::eased) {
        holds_.erase(event.hold.value);
        return;
    }
    HeldNotice* held = holds_.change(event.hold.value);
    if (held == nullptr) return;
    held->reasons = event.reasons;
    held->lifted = event.lifted;
}

void State::on(const Entry& entry, const RolloutRecorded& event) {
    rollouts_.put(event.service, entry.at);
}

void State::drop_holds(IncidentId id) {
    std::vector<std::uint64_t> gone;
    for (const auto& [hold, held] : holds_) {
        if (held.held.incident == id) gone.push_back(hold);
    }
    for (const std::uint64_t hold : gone) holds_.erase(hold);
}

}  // namespace tocsin
