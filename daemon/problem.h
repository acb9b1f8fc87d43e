// Refusals as RFC 9457 problem details. One table holds status and title of every type, so that a
// title never varies within a type; the detail is for people: what, why, what to do, what was not
// done.
#pragma once

#include "daemon/http.h"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct FieldError {
    std::string pointer;  // JSON Pointer as a fragment: "#/impact"
    std::string detail;
};

// One refusal. `slug` names a row of the table; a slug that is not in it is a bug and throws.
struct ProblemDetail {
    std::string slug;
    std::string detail = {};  // no exception text, no file path, no personal data
    std::vector<FieldError> errors = {};
    std::optional<std::chrono::seconds> retry_after = {};
    std::string instance = {};  // the path it is about; may be empty
};

struct ProblemKind {
    std::string_view slug;
    int status;
    std::string_view title;
};

// Every type of problem there is, for the pages that explain them.
const std::vector<ProblemKind>& problem_kinds();

// The answer to give. `base` goes before the slug and ends in '/':
// "https://alert.example.org/problems/". Throws std::logic_error when the slug is not in the table.
Response problem(std::string_view base, const ProblemDetail& detail);

// Thrown by a handler when the change it is asked for was made before, under the same key.
struct DoneBefore {
    Response response;
};

// Thrown by a handler to refuse; the router answers with the problem it carries.
struct Refused : std::runtime_error {
    explicit Refused(ProblemDetail what)
        : std::runtime_error("refused: " + what.slug), problem(std::move(what)) {}

    ProblemDetail problem;
};

}  // namespace tocsin
