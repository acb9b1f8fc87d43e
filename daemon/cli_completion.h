// tocsin completion: scripts by which bash and zsh complete our command line. They are written from
// the commands themselves, so that they never speak of one that is not there.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace tocsin {

// To be read by bash 4 or newer: source <(tocsin completion bash).
std::string bash_completion(const CLI::App& app);

// To be laid as _tocsin into a folder of zsh's $fpath.
std::string zsh_completion(const CLI::App& app);

}  // namespace tocsin
