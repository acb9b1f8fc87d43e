// The topic that an app on a person's phone listens to. It stands in addresses of a provider.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tocsin {

inline constexpr std::size_t topic_signs_max = 64;

// Letters, digits, "-" and "_".
inline bool is_topic(std::string_view text) {
    return !text.empty() && text.size() <= topic_signs_max &&
           std::ranges::all_of(text, [](char sign) {
               return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
                      (sign >= '0' && sign <= '9') || sign == '-' || sign == '_';
           });
}

}  // namespace tocsin
