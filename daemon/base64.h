// Base64 as credentials use it: base64url without padding for our tokens, the padded kind of Basic.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

std::string base64url(std::span<const std::uint8_t> bytes);

// What standard base64 text stands for. Empty when it is not valid; padding may be left out.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace tocsin
