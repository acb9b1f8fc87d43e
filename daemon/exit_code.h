// The numbers that a command may end with, and what they mean: scripts rely on them. One table,
// which `tocsin --help`, `tocsin help exit` and the README print.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace tocsin {

inline constexpr int exit_done = 0;
inline constexpr int exit_needs_you = 1;      // done, and the answer needs somebody
inline constexpr int exit_asked_wrongly = 2;  // or a file cannot be read
inline constexpr int exit_silent = 3;         // the daemon does not answer
inline constexpr int exit_not_allowed = 4;
inline constexpr int exit_not_found = 5;
inline constexpr int exit_overtaken = 6;
inline constexpr int exit_not_now = 7;
inline constexpr int exit_interrupted = 130;

struct ExitCode {
    int code;
    std::string_view name;   // short enough for the last lines of --help
    std::string_view means;  // for `tocsin help exit`; lines after the first are part of it
};

inline constexpr std::array exit_codes{
    ExitCode{exit_done, "done", "and nothing needs you"},
    ExitCode{exit_needs_you, "needs you",
             "done, and the answer is no: a gap in who or simulate, nobody reached in simulate,\n"
             "an error found by check, a shift that is not ready, a channel that fails,\n"
             "something owed that is late, a fault that doctor found; or the daemon refused the "
             "content"},
    ExitCode{exit_asked_wrongly, "asked wrongly",
             "unknown command, flag or value; a file cannot be read"},
    ExitCode{exit_silent, "no daemon",
             "it does not answer: not running, wrong socket or URL, or 10 s passed"},
    ExitCode{exit_not_allowed, "not allowed", "no token, or one without the scope"},
    ExitCode{exit_not_found, "not found", "incident, role, token, feed, rota"},
    ExitCode{exit_overtaken, "overtaken",
             "somebody else took it, it is over, or a newer version exists"},
    ExitCode{exit_not_now, "not now", "full or disk trouble, nothing was saved, try again"},
    ExitCode{exit_interrupted, "interrupted", "by Ctrl-C"}};

// "Ends with 0 done, 1 needs you, ...": one line.
std::string exit_codes_line();

// Every code with what it means, a few lines each.
std::string exit_codes_text();

}  // namespace tocsin
