// Text from outside, made fit to show: no control characters, no more of it than there is room for.
// It is valid UTF-8 already, because the JSON reader accepts nothing else.
#pragma once

#include "rota/tree.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin {

// Control characters as blanks, among them C1 and the line separators of Unicode; what nobody sees
// (core/unseen.h) and blanks at either end are gone. plain_line() has no line break or tab either.
std::string plain_line(std::string_view text);
std::string plain_lines(std::string_view text);

// At most `signs_max` characters; what was cut ends in "...", which counts.
std::string cut_to_signs(std::string text, std::size_t signs_max);

// At most `bytes_max` bytes, cut between characters.
std::string cut_to_bytes(std::string_view text, std::size_t bytes_max);

// `node` as JSON again. Every scalar is a string, since the tree does not know any better.
std::string json_of(const Node& node);

// The same with the keys of every object in order: equal for bodies that say the same.
std::string canonical_json(const Node& node);

}  // namespace tocsin
