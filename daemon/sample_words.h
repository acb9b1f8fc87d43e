// Texts that were drawn by chance made the same each time, at their true length: for a rehearsal or
// a story, whose answers people compare.
#pragma once

#include <string>

namespace tocsin {

// `from` replaced where it stands as a number of its own: a code is also part of longer numbers.
void replace_number(std::string& text, const std::string& from, const std::string& to);

// The text with a link that leads nowhere, where it waits for one.
std::string with_sample_link(std::string text, const std::string& base_url);

}  // namespace tocsin
