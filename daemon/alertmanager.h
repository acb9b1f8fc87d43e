// The webhook of Prometheus Alertmanager, version 4, as a report of one alarm for each alert.
// Alertmanager never sends again what was answered with 4xx, so nothing is refused that could be
// told to a person instead: an alert that cannot be read is an alarm that says so.
// It is no file of dialects, because it says more than a mapping can: how many alerts the message
// left out, the alarm whose key is the hash of its labels, and the label that names the service.
#pragma once

#include "core/input.h"
#include "daemon/alarm_words.h"
#include "daemon/config.h"

#include <string>

namespace tocsin {

// The report. What is no such message at all is one alarm that says so, for Alertmanager would
// never send it again. `by` is the principal. `now` bounds when an alert can have begun: a
// beginning in the future would make later alarms look old, so it is left out. The alarms may be
// none, and are at most alerts_max and one.
[[nodiscard]] Reported read_alertmanager(const std::string& body, const Source& source,
                                         const std::string& by, Instant now);

}  // namespace tocsin
