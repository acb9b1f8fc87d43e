// The body of a hook, in the dialect of its source.
#pragma once

#include "core/input.h"
#include "daemon/config.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <string>
#include <variant>

namespace tocsin {

// What the message says, for the engine; or why nothing can be made of it. `by` is the principal.
[[nodiscard]] std::variant<Reported, ProblemDetail> read_hook(const Configuration& configuration,
                                                              const Source& source,
                                                              const Request& request,
                                                              const std::string& by, Instant now);

}  // namespace tocsin
