// The one road of every body by which people work: parse, read, refuse what is unknown.
#pragma once

#include "daemon/body.h"
#include "rota/zone.h"

#include <string>
#include <string_view>
#include <variant>

namespace tocsin {

inline constexpr std::string_view body_closing = "Nothing was changed.";

// Reads `body` with `read`, which fills the value from the fields.
template <class Value, class Read>
std::variant<Value, ProblemDetail> read_fields_of(const std::string& body, Read read) {
    // Where a field is needed, an empty object says which better than "not JSON".
    auto parsed = parse_body(body, body_closing, true);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    Body fields(std::get<Node>(parsed));
    Value value;
    read(fields, value);
    fields.refuse_unknown();
    if (!fields.good()) return fields.refusal(body_closing);
    return value;
}

// How long a reason may be: it stands in a text.
inline constexpr std::size_t reason_in_text_max = 100;

// A local time of the body, unless it says otherwise: "2026-11-24 17:30".
Instant need_moment(Body& fields, const std::string& key, const Zone& zone);

// Who says so: {by?}, else whoever sent it. A name: it stays in the record and in the log, and no
// erasure takes it out.
std::string by_whom(Body& fields, const std::string& principal);

}  // namespace tocsin
