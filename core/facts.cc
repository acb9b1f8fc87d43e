#include "core/facts.h"

#include "core/draft.h"
#include "core/facts_owed.h"
#include "core/facts_writing.h"
#include "core/timeline.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <optional>

namespace tocsin {

bool of_the_story(const Event& event) {
    return !std::holds_alternative<SendOffered>(event) &&
           !std::holds_alternative<SendHanded>(event) &&
           !std::holds_alternative<SendDeferred>(event) &&
           !std::holds_alternative<SendSettled>(event) &&
           !std::holds_alternative<SendDropped>(event) &&
           !std::holds_alternative<ReceiptCame>(event);
}

namespace {

const std::vector<std::string> moments = {"opened", "began",  "confirmed", "resolved",
                                          "closed", "called", "taken",     "written"};

constexpr const char* no_answer = "no answer";

// Gathers the facts of one incident, entry by entry.
class Gathering {
public:
    Gathering(IncidentId id, const Directory& directory)
        : id_(id), directory_(directory), zone_(directory.calendar.zone) {
        set_fact(facts_, "ref", reference(id));
        set_fact(facts_, "site", directory.site);
        for (const char* list : {"timeline", "record", "calls"}) facts_.lists[list];
    }

    void add(const Entry& entry) {
        at_ = entry.at;
        std::visit([this](const auto& event) { on(event); }, entry.event);
        const std::string said = sentence(entry.event, zone_, entry.at);
        if (said.empty()) return;
        Facts line;
        set_fact(line, "said", said);
        set_fact(line, "at", entry.at, zone_);
        if (of_the_story(entry.event)) facts_.lists["timeline"].push_back(line);
        facts_.lists["record"].push_back(std::move(line));
    }

    Facts gathered(Instant now) {
        set_fact(facts_, "severity", std::to_string(severity_));
        set_fact(facts_, "written", now, zone_);
        auto& calls = facts_.lists["calls"];
        if (!calls.empty() && !taken_ && !resolved_ &&
            calls.back().values["outcome"] == no_answer) {
            set_fact(calls.back(), "outcome", "no answer yet");
        }
        if (repeats_ > 0) set_fact(facts_, "repeats", std::to_string(repeats_));
        if (began_ && resolved_)
            set_fact(facts_, "lasted", long_duration_words(*resolved_ - *began_));
        if (called_ && taken_) {
            set_fact(facts_, "taken_after", long_duration_words(*taken_ - *called_));
        }
        facts_.lists["obligations"] = owed_facts(owed_.latest(now), zone_);
        return std::move(facts_);
    }

private:
    template <class Other>
    void on(const Other&) {}

    void on(const IncidentOpened& event) {
        const Alarm& alarm = event.alarm;
        severity_ = alarm.severity;
        began_ = alarm.began.value_or(at_);
        over_since_ = event.over_since;
        set_fact(facts_, "opened", at_, zone_);
        set_fact(facts_, "began", *began_, zone_);
        set_fact(facts_, "procedure", event.procedure);
        set_fact(facts_, "service", event.service_name);
        set_fact(facts_, "status", event.status);
        set_fact(facts_, "source", event.source);
        set_fact(facts_, "reported_by", event.by);
        // Who reports by hand gives no key, and is given one.
        if (!alarm.key.starts_with("unique:")) set_fact(facts_, "key", alarm.key);
        set_fact(facts_, "summary", alarm.summary);
        set_fact(facts_, "description", alarm.description);
        set_fact(facts_, "link", alarm.link);
        set_fact(facts_, "state", alarm.state);
        set_fact(facts_, "place", alarm.place);
        if (const auto service = directory_.services.find(alarm.service);
            service != directory_.services.end()) {
            if (alarm.place.empty()) set_fact(facts_, "place", service->second.place);
            set_fact(facts_, "impact", service->second.impact);
        }
        for (const auto& [name, value] : alarm.fields) set_fact(facts_, field_prefix + name, value);
        for (const auto& [name, words] : event.fields) set_field(name, words);
        for (const auto& [name, text] : event.texts) set_field(name, {text});
    }

    // What people say of it stands before what it was reported with.
    void on(const FieldsSet& event) {
        for (const auto& [name, words] : event.fields) set_field(name, words);
        for (const auto& [name, text] : event.texts) set_field(name, {text});
    }

    void set_field(const std::string& name, const std::set<std::string>& words) {
        facts_.values.erase(field_prefix + name);
        set_fact(facts_, field_prefix + name, join_words({words.begin(), words.end()}));
    }

    void on(const ObligationBegan& event) { owed_.began(event); }
    void on(const ObligationMoved& event) { owed_.moved(event, at_); }

    void on(const AlarmRepeated& event) {
        ++repeats_;
        severity_ = std::min(severity_, event.severity);
        set_fact(facts_, "summary", event.summary);
    }

    void on(const StatusMoved& event) {
        set_fact(facts_, "status", event.to);
        if (event.words) {
            set_fact(facts_, "confirmed", at_, zone_);
            set_fact(facts_, "confirmed_by", event.by);
            set_fact(facts_, "state", event.words->state);
            set_fact(facts_, "degree", event.words->degree);
            set_fact(facts_, "impact", event.words->impact);
            set_fact(facts_, "place", event.words->place);
        }
        if (event.reopens) {
            resolved_.reset();
            over_since_.reset();
            for (const char* name :
                 {"resolved", "resolved_day", "resolved_time", "resolved_by", "resolution"})
                facts_.values.erase(name);
        }
        if (event.over && !resolved_) {
            resolved_ = over_since_.value_or(at_);
            set_fact(facts_, "resolved", *resolved_, zone_);
            set_fact(facts_, "resolved_by", event.by);
            set_fact(facts_, "resolution", event.note);
        }
        if (event.to == "closed") {
            set_fact(facts_, "closed", at_, zone_);
            set_fact(facts_, "closed_by", event.by);
        }
    }

    void on(const CallMade& event) {
        const auto covered = std::ranges::find(event.covers, id_, &Covered::incident);
        if (covered == event.covers.end()) return;
        if (!called_) {
            called_ = at_;
            set_fact(facts_, "called", at_, zone_);
        }
        Facts call;
        set_fact(call, "name", event.callee.name);
        set_fact(call, "role", event.callee.called);
        set_fact(call, "attempt", std::to_string(covered->attempt));
        set_fact(call, "at", at_, zone_);
        set_fact(call, "outcome", no_answer);
        latest_call_[event.callee.person] = facts_.lists["calls"].size();
        facts_.lists["calls"].push_back(std::move(call));
    }

    void on(const Taken& event) {
        taken_ = at_;
        set_fact(facts_, "taken", at_, zone_);
        set_fact(facts_, "taken_by", event.name);
        set_fact(facts_, "taken_as", event.called);
        set_fact(facts_, "taken_via", event.via);
        const auto call = latest_call_.find(event.person);
        if (call == latest_call_.end()) return;
        set_fact(facts_.lists["calls"][call->second], "outcome",
                 "took it " + short_time(zone_, at_, at_));
    }

    void on(const CallFailed& event) {
        // The latest call of that number is the last one made.
        auto& calls = facts_.lists["calls"];
        if (!calls.empty() && !taken_)
            set_fact(calls.back(), "outcome", "not delivered: " + event.why);
    }

    IncidentId id_;
    const Directory& directory_;
    const Zone& zone_;
    Facts facts_;
    OwedWindows owed_;
    Instant at_{};
    int severity_ = 5;
    int repeats_ = 0;
    std::optional<Instant> began_;
    std::optional<Instant> called_;
    std::optional<Instant> taken_;
    std::optional<Instant> resolved_;
    std::optional<Instant> over_since_;
    std::map<PersonId, std::size_t> latest_call_;
};

}  // namespace

const Vocabulary& incident_vocabulary() {
    static const Vocabulary all = [] {
        Vocabulary made;
        made.names = {"ref",         "site",        "procedure",    "service",    "severity",
                      "status",      "source",      "reported_by",  "key",        "summary",
                      "description", "link",        "state",        "degree",     "place",
                      "impact",      "repeats",     "confirmed_by", "taken_by",   "taken_as",
                      "taken_via",   "taken_after", "resolved_by",  "resolution", "closed_by",
                      "lasted",      "channel"};
        for (const std::string& moment : moments) name_moment(made.names, moment);
        Vocabulary line;
        line.names = {"said"};
        name_moment(line.names, "at");
        Vocabulary call;
        call.names = {"name", "role", "attempt", "outcome"};
        name_moment(call.names, "at");
        made.lists = {{"timeline", line},
                      {"record", line},
                      {"calls", call},
                      {"obligations", owed_vocabulary()}};
        return made;
    }();
    return all;
}

const Vocabulary& log_vocabulary() {
    static const Vocabulary all = [] {
        Vocabulary made;
        made.names = {"site", "from", "to", "count"};
        name_moment(made.names, "written");
        made.lists = {{"incidents", incident_vocabulary()}, {"figures", figures_vocabulary()}};
        return made;
    }();
    return all;
}

Facts incident_facts(const std::vector<Entry>& entries, IncidentId id, const Directory& directory,
                     Instant now) {
    Gathering gathering(id, directory);
    for (const Entry& entry : entries) gathering.add(entry);
    return gathering.gathered(now);
}

Facts log_facts(std::vector<Facts> incidents, const DocumentTemplate& paper, Day first, Day last,
                const Directory& directory, Instant now) {
    Facts log;
    set_fact(log, "site", directory.site);
    set_fact(log, "from", iso_day(first));
    set_fact(log, "to", iso_day(last));
    set_fact(log, "count", std::to_string(incidents.size()));
    set_fact(log, "written", now, directory.calendar.zone);
    log.lists["figures"] = figures(incidents, paper.targets);
    log.lists["incidents"] = std::move(incidents);
    return log;
}

}  // namespace tocsin
