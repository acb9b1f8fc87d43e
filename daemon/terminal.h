// What every command is given to speak with, and the numbers it may end with. Scripts rely on the
// numbers; `tocsin help exit` prints them.
#pragma once

#include <ostream>
#include <stdexcept>
#include <string>

namespace tocsin {

struct Terminal {
    std::ostream& out;    // the answer
    std::ostream& err;    // talk: notes, warnings, failures
    bool colour = false;  // of `out`; colour only adds, words come first
};

inline constexpr int exit_done = 0;
inline constexpr int exit_needs_you = 1;      // done, and the answer needs somebody
inline constexpr int exit_asked_wrongly = 2;  // or a file cannot be read
inline constexpr int exit_silent = 3;         // the daemon does not answer
inline constexpr int exit_not_allowed = 4;
inline constexpr int exit_not_found = 5;
inline constexpr int exit_overtaken = 6;
inline constexpr int exit_not_now = 7;

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
