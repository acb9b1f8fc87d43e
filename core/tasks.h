// Tasks of an incident: opened when it comes to need them, each an incident of its own with its own
// ladder and end (HSSI-42..44).
#pragma once

#include "core/draft.h"

namespace tocsin {

// The review's part. A task is opened once; again when a flag that its case names is raised anew
// after it was made safe.
void open_tasks(Draft& draft, const Incident& incident);

// The review's part: a task that is over when somebody takes it, and somebody has.
void end_taken(Draft& draft, const Incident& task);

// Behind the end of an incident: one that is a task has been made safe, and the incident that has
// it knows. Behind the close of that one it is closed as well: nobody else would.
void note_safe(Draft& draft, const Incident& task, const std::string& by,
               const std::string& statement);

// Before the close of an incident: its tasks that were made safe are closed with it.
void close_safe_tasks(Draft& draft, const Incident& incident, const std::string& by);

// Behind the reopening of an incident that is a task: the incident that has it knows.
void note_reopened(Draft& draft, const Incident& task);

}  // namespace tocsin
