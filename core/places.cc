#include "core/places.h"

#include "core/component.h"
#include "core/compose.h"
#include "core/exercise.h"
#include "core/place_hearing.h"
#include "core/place_queue.h"
#include "core/sabotage.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <optional>

namespace tocsin {
namespace {

// What is older is no news in a room. A page elsewhere, and a program that pages somebody until it
// hears that it is over, are told of it all the same.
constexpr Duration told_within = std::chrono::hours(1);
constexpr Duration posted_within = std::chrono::hours(12);

// Behind calls, and behind what level 1 must hear; whoever is called into a room behind what is
// told there.
constexpr int place_severity = 4;
constexpr int invite_severity = 5;

constexpr std::size_t title_signs = 40;

// What has become of an incident, as a place is told.
struct Happening {
    IncidentId incident;
    std::string event;
    std::string sentence;
    std::string person;
    const NoticeSent* notice = nullptr;
    std::string status{};                       // that it has come to
    int severity = 0;                           // that it has come to; 0: as before
    const ComponentState* component = nullptr;  // that a page shows its service as
};

std::string called_words(const StepBegan& step) {
    if (step.callees.empty()) return "Nobody is " + step.called + ".";
    return "Called: " + step.called + ", " + names_of(step.callees) + ".";
}

std::string by(const std::string& who) {
    return who.empty() ? "." : " by " + who + ".";
}

struct HappeningOf {
    using Found = std::optional<Happening>;

    template <class Other>
    Found operator()(const Other&) const {
        return std::nullopt;
    }
    Found operator()(const IncidentOpened& event) const {
        return Happening{event.incident, "opened", "Reported.", "", nullptr};
    }
    Found operator()(const StepBegan& event) const {
        // The second attempt at the same people is no news.
        if (event.attempt > 1 || event.round > 1) return std::nullopt;
        return Happening{event.incident, "called", called_words(event),
                         event.callees.empty() ? "" : names_of(event.callees), nullptr};
    }
    Found operator()(const Taken& event) const {
        return Happening{event.incident, "taken",
                         "Taken by " + event.name + " (" + event.called + ").", event.name,
                         nullptr};
    }
    Found operator()(const Climbed& event) const {
        return Happening{event.incident, event.passed ? "passed-on" : "escalated",
                         (event.passed ? "Passed on" : "Escalated") + by(event.by), "", nullptr};
    }
    Found operator()(const SeveritySet& event) const {
        return Happening{
            event.incident,
            "severity",
            "Severity " + std::to_string(event.to) + ", before " + std::to_string(event.from) + ".",
            "",
            nullptr,
            "",
            event.to};
    }
    Found operator()(const StatusMoved& event) const {
        const std::string what = event.reopens             ? "reopened"
                                 : event.to == "resolved"  ? "resolved"
                                 : event.to == "closed"    ? "closed"
                                 : event.words.has_value() ? "confirmed"
                                                           : "status";
        return Happening{event.incident, what,    capitalised(event.to) + by(event.by), "",
                         nullptr,        event.to};
    }
    Found operator()(const NoticeSent& event) const {
        if (event.notice.management) return std::nullopt;  // for its own list alone (HSSI-37)
        return Happening{event.incident, "notice", event.title, "", &event};
    }
};

bool closes(const Event& event) {
    const auto* moved = std::get_if<StatusMoved>(&event);
    return moved != nullptr && moved->to == "closed";
}

class Telling {
public:
    explicit Telling(Draft& draft) : draft_(draft) {}

    void tell() {
        std::vector<Event>& events = draft_.decision.events;
        std::size_t decided = events.size();
        for (std::size_t index = 0; index < decided; ++index) {
            // A copy: what is offered moves the events.
            const Event event = events[index];
            if (const auto* opened = std::get_if<IncidentOpened>(&event))
                opened_.emplace(opened->incident, opened_incident(*opened, draft_.now));
            const std::size_t told = events.size();
            if (const auto happening = std::visit(HappeningOf{}, event)) tell(*happening);
            if (const auto* settled = std::get_if<SendSettled>(&event)) invite(*settled);
            tell_component(event, index);
            if (!closes(event)) continue;
            // An incident that is closed and has nothing left is forgotten: what tells of it must
            // stand before.
            const auto moved = static_cast<std::ptrdiff_t>(told);
            std::rotate(events.begin() + static_cast<std::ptrdiff_t>(index), events.begin() + moved,
                        events.end());
            index += events.size() - told;
            decided += events.size() - told;
        }
    }

private:
    void tell(const Happening& happening) {
        const Incident* incident = draft_.state.incidents().find(happening.incident);
        if (incident == nullptr) {
            const auto opened = opened_.find(happening.incident);
            if (opened == opened_.end()) return;
            incident = &opened->second;
        }
        // As the decision leaves it.
        Incident now = *incident;
        if (!happening.status.empty()) now.status = happening.status;
        if (happening.severity > 0) now.severity = happening.severity;
        for (const Provider& provider : draft_.directory.providers) {
            if (is_told(provider, now, happening)) {
                if (happening.notice != nullptr && sabotaged(Mutant::update_merged))
                    drop_older({incident->id, provider.name});
                const ThreadKey begun{now.id, provider.name};
                if (begun_.insert(begun).second) open_room(provider, now);
                offer(provider, now, happening);
            }
            archive_room(provider, now, happening);
        }
    }

    bool is_told(const Provider& provider, const Incident& incident,
                 const Happening& happening) const {
        if (!is_place(provider.medium)) return false;
        const NoticeSent* notice = happening.notice;
        if (notice == nullptr ? !provider.tells.incidents : !provider.tells.notices) return false;
        // A status page elsewhere says what ours says (HSSI-38, 40).
        if (provider.medium == Medium::page && (notice == nullptr || !notice->page)) return false;
        const bool drill = incident.drill || draft_.directory.exercise;
        if (drill && provider.medium != Medium::chat) return false;
        return begun_.contains({incident.id, provider.name}) ||
               hears_of(draft_, provider, incident);
    }

    // A room of the incident's own comes before what is said in it (DPS-01).
    void open_room(const Provider& provider, const Incident& incident) {
        if (!provider.opens || has_begun(draft_, provider, incident)) return;
        offer(provider, incident, {incident.id, open_room_event, "", "", nullptr});
        // Whoever is to come must hear where it is.
        offer(provider, incident, {incident.id, announce_room_event, "", "", nullptr});
    }

    // The room is there: whoever is to be in it is called. Into one whose incident has been closed
    // meanwhile nobody need come.
    void invite(const SendSettled& settled) {
        const SendState* send = draft_.state.sends().find(settled.send);
        if (send == nullptr || settled.verdict != Verdict::accepted) return;
        // It is there, and nobody knows where.
        if (settled.provider_reference.empty()) return;
        if (!is_of_event(send->message, open_room_event) || sabotaged(Mutant::room_uninvited))
            return;
        const Incident* incident = draft_.state.incidents().find(send->about.front());
        if (incident == nullptr || incident->closed) return;
        for (const Provider& provider : draft_.directory.providers) {
            if (provider.name == settled.channel && provider.invites)
                offer(provider, *incident, {incident->id, invite_event, "", "", nullptr});
        }
    }

    // Whatever the place is told of it: a room that was opened is archived.
    void archive_room(const Provider& provider, const Incident& incident,
                      const Happening& happening) {
        const char* end = sabotaged(Mutant::room_archived_early) ? "resolved" : "closed";
        if (!provider.archives || happening.event != end) return;
        const bool begins = begun_.contains({incident.id, provider.name});
        if (!begins && !has_begun(draft_, provider, incident)) return;
        offer(provider, incident, {incident.id, archive_room_event, "", "", nullptr});
    }

    // What pages show the service as, where the event at `index` changes it. Only the newest
    // matters: what still waits to be shown is never said, and leaves its turn to what follows, or
    // a service whose state changes again and again would be shown as it was, behind all else.
    void tell_component(const Event& event, std::size_t index) {
        const Incident* incident = moves_component(draft_, event);
        if (incident == nullptr || !shown_elsewhere(draft_, *incident)) return;
        const std::string& service = incident->alarm.service;
        for (const Provider& page : draft_.directory.providers) {
            if (page.medium != Medium::page || !page.tells.notices) continue;
            const ComponentState before = component_state(draft_, page, service, index);
            const ComponentState now = component_state(draft_, page, service, index + 1);
            if (before == now) continue;
            if (sabotaged(Mutant::older_state_wins) && waits(component_queue(page.name, service)))
                continue;
            const SendId turn = drop_older(component_queue(page.name, service));
            Happening happening{incident->id, component_event, "", "", nullptr};
            happening.component = &now;
            offer(page, *incident, happening, sabotaged(Mutant::turn_lost) ? SendId{} : turn);
        }
    }

    bool waits(const ThreadKey& queue) const {
        const Thread* thread = draft_.state.threads().find(queue);
        return thread != nullptr && !thread->queue.empty();
    }

    // The turn that it leaves; 0: nothing waited.
    SendId drop_older(const ThreadKey& queue) {
        SendId turn;
        const Thread* thread = draft_.state.threads().find(queue);
        if (thread == nullptr) return turn;
        for (const SendId id : thread->queue) {
            const SendState* send = draft_.state.sends().find(id);
            if (send == nullptr || send->handed || !draft_.dropped_sends.insert(id).second)
                continue;
            draft_.add(SendDropped{id, false, "a newer state follows", send->about});
            if (!turn) turn = turn_of(id, send->turn);
        }
        return turn;
    }

    void offer(const Provider& provider, const Incident& incident, const Happening& happening,
               SendId turn = {}) {
        if (sabotaged(Mutant::place_silent) && happening.event == "taken") return;
        SendOffered offered;
        Message& message = offered.message;
        message.medium = provider.medium;
        message.channel = provider.name;
        const Values values = incident_values(draft_, incident);
        message.facts = facts_of(incident, values, happening);
        message.subject = title_of(incident, values, happening);
        message.text = text_of(provider, values, happening);
        if (is_exercise(draft_.directory, incident)) {
            message.subject = exercise_line(message.subject);
            message.text = exercise_text(message.text, Ask::nothing);
        }
        // An archive is as good when it comes late.
        const bool news = provider.medium == Medium::chat && happening.event != archive_room_event;
        offered.give_up = draft_.now + (news ? told_within : posted_within);
        message.expires = offered.give_up;
        offered.text_id = "place." + happening.event;
        offered.about = {incident.id};
        offered.severity = happening.event == invite_event ? invite_severity : place_severity;
        offered.turn = turn;
        draft_.offer(std::move(offered));
    }

    std::string title_of(const Incident& incident, const Values& values,
                         const Happening& happening) const {
        if (happening.notice != nullptr) return happening.notice->headline;
        return fit_for_text("Sev " + std::to_string(incident.severity) + " " +
                                values.at("service") + " " + values.at("state"),
                            title_signs);
    }

    std::string text_of(const Provider& provider, const Values& values,
                        const Happening& happening) const {
        if (happening.notice != nullptr) {
            return provider.medium == Medium::chat ? happening.notice->sms
                                                   : happening.notice->page_text;
        }
        return values.at("ref") + ": " + values.at("service") + " " + values.at("state") + "\n" +
               values.at("place") + "\n" + happening.sentence;
    }

    std::map<std::string, std::string> facts_of(const Incident& incident, const Values& values,
                                                const Happening& happening) const {
        std::map<std::string, std::string> facts = {
            {"event", happening.event},
            {"ref", values.at("ref")},
            {"incident", std::to_string(incident.id.value)},
            {"severity", std::to_string(incident.severity)},
            {"service", incident.alarm.service},
            {"service-name", values.at("service")},
            {"state", values.at("state")},
            {"status", incident.status},
            {"place", values.at("place")},
            {"impact", values.at("impact")},
            {"title", fit_for_text("Sev " + std::to_string(incident.severity) + " " +
                                       values.at("service") + " " + values.at("state"),
                                   title_signs)},
            {"procedure", incident.procedure},
            {"person", happening.person},
            {"at", iso_utc(draft_.now)},
        };
        // A task whose messages say nothing of what it is about does not name its service.
        if (incident.task_of && incident.task_of->by_phone_only) facts["service"] = "";
        if (const ComponentState* shown = happening.component) {
            facts["state"] = shown->state;
            facts["everybody"] = shown->everybody ? "yes" : "";
        }
        if (const NoticeSent* notice = happening.notice) {
            facts["title"] = notice->headline;
            facts["stage"] = stage_name(notice->notice.stage);
            facts["progress"] = notice->notice.progress;
            facts["degree"] = notice->notice.degree;
            if (!notice->notice.state.empty()) facts["state"] = notice->notice.state;
            facts["place"] = notice->location;
            facts["everybody"] = std::ranges::find(notice->notice.location, "all users") !=
                                         notice->notice.location.end()
                                     ? "yes"
                                     : "";
        }
        return facts;
    }

    Draft& draft_;
    std::map<IncidentId, Incident> opened_;
    std::set<ThreadKey> begun_;  // what this decision has told of, and where
};

}  // namespace

void tell_places(Draft& draft) {
    const bool any = std::ranges::any_of(draft.directory.providers, [](const Provider& one) {
        return is_place(one.medium) && (one.tells.incidents || one.tells.notices);
    });
    if (any) Telling(draft).tell();
}

}  // namespace tocsin
