// tocsin help manual: the manual page tocsin(1), for man. Written from the commands themselves, as
// the completions are, so that it never speaks of one that is not there.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace tocsin {

// In the language of man(7), for groff and mandoc.
std::string manual(const CLI::App& app, const std::string& version);

}  // namespace tocsin
