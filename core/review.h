// What follows from a change of an incident, beside what answers whoever made it: where its ladder
// goes on, which tasks it has, what it owes. One look a change, by the Tick that comes right after.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Whether anything of this procedure follows from a change. Others are never looked at.
bool may_change(const Procedure& procedure);

// Whether anything may follow from the opening itself. Others are not looked at then: a storm of
// alarms has no time for it.
bool begins_with_report(const Procedure& procedure);

// The Tick's part.
void review(Draft& draft, IncidentId id);

// What has happened and was not looked at yet, before the clock moves: its lengths of time run
// from when it happened.
void review_all(Draft& draft);

}  // namespace tocsin
