// Which people a role means at this moment, and which step of a ladder is due. "Failed attempt" is
// a table in one place: attempt_failed().
#pragma once

#include "core/directory.h"
#include "core/draft.h"
#include "core/state.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// The people a role means. Nobody: a gap, which is never silent (HSSI-16).
struct Meaning {
    std::vector<Callee> people;
    std::string called;            // how texts name the role at this time: "EDM"
    std::optional<Instant> until;  // when a rota's answer changes; nothing when no rota was asked
    Instant since{};               // when the rota's answer began, or Instant{}
    int rota_version = 0;          // of the week that was asked; 0: no rota, or none for that week
    std::optional<Term> term;      // for which these people hold the role
};

// `role` is a role of the procedure. The first source that applies at `at` counts (HSSI-10, 12).
// `service` is the id of the incident's: a role may be its supplier. Without one, lines that ask it
// are passed over.
Meaning meaning(const State& state, const Directory& directory, const Procedure& procedure,
                const std::string& role, Instant at, const std::string& service = {});

// Whether the person has one of these roles now.
bool has_a_role(const Draft& draft, const Incident& incident, const std::vector<std::string>& roles,
                const PersonId& person);

// Whom a role of the incident's procedure means now.
Meaning meaning_for(const Draft& draft, const Incident& incident, const std::string& role);

// A person or desk by id, as the rota's week at `at` has them, else as the configuration has.
std::optional<Callee> find_person(const State& state, const Directory& directory,
                                  const PersonId& id, Instant at);

// The index behind the last rung: the last resort.
int last_resort(const Procedure& procedure);

// The rung of a role; the last resort's index for its role; nothing when the ladder lacks it.
std::optional<int> rung_of(const Procedure& procedure, const std::string& role);

// How texts name a rung now: "level 3"; "the last resort".
std::string rung_called(const Draft& draft, const Incident& incident, int rung);

// What makes an attempt a failed one (HSSI-14): the whole table. Delivery, voicemail and automatic
// replies are no answer; only an acknowledgement is.
enum class Failure { none, nobody_on_duty, no_address, outside, every_channel_failed, unanswered };
Failure attempt_failed(bool anybody_on_duty, int sends_offered, bool any_send_left,
                       bool share_over);

// The words of a failure for the timeline and for level 1: "no answer".
std::string words(Failure failure);

// The Tick's part for ladders: every incident in `due`, whose step has run out or failed, moves on.
// Steps whose whole time has passed are skipped, and everybody of a skipped step is called once
// (P8). What falls due together for one person becomes one call.
void climb(Draft& draft, const std::vector<IncidentId>& due);

}  // namespace tocsin
