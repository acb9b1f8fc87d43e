// How the acknowledgement page speaks of a call: of one incident by its reference, of a merged call
// as "all 3". Everything returned is escaped.
#pragma once

#include "channels/ack_page.h"

#include <string>

namespace tocsin {

// The reference, in an element that keeps it on one line.
[[nodiscard]] std::string ref_html(const AckIncident& incident);

// Who has it, or is called for it: "Sam Elm (level 3)".
[[nodiscard]] std::string other(const AckView& view);

// Whether the call covers several incidents.
[[nodiscard]] bool merged(const AckView& view);

// "all 3", of a merged call.
[[nodiscard]] std::string all_of(const AckView& view);

// "GP Records is down".
[[nodiscard]] std::string broken(const AckIncident& incident);

// What the call is about, for the heading and, with the reference, for the title.
[[nodiscard]] std::string heading(const AckView& view);

// What is taken, passed on or over: "INC-2041", "all 3 incidents".
[[nodiscard]] std::string subject(const AckView& view);

// The subject with its reference kept on one line.
[[nodiscard]] std::string subject_html(const AckView& view);

// The subject where nothing of it was taken: "not all 3" would leave room for 2.
[[nodiscard]] std::string none_of(const AckView& view);

// ", GP Records" after a reference, in titles.
[[nodiscard]] std::string service_suffix(const AckView& view);

// "1 of 5, the highest".
[[nodiscard]] std::string severity(const AckIncident& incident);

}  // namespace tocsin
