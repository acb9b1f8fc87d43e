// What is decided about tasks of incidents, in the past tense (HSSI-44).
#pragma once

#include "core/ids.h"

#include <string>

namespace tocsin {

// What makes an incident the task of another.
struct TaskOf {
    IncidentId incident;
    std::string name;   // "clinical"
    std::string title;  // "clinical safety task"
    bool own = true;    // it follows what the task says; else a procedure of its own
    bool by_phone_only = false;
    bool ends_taken = false;  // over as soon as somebody takes it: they had to hear of it
};

// The incident has a task, which is an incident itself.
struct TaskOpened {
    IncidentId incident;
    std::string name;
    std::string title;
    IncidentId task;
    std::string why;  // "flag clinical"
};

// It was made safe: by whom, and what they say of it.
struct TaskMadeSafe {
    IncidentId incident;
    std::string name;
    std::string title;
    IncidentId task;
    std::string by;
    std::string statement;
};

}  // namespace tocsin
