#include "tests/simulator/notice_watch.h"

#include <algorithm>

namespace tocsin {

void NoticeWatch::forget() {
    services_.clear();
    harmed_.clear();
    over_.clear();
    rolled_out_.clear();
    released_.clear();
    decided_.clear();
    sends_.clear();
    told_.clear();
    waiting_.clear();
    patients_.clear();
    closed_.clear();
    drills_.clear();
    untold_.clear();
    phones_.clear();
    texts_.clear();
    spared_.clear();
}

void NoticeWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    const bool judged = step != nullptr;
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        services_[opened->incident] = opened->alarm.service;
        if (opened->drill) drills_.insert(opened->incident);
        if (opened->over_since) {
            over_[opened->incident] = in_time(*opened, record.entry.at);
            if (opened->alarm.service != "pharmacy") untold_[opened->incident] = record.at;
        }
    } else if (const auto* raised = std::get_if<FlagRaised>(&event)) {
        if (raised->flag == "harm") harmed_.insert(raised->incident);
    } else if (const auto* status = std::get_if<StatusMoved>(&event)) {
        if (status->to == "closed") closed_.insert(status->incident);
        // Nothing follows from a drill that is over.
        const bool drill_over = status->to == "closed" && drills_.contains(status->incident);
        if (status->reopens || drill_over) untold_.erase(status->incident);
    } else if (const auto* note = std::get_if<NoteAdded>(&event)) {
        if (note->text.starts_with("No message went out by itself")) untold_.erase(note->incident);
    } else if (const auto* rollout = std::get_if<RolloutRecorded>(&event)) {
        rolled_out_.insert(rollout->service);
    } else if (const auto* moved = std::get_if<HoldMoved>(&event)) {
        for (const std::string& reason : moved->lifted) {
            if (reason == "patient-data") released_.insert(moved->hold.value);
        }
    } else if (const auto* notice = std::get_if<NoticeSent>(&event)) {
        if (notice->in_parts) {
            for (const NoticeReader& reader : notice->readers)
                waiting_[{notice->incident, notice->number}].insert(reader.person);
        }
        untold_.erase(notice->incident);
        sent(*notice, judged);
        if (judged) spare(*notice, record.entry.at);
        if (judged && notice->by == "Tocsin" && !notice->hold) by_itself(notice->incident, false);
    } else if (const auto* held = std::get_if<NoticeHeld>(&event)) {
        untold_.erase(held->incident);
        if (judged && std::ranges::any_of(held->reasons, [](const HoldReason& reason) {
                return reason.name == "retrospective";
            }))
            by_itself(held->incident, true);
        if (judged && closed_.contains(held->incident))
            throw Broken("HSSI-55", name(held->incident) + " is closed, and a message of it waits");
    } else if (const auto* offer = std::get_if<SendOffered>(&event)) {
        offered(*offer, judged);
        if (offer->message.medium == Medium::sms) phones_[offer->message.id] = offer->message.to;
        if (offer->handed) texted(offer->message.id, record.entry.at);
    } else if (const auto* handed = std::get_if<SendHanded>(&event)) {
        if (judged) leaves(handed->send);
        texted(handed->send, record.entry.at);
    }
}

void NoticeWatch::texted(SendId send, Instant at) {
    const auto phone = phones_.find(send);
    if (phone != phones_.end()) texts_[phone->second].push_back(at);
}

// A number that has had its texts of an hour may be told by mail alone.
void NoticeWatch::spare(const NoticeSent& event, Instant now) {
    for (const NoticeReader& reader : event.readers) {
        if (!reader.sms || !reader.mail) continue;
        const auto person = directory_.people.find(reader.person);
        const auto desk = directory_.desks.find(reader.person);
        const std::string phone = person != directory_.people.end() ? person->second.contact.phone
                                  : desk != directory_.desks.end()  ? desk->second.contact.phone
                                                                    : "";
        const auto lately = std::ranges::count_if(texts_[phone], [&](Instant at) {
            return at <= now && now < at + std::chrono::hours(1);
        });
        if (lately >= directory_.texts_an_hour)
            spared_.emplace(event.incident, event.number, reader.person);
    }
}

// In core hours from the resolution, else from the beginning (HSSI-33).
bool NoticeWatch::in_time(const IncidentOpened& event, Instant now) const {
    const Procedure& procedure = directory_.procedures.at(event.procedure);
    const bool core_hours = within(directory_.calendar, procedure.core_hours, now);
    const Instant from = core_hours ? *event.over_since : *event.alarm.began;
    return now - from <= std::chrono::minutes(60);
}

// What was over when it was reported is told by itself, or waits for whoever decides.
void NoticeWatch::by_itself(IncidentId id, bool held) const {
    const auto over = over_.find(id);
    if (over == over_.end()) throw Broken("HSSI-33", name(id) + " is told by itself, and was open");
    if (over->second == held)
        throw Broken("HSSI-33", name(id) + (held ? " was reported in time, and waits"
                                                 : " was reported late, and nobody was asked"));
}

void NoticeWatch::sent(const NoticeSent& event, bool judged) {
    if (event.sms.find(patient_number) != std::string::npos)
        patients_.emplace(event.incident, event.number);
    if (released_.contains(event.hold.value)) decided_.emplace(event.incident, event.number);
    if (!judged) return;
    const std::string where = name(event.incident) + ", message " + std::to_string(event.number);
    if (harmed_.contains(event.incident))
        throw Broken("HSSI-34", where + " is sent after a patient has come to harm");
    const std::string& service = services_[event.incident];
    if (service == "pharmacy") throw Broken("HSSI-39", where + " is of what is never told");
    const bool closed = service == "imaging" && !rolled_out_.contains(service);
    for (const NoticeReader& reader : event.readers) {
        if (event.notice.management && reader.person != "oak")
            throw Broken("HSSI-37", where + " is for management, and " + reader.person + " has it");
        if (closed && !event.notice.management && reader.person != "larch")
            throw Broken("HSSI-38",
                         where + " is for a closed list, and " + reader.person + " has it");
    }
    if (event.page && (event.notice.management || closed))
        throw Broken("HSSI-37", where + " is on the status page");
    const WrittenNotice& notice = event.notice;
    const bool whole =
        notice.stage == NoticeStage::first
            ? !notice.happened.empty() && event.next &&
                  (notice.management || (!notice.impact.empty() && !event.location.empty()))
        : notice.stage == NoticeStage::update ? !notice.happened.empty() && event.next
        : notice.stage == NoticeStage::last   ? !notice.summary.empty()
                                              : !notice.happened.empty();
    if (!whole && notice.corrects == 0) throw Broken("HSSI-30", where + " lacks a part");
}

void NoticeWatch::offered(const SendOffered& event, bool judged) {
    if (event.notice == 0) return;
    const IncidentId incident = event.about.front();
    const bool patient = event.message.text.find(patient_number) != std::string::npos ||
                         (event.as_noticed && patients_.contains({incident, event.notice}));
    if (is_place(event.message.medium)) return;
    sends_[event.message.id] = incident;
    const auto part = waiting_.find({incident, event.notice});
    if (part != waiting_.end()) part->second.erase(event.person);
    // Another provider gets the same message; the first one must be the only one of its kind.
    if (event.first() && event.again == 0) {
        const bool first = told_.emplace(incident, event.notice, event.message.to).second;
        if (judged && !first)
            throw Broken("HSSI-28", name(incident) + ", message " + std::to_string(event.notice) +
                                        " goes to somebody twice");
    }
    if (judged && patient && !decided_.contains({incident, event.notice}))
        throw Broken("HSSI-47", name(incident) + ": a number of a patient leaves undecided");
    if (judged && event.handed) leaves(event.message.id);
}

void NoticeWatch::leaves(SendId send) const {
    const auto carried = sends_.find(send);
    if (carried == sends_.end() || !harmed_.contains(carried->second)) return;
    throw Broken("HSSI-34",
                 name(carried->second) + ": a message leaves after a patient has come to harm");
}

// Level 1 hears of what waits for somebody.
void NoticeWatch::judge_hold(const NoticeHeld& held, const Step& step) const {
    const bool told = std::ranges::any_of(step.records, [&](const Record& record) {
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        return offer != nullptr && offer->text_id.starts_with("hold.") &&
               offer->text_id != "hold.decide" && offer->about.front() == held.incident;
    });
    if (!told)
        throw Broken("HSSI-66",
                     name(held.incident) + ": a message waits, and level 1 does not hear");
}

// Whoever the notice names has it in the same commit, on every medium it says.
void NoticeWatch::stepped(const Step& step) {
    for (const Record& record : step.records) {
        if (const auto* held = std::get_if<NoticeHeld>(&record.entry.event))
            judge_hold(*held, step);
        const auto* notice = std::get_if<NoticeSent>(&record.entry.event);
        if (notice == nullptr || notice->in_parts) continue;
        std::set<std::pair<PersonId, Medium>> got;
        for (const Record& other : step.records) {
            const auto* offer = std::get_if<SendOffered>(&other.entry.event);
            if (offer == nullptr || offer->notice != notice->number ||
                offer->about.front() != notice->incident)
                continue;
            got.emplace(offer->person, offer->message.medium);
        }
        std::size_t wanted = 0;
        for (const NoticeReader& reader : notice->readers) {
            const bool spared = spared_.contains({notice->incident, notice->number, reader.person});
            if (reader.sms && !spared) wanted += got.contains({reader.person, Medium::sms}) ? 0 : 1;
            if (reader.mail) wanted += got.contains({reader.person, Medium::email}) ? 0 : 1;
        }
        if (wanted > 0)
            throw Broken("HSSI-28", name(notice->incident) + ": " + std::to_string(wanted) +
                                        " readers are named and get nothing");
    }
}

void NoticeWatch::ended(Instant at) {
    for (const auto& [incident, reported] : untold_) {
        if (reported + std::chrono::minutes(10) < at && !harmed_.contains(incident))
            throw Broken("HSSI-33", name(incident) +
                                        " was over when it was reported, and nobody is told or "
                                        "asked, and nothing says why");
    }
    for (const auto& [notice, people] : waiting_) {
        if (people.empty() || harmed_.contains(notice.first)) continue;
        throw Broken("HSSI-40", name(notice.first) + ", message " + std::to_string(notice.second) +
                                    ": " + std::to_string(people.size()) +
                                    " readers are named and never get it");
    }
}

}  // namespace tocsin
