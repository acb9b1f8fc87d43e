// A story played: through the daemon's own engine, in time that jumps from one due to the next.
// Nothing is sent, and nothing outside is read or changed. The same story tells the same, always.
#pragma once

#include "daemon/story_file.h"
#include "daemon/virtual_house.h"

#include <string>
#include <vector>

namespace tocsin {

// A story longer than this repeats itself: a last resort that nobody answers, say.
inline constexpr int story_steps_max = 20'000;

// One line of what happened: an act of the story, or what followed.
struct ToldLine {
    Instant at;
    IncidentId incident;  // 0: of the house
    bool act = false;
    std::string words;
    std::string text;  // that was sent with it; empty: none, or not wanted
};

// One person called, by what.
struct ToldCall {
    struct By {
        SendId send;
        Medium medium = Medium::sms;
        std::string channel;
        Verdict verdict = Verdict::unknown;
    };
    CallId call;
    Instant at;
    IncidentId incident;
    std::string name;
    std::string called;
    int attempt = 1;
    std::vector<By> by;
};

// One thing that was owed, once or from period to period.
struct ToldOwed {
    IncidentId incident;
    std::string name;
    std::string title;
    std::string owner;
    std::vector<std::string> rules;
    Instant from;
    Instant due;  // at the end, or as it was when it was done
    int times_met = 0;
    int times_late = 0;           // periods that were late
    int times_told = 0;           // that it is late
    std::optional<Instant> late;  // first
    std::string standing = "owed";
    Instant stands{};  // since when
    std::string text;  // the proof, or why
};

// What an incident is at the end, and what somebody still has to say.
struct ToldIncident {
    IncidentId incident;
    std::string what;                  // "GP Records", "clinical safety task"
    std::vector<std::string> rules{};  // of a task
    std::string status;
    std::string holder;              // empty: nobody has it
    bool page = false;               // the status page tells of it
    std::vector<std::string> said;   // "Kind: outage", "Possible crisis: raised"
    std::vector<std::string> unset;  // titles of fields that are asked for
};

struct Told {
    std::vector<ToldLine> lines;
    std::vector<ToldCall> calls;
    std::vector<ToldOwed> owed;
    std::vector<ToldIncident> incidents;
    std::vector<std::string> amiss;  // why the story did not go as it says: a sentence each
    Instant ended{};
};

// Pure. The ground has every rota from the start on.
Told play_story(const RehearsalGround& ground, const Story& story);

}  // namespace tocsin
