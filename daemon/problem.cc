#include "daemon/problem.h"

#include "channels/sabotage.h"
#include "daemon/discreet.h"
#include "daemon/json_text.h"

#include <algorithm>

namespace tocsin {
namespace {

const ProblemKind& kind_of(std::string_view slug) {
    const auto& kinds = problem_kinds();
    const auto found = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const ProblemKind& kind) { return kind.slug == slug; });
    if (found == kinds.end()) throw std::logic_error("no problem type '" + std::string(slug) + "'");
    return *found;
}

std::string errors_text(const std::vector<FieldError>& errors) {
    std::string out;
    for (const FieldError& error : errors) {
        if (!out.empty()) out += ',';
        out += "{\"pointer\":" + json_quoted(without_patients(error.pointer)) +
               ",\"detail\":" + json_quoted(without_patients(error.detail)) + "}";
    }
    return "[" + out + "]";
}

}  // namespace

const std::vector<ProblemKind>& problem_kinds() {
    static const std::vector<ProblemKind> kinds = {
        // What is wrong with what was reported or asked for.
        {"fields", 422, "Not accepted: fields are wrong"},
        {"not-simulated", 422, "Nothing was simulated: fields are wrong"},
        {"not-json", 400, "Body is not valid JSON"},
        {"too-large", 413, "Body is too large"},
        {"key-reused", 409, "Key already used with another body"},
        {"sna-incomplete", 422, "Message not sent: parts are missing"},
        {"sna-location", 422, "Message not sent: location"},
        {"held-patient-data", 422, "Message held: may hold patient data"},
        {"taken", 409, "Already taken"},
        {"wrong-state", 409, "Not possible in this state"},
        {"changed", 412, "Changed since it was read"},
        {"rota-refused", 422, "Rota not accepted"},
        {"swap-refused", 422, "Swap not accepted"},
        {"unknown", 404, "Not found"},
        // Who is asking.
        {"not-signed", 401, "Signature missing or wrong"},
        {"token", 401, "Token missing or wrong"},
        {"scope", 403, "Not allowed"},
        {"forged", 403, "Signature wrong"},
        {"too-many", 429, "Too many requests"},
        // What we cannot do at the moment.
        {"not-durable", 503, "Not saved"},
        {"busy", 503, "Too much at once"},
        {"stopping", 503, "Shutting down"},
        {"internal", 500, "Something failed here"},
        // How the request was written.
        {"request", 400, "Request is not well formed"},
        {"slow", 408, "Request came too slowly"},
        {"method", 405, "Method not allowed"},
        {"address-too-long", 414, "Address is too long"},
        {"media", 415, "This kind of body is not accepted"},
        {"expect", 417, "Expectation is not met"},
        {"head-too-large", 431, "Headers are too large"},
        {"coding", 501, "Transfer coding not known"},
        {"version", 505, "HTTP version not known"},
    };
    return kinds;
}

Response problem(std::string_view base, const ProblemDetail& detail) {
    const ProblemKind& kind = kind_of(detail.slug);
    Response response;
    response.status = sabotaged(Bug::refusal_succeeds) ? 200 : kind.status;
    response.content_type = "application/problem+json; charset=utf-8";
    std::string& body = response.body;
    body = "{\"type\":" + json_quoted(std::string(base) + detail.slug) +
           ",\"title\":" + json_quoted(kind.title) + ",\"status\":" + std::to_string(kind.status);
    if (!detail.detail.empty())
        body += ",\"detail\":" + json_quoted(without_patients(detail.detail));
    if (!detail.instance.empty()) body += ",\"instance\":" + json_quoted(detail.instance);
    if (!detail.errors.empty()) body += ",\"errors\":" + errors_text(detail.errors);
    body += "}\n";
    if (detail.retry_after) {
        response.headers.emplace_back("Retry-After", std::to_string(detail.retry_after->count()));
    }
    return response;
}

}  // namespace tocsin
