// The frame of every mail in HTML: readable on a phone and in the dark, without a script or an
// image (wording 2.7).
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// `text` for element content and for attributes in double quotes.
std::string html_text(std::string_view text);

// Everything before the first heading, and everything behind the last paragraph.
std::string html_begin(std::string_view title);
std::string html_end();

// <h1>, escaped.
std::string html_heading(std::string_view line);

}  // namespace tocsin
