// The acts of a story, each an input of the core, through the reader of the API's own body for it.
#pragma once

#include "core/input.h"
#include "core/state.h"
#include "daemon/problem.h"
#include "daemon/story_file.h"

#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// Every word a step can have for what is done: "report", "press", "met".
const std::vector<std::string>& story_verbs();

// Where a step is taken.
struct StoryPlace {
    IncidentId incident;
    const Directory& directory;
    const Procedure& procedure;  // of the story
    const Zone& zone;
    Instant now;
    const State* state = nullptr;  // nothing has happened yet: only the words are checked
};

// A channel of this name fails from here on, or no more.
struct ChannelMoved {
    std::string channel;
    bool fails = true;
};

// Somebody reads this document about the incident.
struct DocumentRead {
    std::string name;
};

using StoryAct = std::variant<Occurrence, ChannelMoved, DocumentRead>;

// What the step does, or what is wrong with its words: each error is about a key of the step.
std::variant<StoryAct, ProblemDetail> act_of(const StoryStep& step, const StoryPlace& place);

}  // namespace tocsin
