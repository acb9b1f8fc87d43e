// What the readers of the bodies share by which people and programs work on an incident: one road
// of parsing, reading and refusing, and who says so.
#pragma once

#include "daemon/body.h"
#include "rota/zone.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace tocsin {

inline constexpr std::string_view nothing_changed = "Nothing was changed.";

// How long a name, and a reason, may be. A reason stands in a text.
inline constexpr std::size_t by_signs_max = 100;
inline constexpr std::size_t reason_signs_max = 100;

// Reads `body` with `read`, which fills the value from the fields: parse, read, refuse what is
// unknown. An empty body is an empty object: where a field is needed, that says which better than
// "not JSON".
template <class Value, class Read>
std::variant<Value, ProblemDetail> read_fields(const std::string& body, Read read) {
    auto parsed = parse_body(body, nothing_changed, true);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    Body fields(std::get<Node>(parsed));
    Value value;
    read(fields, value);
    fields.refuse_unknown();
    if (!fields.good()) return fields.refusal(nothing_changed);
    return value;
}

// The person whom the body names, else `principal`, who sent it.
inline std::string by_whom(Body& fields, const std::string& principal) {
    const std::string by = fields.line("by", by_signs_max);
    return by.empty() ? principal : by;
}

// A local time of the body, unless it says otherwise: "2026-11-24 17:30".
Instant need_moment(Body& fields, const std::string& key, const Zone& zone);

}  // namespace tocsin
