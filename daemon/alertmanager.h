// The webhook of Prometheus Alertmanager, version 4, as a report of one alarm for each alert.
// Alertmanager never sends again what was answered with 4xx, so nothing is refused that could be
// told to a person instead: an alert that cannot be read is an alarm that says so.
#pragma once

#include "core/input.h"
#include "daemon/config.h"
#include "daemon/problem.h"

#include <cstddef>
#include <string>
#include <variant>

namespace tocsin {

// Alertmanager puts no limit on a group. Of more alerts the firing ones are taken first, and one
// further alarm says how many were left.
inline constexpr std::size_t alerts_max = 1000;

// The report, or the refusal "not-json", or "fields" when there is no list of alerts. `by` is the
// principal. `now` bounds when an alert can have begun: a beginning in the future would make later
// alarms look old, so it is left out. The alarms may be none.
[[nodiscard]] std::variant<Reported, ProblemDetail> read_alertmanager(const std::string& body,
                                                                      const Source& source,
                                                                      const std::string& by,
                                                                      Instant now);

}  // namespace tocsin
