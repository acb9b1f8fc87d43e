// Words set for a terminal: cells under one another, and lines that fit.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

// Lines of cells as columns two blanks apart, without blanks at the end.
using Cells = std::vector<std::string>;
std::string columns(const std::vector<Cells>& rows, std::size_t apart = 2);

// What a terminal shows without breaking lines itself, beside a prompt or a quotation mark.
inline constexpr std::size_t terminal_columns = 96;

// `text` in lines of at most `width` signs, broken at blanks; those after the first begin with
// `indent` blanks, which count. A word longer than a line stands alone and is not cut. Without a
// line feed at the end.
std::string wrapped(const std::string& text, std::size_t indent = 0,
                    std::size_t width = terminal_columns);

}  // namespace tocsin
