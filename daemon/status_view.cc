#include "daemon/status_view.h"

#include "core/compose.h"
#include "core/draft.h"
#include "core/ladder.h"
#include "core/public_record.h"
#include "rota/clock_words.h"
#include "rota/telephone.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

constexpr auto recent_for = std::chrono::days(7);

// What was last said to be due; nothing once the last message is out.
std::optional<Instant> next_update(const Incident& incident) {
    std::optional<Instant> next;
    if (!incident.notices || incident.resolved) return next;
    for (const ToldNotice& told : incident.notices->told) {
        if (told.page && told.next) next = told.next;
    }
    return next;
}

// What a confirmation made public, and the messages that went to users. Nothing for an incident
// nobody has confirmed; `to` is `never` while it is open. The alarm is asked for the service's id
// only, which is looked up, not shown.
std::optional<PastIncident> confirmed_facts(const Incident& incident) {
    std::vector<PublicMessage> messages = public_messages(incident);
    if (!incident.confirmed && messages.empty()) return std::nullopt;
    const PublicWords words = public_words(incident);
    return PastIncident{.ref = reference(incident.id),
                        .service = incident.alarm.service,
                        .service_name = incident.service_name,
                        .state = words.state,
                        .degree = words.degree,
                        .impact = words.impact,
                        .place = words.place,
                        .since = incident.began,
                        .confirmed = incident.confirmed.value_or(incident.opened),
                        .to = incident.resolved.value_or(never),
                        .messages = std::move(messages),
                        .next = next_update(incident)};
}

// An incident of an unlisted service is named by the words of its alarm, which may hold a host: the
// id and the name are then the same, and neither is shown.
std::string public_name(const Directory& directory, const PastIncident& facts) {
    if (facts.service_name != facts.service) return facts.service_name;
    const auto listed = directory.services.find(facts.service);
    return listed == directory.services.end() ? "Another service" : listed->second.name;
}

ServiceState state_of(const PastIncident& facts) {
    return facts.state == "degraded" ? ServiceState::degraded : ServiceState::down;
}

std::string state_words(const PastIncident& facts) {
    if (state_of(facts) == ServiceState::down) return "down";
    return facts.degree.empty() ? "degraded" : "degraded (" + facts.degree + ")";
}

// The page says its impact as a sentence and sets the stop itself.
std::string without_stop(std::string sentence) {
    while (!sentence.empty() && (sentence.back() == '.' || sentence.back() == ' ')) {
        sentence.pop_back();
    }
    return sentence;
}

// ---- times

// Times of the page in one zone, as seen at one moment.
class Clock {
public:
    Clock(const Zone& zone, Instant now) : zone_(zone), now_(now) {}

    // "02:20", "01:40 BST".
    std::string clock(Instant at) const { return short_time(zone_, at, at); }

    // "Tuesday 7 July 01:12"; with its year when that is another one.
    std::string dated(Instant at) const {
        const Day day = zone_.day(at);
        std::string words = long_day(day);
        if (day.year() == zone_.day(now_).year()) words.resize(words.rfind(' '));
        return words + " " + clock(at);
    }

    // "01:52 today", else dated.
    std::string today_or_dated(Instant at) const {
        return same_day(at, now_) ? clock(at) + " today" : dated(at);
    }

    // "02:58" on the day of `other`, else dated.
    std::string beside(Instant at, Instant other) const {
        return same_day(at, other) ? clock(at) : dated(at);
    }

    // "04:18:07 on Wednesday 8 July 2026".
    std::string to_the_second() const {
        const std::string iso = this->iso(now_);
        const std::string hour =
            zone_.in_repeated_hour(now_) ? " " + zone_.abbreviation(now_) : std::string();
        return iso.substr(iso.find('T') + 1, 8) + hour + " on " + long_day(zone_.day(now_));
    }

    std::string iso(Instant at) const {
        return iso_local(zone_, std::chrono::floor<std::chrono::seconds>(at));
    }
    Time time(Instant at, std::string words) const { return {iso(at), std::move(words)}; }

    // "1 hour 46 minutes".
    static std::string length(const PastIncident& facts) {
        return long_duration_words(std::max(Duration::zero(), facts.to - facts.since));
    }

    Day today() const { return zone_.day(now_); }
    Instant now() const { return now_; }

private:
    bool same_day(Instant a, Instant b) const { return zone_.day(a) == zone_.day(b); }

    Zone zone_;
    Instant now_;
};

// ---- incidents

// A message says the same for ever: its times are told as of the moment it was sent.
StatusMessage first_message(const PastIncident& facts, const std::string& name,
                            const Clock& clock) {
    const std::string place = facts.place.empty() ? "" : " Where: " + facts.place + ".";
    const std::string impact =
        facts.impact.empty() ? "" : " User impact: " + without_stop(facts.impact) + ".";
    StatusMessage message;
    message.n = 1;
    message.title = "First message";
    message.headline = name + " is " + state_words(facts);
    message.state = state_of(facts);
    message.at = clock.time(facts.confirmed, clock.beside(facts.confirmed, facts.since));
    message.text = name + " has been " + state_words(facts) + " since " +
                   clock.beside(facts.since, facts.confirmed) + ".";
    message.full = message.text + impact + place + " Reference " + facts.ref + ".";
    return message;
}

// It does not say that the service works: another incident of it may be open.
StatusMessage last_message(const PastIncident& facts, const std::string& name, const Clock& clock) {
    StatusMessage message;
    message.n = 2;
    message.title = "Resolved";
    message.headline = name + " was " + state_words(facts) + " " + clock.clock(facts.since) +
                       " to " + clock.clock(facts.to);
    message.state = ServiceState::working;
    message.at = clock.time(facts.to, clock.beside(facts.to, facts.since));
    message.text = name + " was " + state_words(facts) + " for " + Clock::length(facts) + ".";
    return message;
}

ServiceState state_of(const PublicMessage& message) {
    return message.state == "working"    ? ServiceState::working
           : message.state == "degraded" ? ServiceState::degraded
                                         : ServiceState::down;
}

// What was sent, newest first, as it was sent.
std::vector<StatusMessage> sent_messages(const PastIncident& facts, const Clock& clock) {
    std::vector<StatusMessage> messages;
    for (const PublicMessage& sent : facts.messages) {
        StatusMessage message;
        message.n = sent.number;
        message.title = sent.title;
        message.headline = sent.headline;
        message.state = state_of(sent);
        message.at = clock.time(sent.at, clock.beside(sent.at, facts.since));
        message.text = sent.text;
        for (StatusMessage& earlier : messages) {
            if (earlier.n == sent.corrects) earlier.corrected = message.at;
        }
        messages.insert(messages.begin(), std::move(message));
    }
    return messages;
}

StatusIncident shown(const PastIncident& facts, const Directory& directory, const Clock& clock) {
    const std::string name = public_name(directory, facts);
    StatusIncident incident;
    incident.ref = facts.ref;
    incident.service = name;
    incident.state = state_of(facts);
    if (incident.state == ServiceState::degraded) incident.degree = facts.degree;
    incident.impact = without_stop(facts.impact);
    incident.place = facts.place;
    incident.messages = facts.messages.empty()
                            ? std::vector<StatusMessage>{first_message(facts, name, clock)}
                            : sent_messages(facts, clock);
    if (facts.next) {
        incident.next_update = clock.time(*facts.next, clock.today_or_dated(*facts.next));
    }
    if (facts.to == never) {
        incident.since = clock.time(facts.since, clock.today_or_dated(facts.since));
        return incident;
    }
    if (facts.messages.empty()) {
        incident.messages.insert(incident.messages.begin(), last_message(facts, name, clock));
    }
    incident.since = clock.time(facts.since, clock.dated(facts.since));
    incident.to = clock.time(facts.to, clock.beside(facts.to, facts.since));
    incident.resolved = clock.dated(facts.to);
    incident.duration = Clock::length(facts);
    incident.recent = clock.now() - facts.to < recent_for;
    return incident;
}

// A message to users may be read by anybody; what a confirmation says, unless something hides it.
std::vector<PastIncident> confirmed(const State& state, const Directory& directory, Instant now) {
    std::vector<PastIncident> all;
    for (const auto& [id, incident] : state.incidents()) {
        if (incident.drill) continue;  // the public never reads of one (DSPT-10)
        auto facts = confirmed_facts(incident);
        if (!facts) continue;
        if (!facts->messages.empty() || publicly_told(state, directory, incident, now))
            all.push_back(std::move(*facts));
    }
    return all;
}

// Those of the state, and of `past` what the state no longer holds; newest first.
std::vector<PastIncident> over(const std::vector<PastIncident>& known,
                               const std::vector<PastIncident>& past) {
    std::vector<PastIncident> all;
    std::set<std::string> seen;
    for (const PastIncident& facts : known) {
        seen.insert(facts.ref);
        if (facts.to != never) all.push_back(facts);
    }
    for (const PastIncident& facts : past) {
        if (seen.insert(facts.ref).second) all.push_back(facts);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.to > b.to; });
    return all;
}

// ---- services, desk, site

// The worst of its open confirmed incidents; working when there is none.
StatusService shown(const Service& service, const std::vector<PastIncident>& known) {
    StatusService out{service.name, ServiceState::working, ""};
    for (const PastIncident& facts : known) {
        if (facts.service != service.id || facts.to != never) continue;
        if (state_of(facts) >= out.state) continue;
        out.state = state_of(facts);
        out.degree = out.state == ServiceState::degraded ? facts.degree : "";
    }
    return out;
}

// Level 1 of the default procedure at this moment. Only a desk: the page names no person.
PhoneDesk desk_on_duty(const State& state, const Directory& directory, Instant now) {
    const Procedure& procedure = directory.procedure(directory.default_procedure, "");
    for (const Callee& callee :
         meaning(state, directory, procedure, procedure.level_1, now).people) {
        const auto desk = directory.desks.find(callee.person);
        if (desk == directory.desks.end()) continue;
        const std::string& long_name = desk->second.long_name;
        const std::string rings = rings_at(directory, callee);
        return {long_name.empty() ? desk->second.name : long_name, spoken_phone(rings), rings};
    }
    return {};
}

std::string host_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    const bool bracketed = url.starts_with('[');
    if (bracketed) url.remove_prefix(1);
    std::string host(url.substr(0, url.find(bracketed ? ']' : ':')));
    for (char& c : host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return host;
}

// A field of a fingerprint: its length makes "ab","c" and "a","bc" differ.
void add(std::string& text, std::string_view field) {
    text += std::to_string(field.size()) + ":";
    text += field;
}

void add(std::string& text, Instant at) {
    add(text, std::to_string(at.time_since_epoch().count()));
}

}  // namespace

std::optional<PastIncident> past_incident(const Incident& incident) {
    std::optional<PastIncident> facts = confirmed_facts(incident);
    if (facts && facts->to == never) return std::nullopt;
    return facts;
}

StatusView status_view(const State& state, const Directory& directory,
                       const std::vector<PastIncident>& past, const std::string& site_url,
                       Instant now) {
    const Clock clock(directory.calendar.zone, now);
    const std::vector<PastIncident> known = confirmed(state, directory, now);
    StatusView view;
    view.site = directory.site + " status";
    // The year belongs to the tag for ever (RFC 4151): it is no date of today.
    view.feed_tag = host_of(site_url) + ",2026";
    view.base_url = site_url;
    while (view.base_url.ends_with('/')) view.base_url.pop_back();
    view.desk = desk_on_duty(state, directory, now);
    view.written = clock.time(now, clock.to_the_second());
    view.exercise = directory.exercise;
    for (const auto& [id, service] : directory.services) {
        view.services.push_back(shown(service, known));
    }
    for (const PastIncident& facts : known) {
        if (facts.to == never) view.open.push_back(shown(facts, directory, clock));
    }
    for (const PastIncident& facts : over(known, past)) {
        view.resolved.push_back(shown(facts, directory, clock));
    }
    return view;
}

std::string public_fingerprint(const State& state, const Directory& directory, Instant now) {
    std::string text;
    add(text, directory.site);
    add(text, directory.exercise ? "exercise" : "");
    add(text, iso_day(Clock(directory.calendar.zone, now).today()));
    const PhoneDesk desk = desk_on_duty(state, directory, now);
    add(text, desk.name);
    add(text, desk.tel);
    for (const auto& [id, service] : directory.services) {
        add(text, id);
        add(text, service.name);
    }
    for (const PastIncident& facts : confirmed(state, directory, now)) {
        for (const std::string* field :
             {&facts.ref, &facts.service, &facts.service_name, &facts.state, &facts.degree,
              &facts.impact, &facts.place}) {
            add(text, *field);
        }
        for (const Instant at : {facts.since, facts.confirmed, facts.to}) add(text, at);
        // A message never changes: its number says it all.
        for (const PublicMessage& message : facts.messages)
            add(text, std::to_string(message.number));
    }
    // It may be over before it was looked at.
    add(text, std::to_string(state.past().size()));
    return text;
}

}  // namespace tocsin
