// What a procedure says is owed: from what, until when, by whom, what meets it, and what happens
// when it is late. Data of a procedure; core/obligations.h interprets it.
#pragma once

#include "core/matcher.h"
#include "rota/calendar.h"
#include "rota/time.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// Something that happens to an incident, from which a clock runs or by which one stops.
struct Moment {
    enum class Of {
        began,     // the trouble itself, which may be earlier than the report
        accepted,  // the supplier took it on, as the report says
        status,    // the incident has it, or had it: `name`
        taken,     // somebody acknowledged; with a `name`, somebody called at that role's rung
        asked,     // a person asked for this very obligation
        met,       // the obligation `name` was met
        notice,   // users were told by a notice of the stage `name`, or of any: the latest of them;
                  // with a `count`, the so many-th
        flag,     // the flag `name` was raised, and stands
        set,      // the field `name` got its value; with `to`, that one
        reached,  // somebody of the role's rung, or of a higher one, was called
        reopened,  // it was resolved too early, and is open again
    };
    Of of = Of::status;
    std::string name;
    std::string to = {};
    int count = 0;

    static constexpr const char* any_notice = "any";

    bool operator==(const Moment&) const = default;
};

// A time to do something. A length of time runs on through nights and steps of the clock; working
// days and months are of the calendar, and end with their day, or at `clock` on it.
struct TimeLimit {
    Duration after{0};
    int working_days = 0;
    int months = 0;
    std::optional<std::chrono::minutes> clock = {};

    bool of_calendar() const { return working_days > 0 || months > 0; }
    bool operator==(const TimeLimit&) const = default;
};

// When what began at `from` is due.
Instant due_at(const TimeLimit& limit, const Calendar& calendar, Instant from);

struct ObligationRule {
    // Who is told once it is late, beside its owner.
    struct Late {
        std::vector<std::string> tell;  // roles
        std::string escalate;           // a role of the ladder that is then called; or empty
        Duration again{0};              // the owner and they hear of it every so often; 0: once
    };

    std::string name;   // "conference-call"
    std::string title;  // "conference call arranged": what stands in texts
    std::string ask;    // "Arrange it, or say why it is not needed": one sentence for the owner
    std::vector<std::string> rules;       // "HSSI-18"
    std::vector<Matcher> when;            // only of incidents that fit one of them; none: of all
    std::vector<Moment> starts;           // all of them; the clock runs from the latest
    std::vector<Moment> starts_any = {};  // and, unless empty, one of these: the first that came
    std::map<int, TimeLimit> due;         // by severity; 0: any other
    // Its clock runs from what it starts from, however late the incident came to fit (SIRI-05).
    bool from_start = false;
    std::map<int, Duration> every;  // owed again so long after it was met, by severity; or empty
    bool stated = false;            // the latest notice to users may state when it is due (HSSI-29)
    std::vector<Duration> warn;     // so long before it is due
    std::vector<int> warn_shares = {};        // when so many percent of its time are gone
    std::vector<std::string> warn_tell = {};  // roles told beside its owner
    std::string owner;                        // a role, or "holder": whoever has the incident
    std::vector<Moment> met_by;               // any of them; a person may say so as well
    bool proof = false;                       // a reference must be given
    bool waivable = true;                     // by somebody, with a reason
    Duration rejected{0};  // sent back, it is due again so long after; 0: it never is
    Late late;
    std::optional<Moment> until = {};  // owed no more; nothing: until it is met

    static constexpr const char* holder = "holder";
};

// The entry for a severity, else that for any; nullptr when there is neither.
template <class Value>
const Value* by_severity(const std::map<int, Value>& values, int severity) {
    auto found = values.find(severity);
    if (found == values.end()) found = values.find(0);
    return found == values.end() ? nullptr : &found->second;
}

}  // namespace tocsin
