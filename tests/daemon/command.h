// The command line as a test runs it: what it prints, where, and how it ends.
#pragma once

#include "daemon/cli.h"
#include "tests/daemon/fake_daemon.h"

#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace tocsin {

struct Ended {
    int code = -1;
    std::string out;
    std::string err;
    std::optional<ServeOptions> served;
};

inline Ended run(const std::vector<std::string>& arguments, bool colour = false,
                 std::size_t width = 0) {
    Ended ended;
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err, colour, width};
    ended.code = command_line(arguments, terminal, [&ended](const ServeOptions& options) {
        ended.served = options;
        return 42;
    });
    ended.out = out.str();
    ended.err = err.str();
    return ended;
}

inline Ended ask_daemon(const FakeDaemon& daemon, std::vector<std::string> arguments,
                        bool colour = false, std::size_t width = 0) {
    arguments.insert(arguments.end(), {"--socket", daemon.socket()});
    return run(arguments, colour, width);
}

}  // namespace tocsin
