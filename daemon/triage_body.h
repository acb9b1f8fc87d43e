// The bodies by which people say what an incident is, and how severe. See daemon/operate_body.h.
#pragma once

#include "core/input.h"
#include "daemon/problem.h"

#include <string>
#include <variant>

namespace tocsin {

// {fields, reason?, by?}
[[nodiscard]] std::variant<SetFields, ProblemDetail> read_fields(const std::string& body,
                                                                 IncidentId incident,
                                                                 const std::string& principal);

// {flag, reason, by?}
[[nodiscard]] std::variant<RaiseFlag, ProblemDetail> read_flag(const std::string& body,
                                                               IncidentId incident,
                                                               const std::string& principal);

// {reason, by?}
[[nodiscard]] std::variant<RemoveFlag, ProblemDetail> read_flag_removal(
    const std::string& body, IncidentId incident, const std::string& flag,
    const std::string& principal);

// {way?, answers?, severity?, reason?, by?}. With answers or a way, or without a severity, it is
// worked out.
[[nodiscard]] std::variant<JudgeSeverity, ProblemDetail> read_judgement(
    const std::string& body, IncidentId incident, const std::string& principal);

}  // namespace tocsin
