// Numbers in addresses and headers of requests.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tocsin {

// "42". Nothing for signs, spaces, what does not end with a digit and what is too large.
inline std::optional<std::uint64_t> whole_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, fault] = std::from_chars(text.data(), end, number);
    if (fault != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

}  // namespace tocsin
