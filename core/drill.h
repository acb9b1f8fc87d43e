// The end of a drill: an incident that was opened as an exercise beside real ones (DSPT-10).
#pragma once

#include "core/diary.h"
#include "core/draft.h"
#include "core/input.h"

namespace tocsin {

// Closes it and all its tasks, whatever is still open or owed, and tells those who were called.
// Answered not_found, or wrong_state with the reason: it is real, over, or the task of a drill that
// is open.
void end_drill(Draft& draft, const DrillOver& over);

// The diary's part: level 1 hears that an exercise of the procedure is due, and again a month
// later, until there is one. Until the first, it counts from when the diary was first read.
void remind_of_exercise(Draft& draft, const Procedure& procedure, DiaryLook& look);

// What it owes is owed no more.
void end_obligations(Draft& draft, const Incident& incident, const std::string& by);

inline constexpr const char* exercise_over = "exercise over";

}  // namespace tocsin
