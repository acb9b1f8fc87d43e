#include "core/drill_report.h"

#include "core/draft.h"
#include "core/drill_windows.h"
#include "core/facts_writing.h"
#include "core/ladder.h"
#include "core/timeline.h"
#include "rota/clock_words.h"
#include "rota/words.h"

#include <algorithm>
#include <optional>
#include <set>

namespace tocsin {
namespace {

constexpr const char* method =
    "percentiles by nearest rank: the smallest time of which at least so many per cent are not "
    "longer";

// One attempt at a person.
struct Try {
    std::vector<IncidentId> about;
    Callee callee;
    int attempt = 1;
    Instant at;
    std::vector<std::string> by;  // "text by sms-a accepted"
    std::string outcome;
};

// A person who was called, with every attempt of the call.
struct Asked {
    Callee callee;
    Instant first;
    std::vector<std::size_t> tries;
    std::optional<Instant> answered;
    std::string how;
    bool withheld = false;
};

std::string verdict_word(Verdict verdict) {
    switch (verdict) {
        case Verdict::accepted:
            return "accepted";
        case Verdict::deferred:
            return "given up";
        case Verdict::refused:
        case Verdict::misconfigured:
            return "refused";
        case Verdict::unknown:
            return "not answered";
    }
    return "";
}

class DrillEvidence {
public:
    DrillEvidence(IncidentId id, const Directory& directory)
        : id_(id), zone_(directory.calendar.zone), ids_{id} {
        set_fact(facts_, "ref", reference(id));
        set_fact(facts_, "site", directory.site);
        set_fact(facts_, "method", method);
        for (const char* list :
             {"calls", "answers", "unanswered", "windows", "withheld", "timeline"}) {
            facts_.lists[list];
        }
    }

    void add(const Entry& entry) {
        at_ = entry.at;
        std::visit([this](const auto& event) { on(event); }, entry.event);
        const std::string said = sentence(entry.event, zone_, entry.at);
        if (said.empty() || !of_the_story(entry.event)) return;
        Facts line;
        set_fact(line, "said", said);
        set_fact(line, "ref", refs_of(about(entry.event)));
        set_fact(line, "at", entry.at, zone_);
        facts_.lists["timeline"].push_back(std::move(line));
    }

    Facts gathered(Instant now) {
        const Instant end = ended_.value_or(now);
        set_fact(facts_, "written", now, zone_);
        set_fact(facts_, "status", ended_ ? "over" : "running");
        if (ended_) set_fact(facts_, "ended", *ended_, zone_);
        set_fact(facts_, "lasted", exact_words(end - started_));
        if (first_call_) set_fact(facts_, "first_call_after", exact_words(*first_call_ - started_));
        if (taken_) set_fact(facts_, "taken_after", exact_words(*taken_ - started_));
        tell_calls();
        tell_answers();
        tell_windows(facts_, windows_.all(end), zone_, ended_.has_value());
        tell_withheld();
        return std::move(facts_);
    }

private:
    template <class Other>
    void on(const Other&) {}

    void on(const IncidentOpened& event) {
        if (event.incident != id_) return;
        started_ = at_;
        set_fact(facts_, "started", at_, zone_);
        set_fact(facts_, "started_by", event.by);
        set_fact(facts_, "reason", event.drill_reason);
        set_fact(facts_, "service", event.service_name);
        set_fact(facts_, "severity", std::to_string(event.alarm.severity));
        set_fact(facts_, "procedure", event.procedure);
        set_fact(facts_, "summary", event.alarm.summary);
        set_fact(facts_, "place", event.alarm.place);
    }

    void on(const TaskOpened& event) { ids_.insert(event.task); }

    void on(const StatusMoved& event) {
        if (event.incident == id_ && event.to == "closed") ended_ = at_;
    }

    // ---------------------------------------------------------------- calls

    std::vector<IncidentId> ours(const std::vector<Covered>& covers) const {
        std::vector<IncidentId> ids;
        for (const Covered& line : covers) {
            if (ids_.contains(line.incident)) ids.push_back(line.incident);
        }
        return ids;
    }

    void note_try(CallId call, int attempt, const Callee& callee, std::vector<IncidentId> about) {
        if (about.empty()) return;
        Asked& asked =
            asked_.try_emplace(call, Asked{callee, at_, {}, {}, "", false}).first->second;
        asked.tries.push_back(tries_.size());
        tries_of_[{call, attempt}] = tries_.size();
        tries_.push_back({std::move(about), callee, attempt, at_, {}, ""});
    }

    void on(const CallMade& event) {
        note_try(event.call, event.attempt, event.callee, ours(event.covers));
    }

    // Another incident of the same exercise shares the call.
    void on(const CallJoined& event) {
        if (!ids_.contains(event.covers.incident)) return;
        const auto there = tries_of_.find({event.call, event.attempt});
        if (there == tries_of_.end()) {
            note_try(event.call, event.attempt, event.callee, {event.covers.incident});
        } else {
            tries_[there->second].about.push_back(event.covers.incident);
        }
    }

    Try* try_of(CallId call, int attempt) {
        const auto there = tries_of_.find({call, attempt});
        return there == tries_of_.end() ? nullptr : &tries_[there->second];
    }

    void on(const SendOffered& event) {
        const auto there = tries_of_.find({event.call, event.attempt});
        if (!event.call || there == tries_of_.end()) return;
        if (event.handed) note_left();
        const std::string medium(medium_word(event.message.medium));
        Try& one = tries_[there->second];
        sends_[event.message.id] = {there->second, one.by.size()};
        one.by.push_back(medium + " by " + event.message.channel);
    }

    void note_left() {
        if (!first_call_) first_call_ = at_;
    }

    void on(const SendHanded& event) {
        if (sends_.contains(event.send)) note_left();
    }

    void add_to_send(SendId send, const std::string& words) {
        const auto there = sends_.find(send);
        if (there != sends_.end()) tries_[there->second.first].by[there->second.second] += words;
    }

    void on(const SendSettled& event) {
        add_to_send(event.send, " " + verdict_word(event.verdict) +
                                    (event.detail.empty() ? "" : " (" + event.detail + ")"));
    }

    void on(const SendDropped& event) { add_to_send(event.send, " dropped: " + event.why); }

    void on(const ReceiptCame& event) {
        add_to_send(event.send,
                    event.state == Receipt::State::delivered ? ", delivered" : ", not delivered");
    }

    void on(const CallFailed& event) {
        Try* one = try_of(event.call, event.attempt);
        if (one == nullptr) return;
        const bool outside = event.why == words(Failure::outside);
        if (outside) asked_.at(event.call).withheld = true;
        one->outcome = (outside ? "not sent: " : "not delivered: ") + event.why;
    }

    // ---------------------------------------------------------------- answers

    // The call that somebody has answered: the one that is named, else their latest.
    void answered(CallId call, const PersonId& person, const std::string& how) {
        auto there = asked_.find(call);
        if (there == asked_.end()) {
            for (auto row = asked_.begin(); row != asked_.end(); ++row) {
                if (row->second.callee.person == person && !row->second.answered) there = row;
            }
        }
        if (there == asked_.end() || there->second.answered) return;
        Asked& asked = there->second;
        asked.answered = at_;
        asked.how = how;
        tries_[asked.tries.back()].outcome = how + " after " + exact_words(at_ - asked.first);
    }

    void on(const Taken& event) {
        answered(event.call, event.person, "taken by " + event.via);
        if (event.incident != id_ || taken_) return;
        taken_ = at_;
        set_fact(facts_, "taken_by", event.name + " (" + event.called + ")");
    }

    void on(const Climbed& event) {
        if (event.passed) answered({}, event.by, "passed on");
    }

    void on(const ObligationBegan& event) { windows_.began(event); }
    void on(const ObligationMoved& event) { windows_.moved(event, at_); }

    void on(const Withheld& event) {
        Kept& kept = withheld_[event.person];
        kept.name = event.name;
        ++kept.count;
        kept.texts.insert(event.text_id);
    }

    // ---------------------------------------------------------------- what is told

    // Of an exercise with tasks, which of them: "INC-7".
    static std::string refs_of(const std::vector<IncidentId>& ids) {
        std::vector<std::string> refs;
        for (const IncidentId id : ids) refs.push_back(reference(id));
        return join_words(refs);
    }

    void tell_calls() {
        for (const Try& one : tries_) {
            Facts row;
            set_fact(row, "ref", refs_of(one.about));
            set_fact(row, "name", one.callee.name);
            set_fact(row, "role", one.callee.called);
            set_fact(row, "attempt", std::to_string(one.attempt));
            set_fact(row, "at", one.at, zone_);
            set_fact(row, "by", join_words(one.by));
            set_fact(row, "outcome", one.outcome.empty() ? "no answer" : one.outcome);
            facts_.lists["calls"].push_back(std::move(row));
        }
    }

    void tell_answers() {
        std::vector<Duration> times;
        int called = 0;
        for (const auto& [call, asked] : asked_) {
            if (asked.withheld && !asked.answered) continue;
            ++called;
            Facts row;
            set_fact(row, "name", asked.callee.name);
            set_fact(row, "role", asked.callee.called);
            set_fact(row, "tries", std::to_string(asked.tries.size()));
            set_fact(row, "at", asked.first, zone_);
            if (!asked.answered) {
                facts_.lists["unanswered"].push_back(std::move(row));
                continue;
            }
            times.push_back(*asked.answered - asked.first);
            set_fact(row, "after", exact_words(times.back()));
            set_fact(row, "how", asked.how);
            facts_.lists["answers"].push_back(std::move(row));
        }
        set_fact(facts_, "called_count", std::to_string(called));
        set_fact(facts_, "answered_count", std::to_string(times.size()));
        if (times.empty()) return;
        std::ranges::sort(times);
        set_fact(facts_, "answer_median", exact_words(percentile(times, 50)));
        set_fact(facts_, "answer_p90", exact_words(percentile(times, 90)));
        set_fact(facts_, "answer_slowest", exact_words(times.back()));
    }

    void tell_withheld() {
        int all = 0;
        for (const auto& [person, kept] : withheld_) {
            Facts row;
            set_fact(row, "name", kept.name);
            set_fact(row, "count", std::to_string(kept.count));
            set_fact(row, "what", join_words({kept.texts.begin(), kept.texts.end()}));
            facts_.lists["withheld"].push_back(std::move(row));
            all += kept.count;
        }
        set_fact(facts_, "withheld_count", std::to_string(all));
    }

    struct Kept {
        std::string name;
        int count = 0;
        std::set<std::string> texts;
    };

    IncidentId id_;
    const Zone& zone_;
    std::set<IncidentId> ids_;  // the drill and its tasks
    Facts facts_;
    Instant at_{};
    Instant started_{};
    std::optional<Instant> ended_;
    std::optional<Instant> first_call_;
    std::optional<Instant> taken_;
    std::vector<Try> tries_;
    std::map<std::pair<CallId, int>, std::size_t> tries_of_;
    std::map<CallId, Asked> asked_;
    std::map<SendId, std::pair<std::size_t, std::size_t>> sends_;  // the try, and which of it
    OwedWindows windows_;
    std::map<PersonId, Kept> withheld_;
};

Vocabulary rows(std::vector<std::string> names, const std::vector<std::string>& moments) {
    Vocabulary made;
    made.names = std::move(names);
    for (const std::string& moment : moments) name_moment(made.names, moment);
    return made;
}

}  // namespace

const Vocabulary& drill_vocabulary() {
    static const Vocabulary all = [] {
        Vocabulary made =
            rows({"ref",           "site",          "reason",         "started_by",
                  "service",       "severity",      "procedure",      "summary",
                  "place",         "status",        "lasted",         "first_call_after",
                  "taken_after",   "taken_by",      "called_count",   "answered_count",
                  "answer_median", "answer_p90",    "answer_slowest", "method",
                  "windows_count", "windows_met",   "windows_late",   "windows_waived",
                  "windows_open",  "withheld_count"},
                 {"started", "ended", "written"});
        made.lists = {{"calls", rows({"ref", "name", "role", "attempt", "by", "outcome"}, {"at"})},
                      {"answers", rows({"name", "role", "tries", "after", "how"}, {"at"})},
                      {"unanswered", rows({"name", "role", "tries"}, {"at"})},
                      {"windows", rows({"ref", "name", "title", "owner", "standing", "by", "text"},
                                       {"due", "done"})},
                      {"withheld", rows({"name", "count", "what"}, {})},
                      {"timeline", rows({"ref", "said"}, {"at"})}};
        return made;
    }();
    return all;
}

Facts drill_facts(const std::vector<Entry>& entries, IncidentId id, const Directory& directory,
                  Instant now) {
    DrillEvidence evidence(id, directory);
    for (const Entry& entry : entries) evidence.add(entry);
    return evidence.gathered(now);
}

std::vector<IncidentId> tasks_named(const std::vector<Entry>& entries) {
    std::vector<IncidentId> tasks;
    for (const Entry& entry : entries) {
        const auto* opened = std::get_if<TaskOpened>(&entry.event);
        if (opened == nullptr) continue;
        if (std::ranges::find(tasks, opened->task) == tasks.end()) tasks.push_back(opened->task);
    }
    return tasks;
}

Duration percentile(const std::vector<Duration>& values, int percent) {
    const std::size_t rank = (values.size() * static_cast<std::size_t>(percent) + 99) / 100;
    return values[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace tocsin
