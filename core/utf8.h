// UTF-8 in and out of code points. Whatever comes from outside may be broken: every byte that is
// not part of a well-formed sequence reads as U+FFFD, so that what leaves the house is well-formed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin {

// The sign that `text`, which is not empty, begins with; a byte that is broken is U+FFFD alone.
struct FirstSign {
    char32_t sign;
    std::size_t bytes;
};
FirstSign first_sign(std::string_view text);

std::u32string code_points(std::string_view text);
void append_utf8(std::string& out, char32_t sign);
std::string well_formed(std::string_view text);

// At most `max` characters of `text`, from its beginning; broken UTF-8 becomes U+FFFD.
std::string first_signs(std::string_view text, std::size_t max);

}  // namespace tocsin
