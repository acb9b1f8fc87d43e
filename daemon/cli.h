// The command line: what may be written behind `tocsin`, and which command that means. It does no
// work of its own.
#pragma once

#include "daemon/serve.h"
#include "daemon/terminal.h"

#include <functional>
#include <string>
#include <vector>

namespace tocsin {

// Runs the command in `arguments` (without the program's name) and answers with the exit code of
// the process. Reads the environment: TOCSIN_SOCKET, TOCSIN_URL,
// TOCSIN_TOKEN, TOCSIN_TOKEN_FILE. `serve` starts the daemon. Throws
// std::exception only for what `serve` or the machine throws.
int command_line(const std::vector<std::string>& arguments, Terminal& terminal,
                 const std::function<int(const ServeOptions&)>& serve);

}  // namespace tocsin
