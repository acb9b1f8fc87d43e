// The bodies by which people say what an incident is, and how severe. The first byte chooses.
#include "core/severity.h"
#include "core/state.h"
#include "daemon/triage_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

template <class Result>
const Result* accepted(const std::variant<Result, ProblemDetail>& result) {
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) check_refusal(*refusal);
    return std::get_if<Result>(&result);
}

template <class Said>
void check_said(const Said& said) {
    must(said.incident == IncidentId{1}, "it is about this incident");
    must(!said.by.empty() && is_honest(said.by), "somebody says so");
    must(is_honest(said.reason), "a reason is one line");
}

void run(std::string_view bytes) {
    const unsigned choice = next_byte(bytes) % 4;
    const std::string body(bytes);
    const IncidentId incident{1};
    if (choice == 0) {
        const auto result = read_fields(body, incident, "me");
        if (const auto* it = accepted(result)) {
            check_said(*it);
            must(!it->fields.empty(), "some field is set");
            for (const auto& [name, words] : it->fields) {
                for (const std::string& word : words) must(is_honest(word), "a word is one line");
            }
        }
    } else if (choice == 1) {
        const auto result = read_flag(body, incident, "me");
        if (const auto* it = accepted(result)) {
            check_said(*it);
            must(!it->flag.empty() && !it->reason.empty(), "a flag has a name and a reason");
        }
    } else if (choice == 2) {
        const auto result = read_flag_removal(body, incident, "clinical", "me");
        if (const auto* it = accepted(result)) {
            check_said(*it);
            must(it->flag == "clinical" && !it->reason.empty(), "it is removed for a reason");
        }
    } else {
        const auto result = read_judgement(body, incident, "me");
        if (const auto* it = accepted(result)) {
            check_said(*it);
            must(it->severity >= 0 && it->severity <= 5, "a severity, or none");
            must(it->propose || it->severity > 0, "it is worked out or set");
        }
    }
}

const Target target{"triage", run};

}  // namespace
}  // namespace tocsin::fuzz
