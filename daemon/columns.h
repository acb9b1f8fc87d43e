// Words set for a terminal: counts, and cells under one another.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

// "1 role", "3 roles".
std::string counted(std::size_t count, const std::string& one);

// Lines of cells as columns two blanks apart, without blanks at the end.
using Cells = std::vector<std::string>;
std::string columns(const std::vector<Cells>& rows, std::size_t apart = 2);

}  // namespace tocsin
