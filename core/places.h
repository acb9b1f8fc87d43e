// Places that are told of incidents: rooms where people talk, other programs, status pages kept
// elsewhere. What a decision has made of an incident becomes one message for each place that is
// told of it. Nobody answers them, and nobody waits for them.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Behind everything else in a decision: reads its events, and offers what places are told of them.
// Every message has the facts that adapters and the `http` channel fill in: "event" (opened,
// called, taken, passed-on, escalated, severity, confirmed, resolved, reopened, closed, status,
// notice, component, open-room, announce-room, invite, archive-room), "ref", "incident",
// "severity", "service", "service-name", "state", "status", "place", "impact", "title",
// "procedure", "person", "at" (RFC 3339), and of notices "stage", "progress" and "degree". A drill
// never reaches a status page or another program (DSPT-10).
//
// A room of the incident's own (DPS-01) is opened before anything is said in it. When it is there,
// people are called into it, beside what is told. It is archived behind the last thing that the
// closing tells: a closed record is never opened again. What is due only then, such as a message in
// retrospect, is told where there is no room.
void tell_places(Draft& draft);

}  // namespace tocsin
