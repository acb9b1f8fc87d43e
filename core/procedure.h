// A procedure as data: hours, roles, ladder. The engine interprets it; no procedure has code of its
// own. One YAML file each; an incident keeps the version (by content hash) it was opened with.
#pragma once

#include "core/notices.h"
#include "core/obligation_rule.h"
#include "core/severity.h"
#include "core/trend_rule.h"
#include "core/triage.h"
#include "rota/calendar.h"
#include "rota/time.h"
#include "rota/week_time.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// The days on which somebody holds a role (WSIC-11), both included; without one it has no such end.
struct Term {
    std::optional<Day> from;
    std::optional<Day> until;
    bool interim = false;  // stands in until somebody is appointed

    bool operator==(const Term&) const = default;
};

// One way of finding the people of a role: the duty of a rota, contacts of the service, or people
// named outright.
struct RoleSource {
    Applies when = Applies::always;
    std::string rota_role;  // "edm": whoever has that duty in the procedure's rota; or empty
    std::vector<std::string>
        people;          // ids of people or desks of the directory, when no rota is asked
    std::string called;  // how texts name the role: "EDM", "level 3"
    std::optional<Term> term = {};  // of people; nothing: they have it for good
    // "supplier": whom the incident's service names under that word; or empty. The line is passed
    // over where it names nobody.
    std::string of_service = {};
    bool outside = false;  // these people are of another organisation (DSPT-10)
};

// A name the procedure uses, resolved whenever it is needed. The first source that holds counts.
struct Role {
    std::string name;
    std::vector<RoleSource> sources;
};

// One rung: whom to call, how often, and for how long before the next rung (HSSI-14).
struct Rung {
    std::string role;
    int attempts = 2;
    Duration within = std::chrono::minutes(20);  // from the moment the rung falls due
    // How each attempt reaches people, in order; the last one counts for those after it. Empty: by
    // text, mail and push.
    std::vector<std::vector<Medium>> by{};

    // The time one attempt is given to be answered: an equal part of the rung's.
    Duration share() const { return within / attempts; }
};

// At which rung a ladder begins for some incidents (HSSI-20..22, 25).
struct LadderEntry {
    int rung = 0;
    std::vector<Matcher> when;  // any of these cases; empty: of all
    std::string why;            // what whoever is called is told when an incident comes to fit
};

struct Ladder {
    std::string starts = "reported";  // the status whose beginning makes the first rung due
    std::vector<Rung> rungs;
    std::vector<LadderEntry> enters;  // the first that fits counts; none: the first rung
    std::string last_resort;          // a role: called when every rung has failed, and then
    Duration last_resort_every =
        std::chrono::minutes(5);  // again, until somebody acknowledges (P11)
};

// Whose shift begins confirms it, and what is told ahead of a shift (HSSI-15, 16, 67).
struct ShiftStart {
    std::vector<std::string> duties;  // of the procedure's rota: "edm"; empty: nobody is asked
    Duration ahead{0};                // asked so long before the shift begins
    Duration confirm_within = std::chrono::minutes(30);  // from the question; then level 1 hears
    Duration live_ahead = std::chrono::minutes(30);      // told what is open; 0: is not told
    // Level 1 and the rota team hear of a shift whose person nothing reaches; 0: they do not.
    Duration unreachable_ahead = std::chrono::hours(24);
};

// When the rota of a week goes to its readers, and when its absence is an alarm (HSSI-12). Times
// before the week count back from its Monday; a Monday is that Monday for `publish` and `late`, and
// the one before for `missing`.
struct RotaPublication {
    WeekTime publish{std::chrono::Monday, std::chrono::hours(8)};
    WeekTime missing{std::chrono::Thursday, std::chrono::hours(12)};
    WeekTime late{std::chrono::Monday, std::chrono::hours(12)};
    std::vector<std::string> to;  // ids of people or desks; at least one
};

// Who hands over, or takes over: whoever has a duty of the rota, or a desk or person. One of the
// two is empty.
struct HandoverEnd {
    std::string duty;  // "edm"
    std::string desk;  // an id of the directory

    bool operator==(const HandoverEnd&) const = default;
};

struct HandoverRule {
    enum class Call { none, when_live, always };

    HandoverEnd from;
    HandoverEnd to;
    // Local, on working days; nothing: at the end of each shift of `from`, which is then a duty.
    std::optional<std::chrono::minutes> at;
    Call call = Call::none;   // a phone call goes with the document
    bool when_empty = false;  // the document goes out though there is nothing to hand over
};

// One part of the document: what it is of (core/handover_words.h) and how a line of it reads.
struct HandoverSection {
    std::string of;
    std::string title;
    std::string line;  // in Mustache
};

// Written handovers (HSSI-19). The template is part of the procedure.
struct Handovers {
    std::vector<HandoverRule> rules;
    std::vector<HandoverSection> sections;       // in order; never empty when there are rules
    Duration remind = std::chrono::minutes(30);  // of a call that is not recorded, again and again
};

// A document that is filled in from the journal when somebody asks for it: a report, a summary, a
// letter, a log of many incidents. The template is part of the procedure.
struct DocumentTemplate {
    enum class Format { markdown, text, csv, html };
    enum class Of { incident, log, drill };  // one incident, those of some days, a drill

    std::string name;  // "hssi-report"
    std::string title;
    Format format = Format::markdown;
    Of of = Of::incident;
    std::string asked_by;  // a role of the procedure: whose work it is; or empty
    std::string text;      // in Mustache (channels/paper.h)
    // Of a log: how many in a hundred of an obligation are to be met in time (SIRI-09), in order.
    std::vector<std::pair<std::string, int>> targets = {};
};

// Work beside an incident that has a life of its own: whoever must do it is called by a ladder of
// its own, and it ends when it is made safe, whatever becomes of the incident (HSSI-42..44). It is
// kept as an incident that is linked to the first.
struct TaskRule {
    std::string name;                // "clinical"
    std::string title;               // "clinical safety task": what stands in texts
    std::vector<std::string> rules;  // "HSSI-42"
    std::vector<Matcher> when;       // which incidents have it; empty: all
    bool by_phone_only = false;      // messages say nothing of what it is about (HSSI-43)
    bool ends_taken = false;         // over when somebody takes it (DSPT-01)
    std::string follows;  // another procedure, which its incident has; empty: what is said here
};

// Who closes an incident, and which ones only when all is done (WSIC-08, SIRI-05, 06).
struct Closing {
    std::vector<std::string> by;    // roles: somebody who has one of them; empty: anybody
    std::vector<Matcher> complete;  // those need every field that is asked for, every task made
                                    // safe, and nothing owed; empty: none does
};

// Who confirms an incident, and who resolves it: roles; none: anybody, and a monitor's word.
struct Movers {
    std::vector<std::string> confirm;
    std::vector<std::string> resolve;
};

struct Procedure {
    std::string name;  // "hssi"
    std::string title;
    std::string hash;  // SHA-256 of the file, hexadecimal
    std::string text;  // the file itself: journalled, so that an incident can outlive an edit
    std::string rota;  // the name of the rota whose duties the roles mean
    Hours core_hours;
    std::vector<Field> fields;  // in the order they are asked for
    std::vector<Flag> flags;
    SeverityRules severity;             // without ways: nothing is worked out
    std::vector<std::string> statuses;  // in order, first to last
    std::vector<Role> roles;
    std::string level_1;  // the role that is told of everything
    Ladder ladder;
    Movers movers;
    Closing closing;
    ShiftStart shift_start;
    std::optional<RotaPublication> publication;
    Handovers handovers;
    std::vector<ObligationRule> obligations;  // in the order of the file
    std::vector<DocumentTemplate> documents;
    // Level 1 hears so long before the last term of a role ends (WSIC-11).
    Duration warn_terms = std::chrono::hours(24 * 30);
    // Level 1 hears so many months after the last exercise that one is due; 0: nobody does
    // (DSPT-10).
    int exercise_months = 0;
    Notices notices;
    std::vector<TrendRule> trends;
    bool cleared_resolves = true;  // the monitor says "resolved": the incident is
    std::vector<TaskRule> tasks;
    // What the incident of each task follows, in the same order: the hours, roles and level 1 of
    // this procedure, and the ladder, fields and obligations of the task.
    std::vector<Procedure> of_tasks;

    // The procedure of a task; this one where it has none of that name.
    const Procedure& of_task(const std::string& task) const {
        for (std::size_t i = 0; i < of_tasks.size(); ++i) {
            if (tasks[i].name == task) return of_tasks[i];
        }
        return *this;
    }

    const Role* find_role(const std::string& role) const {
        for (const Role& candidate : roles) {
            if (candidate.name == role) return &candidate;
        }
        return nullptr;
    }
};

}  // namespace tocsin
