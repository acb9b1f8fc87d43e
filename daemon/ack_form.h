// The value that the form of an acknowledgement page carries: a signed time of issue. A GET stores
// nothing, and still a press can be told from a program that submits forms blindly (P12). Pure.
#pragma once

#include "rota/time.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

std::string make_form_value(std::string_view key, std::string_view token, Instant issued);

// How old the form is; nothing when no key signed it for this token.
std::optional<Duration> form_age(std::span<const std::string> keys, std::string_view token,
                                 std::string_view value, Instant now);

}  // namespace tocsin
