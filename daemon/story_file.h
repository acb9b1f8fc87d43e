// A story file: what happens when, as somebody wrote it down to see what a procedure makes of it.
//   story: A data centre is down at night      procedure: hssi      proves: [HSSI-14]
//   config: tocsin.yaml                        beside the story; --config says another
//   at: 2026-11-24T02:00                       until: +2h           UK time, or from the start
//   happens:                                   in order of time
//     - { at: +0m, report: gp-records, severity: 1, summary: Link lost }
//     - { at: +12m, press: pat.ash }
// Each step is one act, in the words of the API's body for it (daemon/story_step.h).
#pragma once

#include "core/directory.h"
#include "rota/tree.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct StoryStep {
    Mark mark;
    Instant at;
    std::string verb;
    Node main;             // what the verb is done to
    Node rest;             // a map: what else the body says
    std::string of;        // "INC-3" or the name of a task; empty: the first incident
    bool refused = false;  // the step is there to be refused
};

struct Story {
    std::string name;
    std::string procedure;
    std::vector<std::string> proves;  // rules
    Instant begins;
    Instant ends;
    bool texts = false;  // the words of every call
    bool house = false;  // and what is no incident's: shifts, rotas, handovers
    std::vector<StoryStep> happens;
};

// What `config` of the story says; empty when it says nothing that could be read.
std::string config_of_story(const Node& tree);

// The story, or nothing, with every problem told. Everything it names is in `directory`.
std::optional<Story> read_story(const Node& tree, const std::string& file,
                                const Directory& directory, Problems& problems);

}  // namespace tocsin
