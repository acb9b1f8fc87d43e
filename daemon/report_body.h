// The body of POST /v1/incidents, checked into a report of one alarm. Every bad field is named at
// once. Pure: the clock and the randomness come from the caller.
#pragma once

#include "core/input.h"
#include "daemon/problem.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin {

// What the edge knows of a report besides its body.
struct ReportCall {
    std::string by;               // the principal
    std::string idempotency_key;  // as read_idempotency_key() gave it; empty: none was sent
    std::string unique;           // drawn for this request; the key of a report that names none
    Instant now{};
};

// The report, or the refusal "not-json" or "fields". A report without `key` and without
// Idempotency-Key is an incident of its own, whatever it says.
[[nodiscard]] std::variant<Reported, ProblemDetail> read_report(const std::string& body,
                                                                const ReportCall& call);

// The body of POST /v1/drills: what is exercised, and why. Without `summary` that is the summary.
[[nodiscard]] std::variant<Reported, ProblemDetail> read_drill(const std::string& body,
                                                               const ReportCall& call);

// The value of an Idempotency-Key header: a quoted string of RFC 8941, or bare. Nothing unless it
// is 1 to 255 visible ASCII characters; an absent header is the caller's to tell apart.
std::optional<std::string> read_idempotency_key(std::string_view header);

// How much of a body is kept as received, in bytes.
inline constexpr std::size_t raw_bytes_max = 64 * 1024;

}  // namespace tocsin
