// Where the process begins. What the commands do is in cli.cc, and the daemon in serve.cc.
#include "daemon/cli.h"
#include "daemon/serve.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace {

// https://no-color.org: any value but an empty one.
bool shows_colour() {
    const char* refused = std::getenv("NO_COLOR");
    const char* kind = std::getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && (refused == nullptr || *refused == '\0') &&
           kind != nullptr && std::string_view(kind) != "dumb";
}

// 0: standard output is no terminal, or none that says.
std::size_t width() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

int main(int count, char** values) {
    tocsin::Terminal terminal{std::cout, std::cerr, shows_colour(), width()};
    try {
        return tocsin::command_line(std::vector<std::string>(values + 1, values + count), terminal,
                                    &tocsin::serve);
    } catch (const std::exception& failure) {
        std::cerr << "tocsin: " << failure.what() << "\n";
        return tocsin::exit_needs_you;
    }
}
