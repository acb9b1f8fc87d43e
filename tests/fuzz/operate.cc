// The bodies by which people work on an incident and make tokens. The first byte chooses.
#include "daemon/operate_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

template <class Result>
const Result* accepted(const std::variant<Result, ProblemDetail>& result) {
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) check_refusal(*refusal);
    return std::get_if<Result>(&result);
}

void check_line(const std::string& text) {
    must(is_honest(text), "what is kept is one line");
}

void check_id(std::string_view text) {
    const auto id = read_incident_id(text);
    if (!id) return;
    const auto again = read_incident_id("INC-" + std::to_string(id->value));
    must(again && *again == *id, "the number of an incident is written one way");
}

void run(std::string_view bytes) {
    const unsigned choice = next_byte(bytes) % 8;
    const std::string body(bytes);
    const IncidentId incident{1};
    if (choice == 0) {
        const auto result = read_confirm(body, incident, "me");
        if (const auto* it = accepted(result)) {
            must(it->words.state == "down" || it->words.state == "degraded", "a known state");
            check_line(it->words.impact);
            check_line(it->words.degree);
            check_line(it->words.place);
        }
    } else if (choice == 1) {
        const auto result = read_resolve(body, incident, "me");
        if (const auto* it = accepted(result)) must(is_honest(it->summary, true), "a summary");
    } else if (choice == 2) {
        const auto result = read_close(body, incident, "me");
        if (const auto* it = accepted(result)) check_line(it->by);
    } else if (choice == 3) {
        const auto result = read_acknowledge(body, incident, "me");
        if (const auto* it = accepted(result)) must(!it->person.empty(), "somebody acknowledges");
    } else if (choice == 4) {
        const auto result = read_pass_on(body, incident);
        if (const auto* it = accepted(result)) must(!it->to.empty(), "it is passed to somebody");
    } else if (choice == 5) {
        const auto result = read_escalate(body, incident, "me");
        if (const auto* it = accepted(result)) must(!it->to.empty(), "somebody is called");
    } else if (choice == 6) {
        const auto result = read_token_body(body);
        if (const auto* it = accepted(result)) {
            must(!it->scopes.empty() && !it->name.empty(), "a token has a name and may something");
            must(!it->days || *it->days > 0, "a token lives");
        }
    } else {
        check_id(bytes);
    }
}

const Target target{"operate", run};

}  // namespace
}  // namespace tocsin::fuzz
