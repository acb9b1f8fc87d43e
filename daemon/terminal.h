// What every command is given to speak with, and how it ends when it fails.
#pragma once

#include "daemon/exit_code.h"

#include <cstddef>
#include <ostream>
#include <stdexcept>
#include <string>

namespace tocsin {

struct Terminal {
    std::ostream& out;      // the answer
    std::ostream& err;      // talk: notes, warnings, failures
    bool colour = false;    // of `out`; colour only adds, words come first
    std::size_t width = 0;  // of `out`, in signs; 0: no terminal, and nothing is shortened
};

// Ends a command; the command line prints it as "tocsin: what", "why: ..." and "do:  ...".
struct CommandFailed : std::runtime_error {
    CommandFailed(int code, const std::string& what, std::string reason = {},
                  std::string advice = {})
        : std::runtime_error(what),
          exit_code(code),
          why(std::move(reason)),
          fix(std::move(advice)) {}

    int exit_code;
    std::string why;  // may be empty, as may be `fix`; lines after the first are printed below it
    std::string fix;
};

}  // namespace tocsin
