// The invented incident of the pages' tests: what each state of a page is drawn from.
#pragma once

#include "channels/ack_page.h"
#include "channels/status_page.h"

#include <map>
#include <string>

namespace tocsin {

inline PhoneDesk national_desk() {
    return {"National Service Desk", "07700 900010", "+447700900010"};
}

inline Time at(const std::string& clock) {
    return {"2026-07-08T" + clock + "+01:00", clock};
}

inline AckIncident gp_records() {
    return {.ref = "INC-2041",
            .service = "GP Records",
            .state = "down",
            .severity = 1,
            .place = "Multiple Trusts in North East",
            .impact = "Users cannot open shared records",
            .began = {"2026-07-08T01:52+01:00", "01:52 Wednesday 8 July 2026"}};
}

inline AckIncident ward_orders() {
    return {.ref = "INC-2040",
            .service = "Ward Orders",
            .state = "degraded (slow)",
            .severity = 2,
            .place = "Westmere",
            .impact = "Orders take up to 10 minutes to appear",
            .began = {"2026-07-08T00:31+01:00", "00:31 Wednesday 8 July 2026"}};
}

inline AckIncident xray_share() {
    return {.ref = "INC-2042",
            .service = "X-ray Share",
            .state = "down",
            .severity = 2,
            .place = "Northtown",
            .impact = "Users cannot see images from elsewhere",
            .began = {"2026-07-08T02:01+01:00", "02:01 Wednesday 8 July 2026"}};
}

inline AckView call_of_pat(AckState state) {
    AckView view;
    view.state = state;
    view.incidents = {gp_records()};
    view.person = "Pat Ash";
    view.role = "EDM";
    view.called = at("02:14");
    view.channels = "text and email";
    view.next = "level 3";
    view.next_at = at("02:34");
    view.pass_to = "level 3";
    view.desk = national_desk();
    view.form = "c1Zt9Q";
    view.action = "/a/7k2m9x4qvt3hc8rw";
    return view;
}

inline AckView taken_view(AckState state) {
    AckView view = call_of_pat(state);
    view.taken = at("02:19:31");
    view.due = {{"the first message to users is due by", at("02:30")},
                {"the conference call is expected by", at("02:49")},
                {"the supplier, Exampletech, was told at", at("01:54")}};
    return view;
}

// Every page a link can show, by the name of its golden file.
inline std::map<std::string, AckView> ack_samples() {
    std::map<std::string, AckView> samples;
    samples["open"] = call_of_pat(AckState::open);
    samples["press_again"] = call_of_pat(AckState::press_again);
    samples["taken_by_you"] = taken_view(AckState::taken_by_you);
    samples["taken_by_you_late"] = taken_view(AckState::taken_by_you_late);
    samples["taken_by_you_late"].taken = at("02:36:02");
    samples["taken_by_you_late"].pass_to.clear();

    AckView other = call_of_pat(AckState::taken_by_other);
    other.other_person = "Sam Elm";
    other.other_role = "level 3";
    other.taken = at("02:29");
    samples["taken_by_other"] = other;
    other.state = AckState::passed_on;
    samples["passed_on"] = other;

    AckView over = call_of_pat(AckState::over);
    over.ended = "Stood down";
    over.ended_at = at("04:05");
    samples["over"] = over;

    samples["link_ended"] = call_of_pat(AckState::link_ended);
    samples["link_ended_running"] = call_of_pat(AckState::link_ended);
    samples["link_ended_running"].still_running = true;
    samples["unknown_link"] = call_of_pat(AckState::unknown_link);
    samples["not_saved"] = call_of_pat(AckState::not_saved);
    samples["too_many"] = call_of_pat(AckState::too_many);

    AckView mail = call_of_pat(AckState::open);
    mail.ask_digits = true;
    mail.link_until = at("02:34");
    samples["digits"] = mail;
    mail.state = AckState::wrong_digits;
    mail.tries_left = 2;
    samples["wrong_digits"] = mail;
    mail.state = AckState::locked;
    samples["locked"] = mail;

    AckView three = call_of_pat(AckState::open);
    three.incidents = {gp_records(), xray_share(), ward_orders()};
    samples["merged"] = three;
    three.state = AckState::taken_by_you;
    three.taken = at("02:19:31");
    samples["merged_taken"] = three;

    AckView last = call_of_pat(AckState::open);
    last.next.clear();
    last.pass_to.clear();
    last.role.clear();
    samples["last_rung"] = last;

    AckView security = call_of_pat(AckState::open);
    security.role = "security";
    AckIncident secret;
    secret.ref = "INC-2043";
    secret.severity = 1;
    security.incidents = {secret};
    samples["security"] = security;

    AckView drill = call_of_pat(AckState::open);
    drill.exercise = true;
    drill.incidents.front().ref = "INC-2099";
    samples["exercise"] = drill;
    drill.state = AckState::taken_by_you;
    drill.taken = at("02:19:31");
    samples["exercise_taken"] = drill;
    return samples;
}

inline StatusIncident open_gp_records() {
    StatusIncident incident;
    incident.ref = "INC-2041";
    incident.service = "GP Records";
    incident.state = ServiceState::down;
    incident.impact = "Users cannot open shared records";
    incident.place = "Multiple Trusts in North East";
    incident.since = {"2026-07-08T01:52:00+01:00", "01:52 today"};
    incident.next_update = Time{"2026-07-08T05:18:00+01:00", "05:18 today"};
    incident.messages = {
        {3,
         "Update 2",
         "GP Records is still down",
         ServiceState::down,
         {"2026-07-08T04:18:00+01:00", "04:18"},
         "New: supplier found a failed network link, now rerouting.",
         "New: supplier found a failed network link, now rerouting. User impact: Users cannot open "
         "shared records. Next update by 05:18. Reference INC-2041.",
         {}},
        {2,
         "Update 1",
         "GP Records is still down",
         ServiceState::down,
         {"2026-07-08T03:18:00+01:00", "03:18"},
         "New: the fault is in the supplier's network. Work goes on.",
         "",
         Time{"2026-07-08T03:26:00+01:00", "03:26"}},
        {1,
         "First message",
         "GP Records is down",
         ServiceState::down,
         {"2026-07-08T02:20:00+01:00", "02:20"},
         "GP Records stopped answering at 01:52.",
         "",
         {}}};
    return incident;
}

inline StatusIncident open_ward_orders() {
    StatusIncident incident;
    incident.ref = "INC-2040";
    incident.service = "Ward Orders";
    incident.state = ServiceState::degraded;
    incident.degree = "slow";
    incident.impact = "Orders take up to 10 minutes to appear";
    incident.place = "Westmere";
    incident.since = {"2026-07-08T00:31:00+01:00", "00:31 today"};
    incident.next_update = Time{"2026-07-08T05:10:00+01:00", "05:10 today"};
    return incident;
}

inline StatusIncident resolved_xray() {
    StatusIncident incident;
    incident.ref = "INC-2039";
    incident.service = "X-ray Share";
    incident.state = ServiceState::down;
    incident.impact = "Users could not see images from elsewhere";
    incident.place = "Northtown";
    incident.since = {"2026-07-07T01:12:00+01:00", "Tuesday 7 July 01:12"};
    incident.to = {"2026-07-07T02:58:00+01:00", "02:58"};
    incident.resolved = "Tuesday 7 July 02:58";
    incident.duration = "1 hour 46 minutes";
    incident.recent = true;
    incident.messages = {{1,
                          "New and resolved",
                          "X-ray Share was down 01:12 to 02:58",
                          ServiceState::working,
                          {"2026-07-07T03:05:00+01:00", "03:05"},
                          "Network link replaced.",
                          "",
                          {}}};
    return incident;
}

inline StatusIncident resolved_in_june() {
    StatusIncident incident = resolved_xray();
    incident.ref = "INC-2031";
    incident.state = ServiceState::degraded;
    incident.degree = "partly working";
    incident.since = {"2026-06-30T23:40:00+01:00", "Tuesday 30 June 23:40"};
    incident.to = {"2026-07-01T00:20:00+01:00", "Wednesday 1 July 00:20"};
    incident.resolved = "Wednesday 1 July 00:20";
    incident.duration = "40 minutes";
    incident.recent = false;
    incident.messages.clear();
    return incident;
}

inline StatusView quiet_site() {
    StatusView view;
    view.site = "National services status";
    view.feed_tag = "status.example.org,2026";
    view.base_url = "https://status.example.org";
    view.desk = national_desk();
    view.written = {"2026-07-08T04:18:07+01:00", "04:18:07 on Wednesday 8 July 2026"};
    for (const auto* name : {"GP Records", "Ward Orders", "X-ray Share", "Mail Relay"}) {
        view.services.push_back({name, ServiceState::working, ""});
    }
    return view;
}

// The status page empty, with one incident, with many, and in an exercise.
inline std::map<std::string, StatusView> status_samples() {
    std::map<std::string, StatusView> samples;
    samples["empty"] = quiet_site();

    StatusView one = quiet_site();
    one.services[1] = {"Ward Orders", ServiceState::degraded, "slow"};
    one.open = {open_ward_orders()};
    samples["one"] = one;

    StatusView many = quiet_site();
    many.services[0].state = ServiceState::down;
    many.services[1] = {"Ward Orders", ServiceState::degraded, "slow"};
    many.services[3].state = ServiceState::unknown;
    many.open = {open_ward_orders(), open_gp_records()};
    many.resolved = {resolved_xray(), resolved_in_june()};
    samples["many"] = many;

    StatusView after = quiet_site();
    after.resolved = many.resolved;
    samples["after"] = after;

    StatusView drill = many;
    drill.exercise = true;
    drill.base_url = "https://status.example.org/exercise";
    samples["exercise"] = drill;
    return samples;
}

}  // namespace tocsin
