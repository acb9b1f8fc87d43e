// What Slack calls back with when somebody presses the button of a post: how it signs, and who
// pressed what. Pure.
#pragma once

#include "core/input.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tocsin {

// Whether one of the app's signing secrets (several while they are changed) has signed the body as
// it came, within 5 minutes of `now`: Slack does not repeat itself.
[[nodiscard]] bool slack_signed(const std::vector<std::string>& signing_secrets,
                                const Request& request, Instant now);

// What no two presses share, of a request that is signed: the same again is a replay.
std::string slack_press_id(const Request& request);

// The press of a button that takes an incident; nothing for whatever else is done with a post. Its
// person is empty when `pressers`, by their id at Slack, does not name whoever pressed; its
// incident is 0 when the button is of another installation than `instance`.
[[nodiscard]] std::variant<std::optional<Pressed>, ProblemDetail> read_slack_press(
    const Fields& form, const std::string& channel, const std::map<std::string, PersonId>& pressers,
    const std::string& instance);

}  // namespace tocsin
