// Signs that nobody sees and that change how the rest reads: those that turn the direction of
// writing, joiners, blanks without a width, tags and variation selectors. What came from outside
// carries none of them on, in whatever medium. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// The text without them. What breaks a line or rings a bell is not theirs; bytes that are no UTF-8
// stay as they are.
std::string without_unseen(std::string text);

bool is_unseen(char32_t sign);

}  // namespace tocsin
