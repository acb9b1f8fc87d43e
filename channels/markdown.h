// Text for whoever renders Markdown. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// What shows `text` as it is written: nothing in it is a link with other words, a heading, a list,
// a table or HTML. Of a bare address, which many make a link of, what it names stays as it is.
std::string markdown_text(std::string_view text);

}  // namespace tocsin
