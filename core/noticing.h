// Notices: written, held or sent, and what people decide about held ones.
#pragma once

#include "core/draft.h"
#include "core/ladder.h"

namespace tocsin {

void write_notice(Draft& draft, const NoticeWritten& written);
void decide_hold(Draft& draft, const HoldDecided& decided);
// Before an incident is closed: its messages that wait for a decision are withdrawn, since nobody
// could let them go any more.
void end_holds(Draft& draft, const Incident& incident, const std::string& by);
void approve_rollout(Draft& draft, const RolloutApproved& approved);

// "EDM or level 3", as the procedure calls the roles at this moment; "any person, by name";
// "nobody".
std::string who_decides(const Draft& draft, const Incident& incident, const HoldReason& reason);

// When an incident that was resolved when it was reported is told by itself: a little later, so
// that whoever reports it can still say that it has harmed somebody, or is a security incident
// (HSSI-34, 35). Nothing: it is no such incident.
std::optional<Instant> told_in_retrospect_at(const Incident& incident);

// The review's part, once that time has come, or the incident is closed before (HSSI-33).
void tell_in_retrospect(Draft& draft, const Incident& incident);

// Behind what changes an incident: once nobody may lift its hold, no message of it leaves any more
// (HSSI-34).
void stop_notices(Draft& draft, IncidentId id);

// Its Tick: the next readers of the incident's notices are given their messages.
void go_on_with_notices(Draft& draft, IncidentId id);

// The first role that has somebody at this hour, of those that may lift it. Nobody: none has.
Meaning decider_of(const Draft& draft, const Incident& incident, const HoldReason& reason);

// Whether a message that belongs to a notice may still leave.
bool may_leave(const Draft& draft, const SendState& send);

}  // namespace tocsin
