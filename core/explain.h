// Why who was called, and why not: an incident's own entries told in order, with rule, rota, clock,
// every try and every send. Nothing of today is asked: a closed incident explains itself the same
// a year later. Pure.
#pragma once

#include "core/event.h"
#include "core/procedure.h"
#include "rota/zone.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct ExplainedSend {
    Instant at;
    Medium medium = Medium::sms;
    std::string channel;
    std::string address;    // masked
    std::string reference;  // ours, which the provider was given
    std::string provider_reference;
    bool landed = false;            // the provider has it, and has not said since that it failed
    std::vector<std::string> fate;  // "accepted 01:28:04 (SM123)"; empty: nothing is known yet
};

// One line of the story: a try with its sends, or whatever else decided who was called.
struct ExplainedLine {
    enum class Kind { step, other };
    Kind kind = Kind::other;
    Instant at;
    std::string words;
    // Of a step:
    int rung = 0;
    int attempt = 0;
    int round = 0;
    std::string role;
    std::string called;
    std::vector<Callee> people;
    int rota_version = 0;
    std::optional<Span> on_duty;
    Instant until{};
    std::string because;  // "because nsd escalated it": began by hand; empty: the ladder climbed
    std::vector<ExplainedSend> sends;
    std::optional<Instant> failed;
    std::string failed_why;
};

struct Explanation {
    std::string conclusion;  // one or two sentences: who was called last, why, and who has it
    std::string rule;
    std::vector<std::string> rota;  // "version 40: Jo Oak is EDM, Mon 6 July 17:30 to ..."
    std::string clock;
    std::vector<ExplainedLine> lines;
    std::string not_called;  // empty: the ladder came to its end, or its version is not known
    std::uint64_t first_row = 0;
    std::uint64_t last_row = 0;
};

struct ExplainSources {
    IncidentId incident;
    const std::vector<Entry>& entries;  // about the incident, oldest first, not empty
    const std::vector<Entry>& house;    // starts, stops and clock steps meanwhile
    const Procedure* procedure;         // the very version it was opened with; nullptr: not known
    const Zone& zone;
    // How an address may be shown.
    std::function<std::string(Medium, const std::string&)> mask;
};

Explanation explain(const ExplainSources& sources);

// A medium as tables of calls name it: "text", "email", "phone call".
std::string medium_label(Medium medium);

// The whole of it for a person, without the line of the proof.
std::string explanation_text(const Explanation& explanation, const Zone& zone);

// One sentence: why `person` was called, or was not. `name` is how to call somebody whom the
// history does not name.
std::string explain_person(const ExplainSources& sources, const PersonId& person,
                           const std::string& name);

}  // namespace tocsin
