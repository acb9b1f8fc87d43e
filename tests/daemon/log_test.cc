// The log never holds up whoever logs, also when nobody reads it.
#include "daemon/log.h"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <array>
#include <chrono>
#include <csignal>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace tocsin {
namespace {

using Steady = std::chrono::steady_clock;

// Logs in a process of its own, whose stderr is a pipe. Its exit code: 0, or 1 when logging took
// longer than a second. Killed when it hangs.
struct Logger {
    explicit Logger(int lines) {
        EXPECT_EQ(::pipe(pipe.data()), 0);
        child = ::fork();
        if (child != 0) {
            ::close(pipe[1]);
            return;
        }
        std::signal(SIGPIPE, SIG_IGN);
        ::alarm(30);
        ::dup2(pipe[1], STDERR_FILENO);
        start_log();
        const auto began = Steady::now();
        for (int line = 0; line < lines; ++line)
            spdlog::info("a line of ordinary length, {}", line);
        const bool late = Steady::now() - began > std::chrono::seconds(1);
        spdlog::shutdown();
        ::_exit(late ? 1 : 0);
    }

    int ended() const {
        int status = -1;
        ::waitpid(child, &status, 0);
        ::close(pipe[0]);
        return status;
    }

    std::array<int, 2> pipe{};
    pid_t child = 0;
};

TEST(Log, PipeThatNobodyReadsHoldsUpNeitherTheWorkNorTheEnd) {
    const Logger logger(20'000);
    EXPECT_EQ(logger.ended(), 0);
}

TEST(Log, EveryLineComesWhenSomebodyReads) {
    const Logger logger(3000);
    std::string text;
    std::array<char, 4096> some{};
    for (ssize_t size = 1; size > 0;) {
        size = ::read(logger.pipe[0], some.data(), some.size());
        if (size > 0) text.append(some.data(), static_cast<std::size_t>(size));
    }
    EXPECT_EQ(logger.ended(), 0);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3000);
    EXPECT_NE(text.find("Z info a line of ordinary length, 2999\n"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
