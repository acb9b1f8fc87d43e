#include "core/facts.h"

#include "core/draft.h"
#include "core/timeline.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <optional>

namespace tocsin {
namespace {

const std::vector<std::string> moments = {"opened", "began",  "confirmed", "resolved",
                                          "closed", "called", "taken",     "written"};

constexpr const char* no_answer = "no answer";

void add_moment(std::vector<std::string>& names, const std::string& name) {
    for (const char* part : {"", "_day", "_time"}) names.push_back(name + part);
}

void set(Facts& facts, const std::string& name, const std::string& value) {
    if (!value.empty()) facts.values[name] = value;
}

void set(Facts& facts, const std::string& name, Instant at, const Zone& zone) {
    set(facts, name, long_time(zone, at));
    set(facts, name + "_day", iso_day(zone.day(at)));
    set(facts, name + "_time", short_time(zone, at, at));
}

// What a reader of a report looks for; how each message went is in the whole record.
bool of_the_story(const Event& event) {
    return !std::holds_alternative<SendOffered>(event) &&
           !std::holds_alternative<SendHanded>(event) &&
           !std::holds_alternative<SendDeferred>(event) &&
           !std::holds_alternative<SendSettled>(event) &&
           !std::holds_alternative<SendDropped>(event) &&
           !std::holds_alternative<ReceiptCame>(event);
}

// Gathers the facts of one incident, entry by entry.
class Gathering {
public:
    Gathering(IncidentId id, const Directory& directory)
        : id_(id), directory_(directory), zone_(directory.calendar.zone) {
        set(facts_, "ref", reference(id));
        set(facts_, "site", directory.site);
        for (const char* list : {"timeline", "record", "calls"}) facts_.lists[list];
    }

    void add(const Entry& entry) {
        at_ = entry.at;
        std::visit([this](const auto& event) { on(event); }, entry.event);
        const std::string said = sentence(entry.event, zone_, entry.at);
        if (said.empty()) return;
        Facts line;
        set(line, "said", said);
        set(line, "at", entry.at, zone_);
        if (of_the_story(entry.event)) facts_.lists["timeline"].push_back(line);
        facts_.lists["record"].push_back(std::move(line));
    }

    Facts gathered(Instant now) {
        set(facts_, "severity", std::to_string(severity_));
        set(facts_, "written", now, zone_);
        auto& calls = facts_.lists["calls"];
        if (!calls.empty() && !taken_ && !resolved_ &&
            calls.back().values["outcome"] == no_answer) {
            set(calls.back(), "outcome", "no answer yet");
        }
        if (repeats_ > 0) set(facts_, "repeats", std::to_string(repeats_));
        if (began_ && resolved_) set(facts_, "lasted", long_duration_words(*resolved_ - *began_));
        if (called_ && taken_) {
            set(facts_, "taken_after", long_duration_words(*taken_ - *called_));
        }
        return std::move(facts_);
    }

private:
    template <class Other>
    void on(const Other&) {}

    void on(const IncidentOpened& event) {
        const Alarm& alarm = event.alarm;
        severity_ = alarm.severity;
        began_ = alarm.began.value_or(at_);
        set(facts_, "opened", at_, zone_);
        set(facts_, "began", *began_, zone_);
        set(facts_, "procedure", event.procedure);
        set(facts_, "service", event.service_name);
        set(facts_, "status", event.status);
        set(facts_, "source", event.source);
        set(facts_, "reported_by", event.by);
        // Who reports by hand gives no key, and is given one.
        if (!alarm.key.starts_with("unique:")) set(facts_, "key", alarm.key);
        set(facts_, "summary", alarm.summary);
        set(facts_, "description", alarm.description);
        set(facts_, "link", alarm.link);
        set(facts_, "state", alarm.state);
        set(facts_, "place", alarm.place);
        if (const auto service = directory_.services.find(alarm.service);
            service != directory_.services.end()) {
            if (alarm.place.empty()) set(facts_, "place", service->second.place);
            set(facts_, "impact", service->second.impact);
        }
        for (const auto& [name, value] : alarm.fields) set(facts_, field_prefix + name, value);
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
        set(facts_, field_prefix + name, join_words({words.begin(), words.end()}));
    }

    void on(const AlarmRepeated& event) {
        ++repeats_;
        severity_ = std::min(severity_, event.severity);
        set(facts_, "summary", event.summary);
    }

    void on(const StatusMoved& event) {
        set(facts_, "status", event.to);
        if (event.words) {
            set(facts_, "confirmed", at_, zone_);
            set(facts_, "confirmed_by", event.by);
            set(facts_, "state", event.words->state);
            set(facts_, "degree", event.words->degree);
            set(facts_, "impact", event.words->impact);
            set(facts_, "place", event.words->place);
        }
        if (event.reopens) {
            resolved_.reset();
            for (const char* name :
                 {"resolved", "resolved_day", "resolved_time", "resolved_by", "resolution"})
                facts_.values.erase(name);
        }
        if (event.over && !resolved_) {
            resolved_ = at_;
            set(facts_, "resolved", at_, zone_);
            set(facts_, "resolved_by", event.by);
            set(facts_, "resolution", event.note);
        }
        if (event.to == "closed") {
            set(facts_, "closed", at_, zone_);
            set(facts_, "closed_by", event.by);
        }
    }

    void on(const CallMade& event) {
        const auto covered = std::ranges::find(event.covers, id_, &Covered::incident);
        if (covered == event.covers.end()) return;
        if (!called_) {
            called_ = at_;
            set(facts_, "called", at_, zone_);
        }
        Facts call;
        set(call, "name", event.callee.name);
        set(call, "role", event.callee.called);
        set(call, "attempt", std::to_string(covered->attempt));
        set(call, "at", at_, zone_);
        set(call, "outcome", no_answer);
        latest_call_[event.callee.person] = facts_.lists["calls"].size();
        facts_.lists["calls"].push_back(std::move(call));
    }

    void on(const Taken& event) {
        taken_ = at_;
        set(facts_, "taken", at_, zone_);
        set(facts_, "taken_by", event.name);
        set(facts_, "taken_as", event.called);
        set(facts_, "taken_via", event.via);
        const auto call = latest_call_.find(event.person);
        if (call == latest_call_.end()) return;
        set(facts_.lists["calls"][call->second], "outcome",
            "took it " + short_time(zone_, at_, at_));
    }

    void on(const CallFailed& event) {
        // The latest call of that number is the last one made.
        auto& calls = facts_.lists["calls"];
        if (!calls.empty() && !taken_) set(calls.back(), "outcome", "not delivered: " + event.why);
    }

    IncidentId id_;
    const Directory& directory_;
    const Zone& zone_;
    Facts facts_;
    Instant at_{};
    int severity_ = 5;
    int repeats_ = 0;
    std::optional<Instant> began_;
    std::optional<Instant> called_;
    std::optional<Instant> taken_;
    std::optional<Instant> resolved_;
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
        for (const std::string& moment : moments) add_moment(made.names, moment);
        Vocabulary line;
        line.names = {"said"};
        add_moment(line.names, "at");
        Vocabulary call;
        call.names = {"name", "role", "attempt", "outcome"};
        add_moment(call.names, "at");
        made.lists = {{"timeline", line}, {"record", line}, {"calls", call}};
        return made;
    }();
    return all;
}

const Vocabulary& log_vocabulary() {
    static const Vocabulary all = [] {
        Vocabulary made;
        made.names = {"site", "from", "to", "count"};
        add_moment(made.names, "written");
        made.lists = {{"incidents", incident_vocabulary()}};
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

Facts log_facts(std::vector<Facts> incidents, Day first, Day last, const Directory& directory,
                Instant now) {
    Facts log;
    set(log, "site", directory.site);
    set(log, "from", iso_day(first));
    set(log, "to", iso_day(last));
    set(log, "count", std::to_string(incidents.size()));
    set(log, "written", now, directory.calendar.zone);
    log.lists["incidents"] = std::move(incidents);
    return log;
}

}  // namespace tocsin
