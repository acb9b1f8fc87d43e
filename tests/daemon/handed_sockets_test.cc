// Sockets that somebody else opened, as systemd hands them over.
#include "daemon/handed_sockets.h"

#include "daemon/listener.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin {
namespace {

// High enough that nobody here has it by chance.
constexpr int first = 700;

std::string my_pid() {
    return std::to_string(::getpid());
}

// Puts a socket where systemd would, and keeps one as systemd does.
class HandedSocketsTest : public testing::Test {
protected:
    ~HandedSocketsTest() override {
        for (const int one : held_) close(one);
    }

    std::uint16_t hand_over(const std::string& host = "127.0.0.1") {
        const int one = listen_tcp(host, 0, 16);
        dup2(one, first + static_cast<int>(held_.size()));
        held_.push_back(one);
        return port_of(one);
    }

    HandedEnvironment environment(const std::string& names = "") const {
        return {my_pid(), std::to_string(held_.size()), names, first};
    }

    // Whether anybody is served at a port of this machine.
    static bool listens(std::uint16_t port) {
        sockaddr_in there{};
        there.sin_family = AF_INET;
        there.sin_port = htons(port);
        there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int caller = socket(AF_INET, SOCK_STREAM, 0);
        const bool taken =
            connect(caller, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
        close(caller);
        return taken;
    }

    std::vector<int> held_;
};

TEST_F(HandedSocketsTest, OneIsTakenByItsAddressReadyForTheGate) {
    hand_over();
    const std::uint16_t port = hand_over();
    HandedSockets handed(environment());
    const std::optional<int> taken = handed.take("127.0.0.1", port);
    ASSERT_TRUE(taken);
    EXPECT_EQ(*taken, first + 1);
    EXPECT_NE(fcntl(*taken, F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(fcntl(*taken, F_GETFD) & FD_CLOEXEC, 0);
    EXPECT_FALSE(handed.take("127.0.0.1", port)) << "it is taken once";
    close(*taken);
}

TEST_F(HandedSocketsTest, AnotherAddressIsAnotherSocket) {
    const std::uint16_t port = hand_over();
    HandedSockets handed(environment());
    EXPECT_FALSE(handed.take("0.0.0.0", port));
    EXPECT_FALSE(handed.take("::1", port));
    EXPECT_FALSE(handed.take("127.0.0.1", static_cast<std::uint16_t>(port + 1)));
}

TEST_F(HandedSocketsTest, IPv6IsTakenToo) {
    std::uint16_t port = 0;
    try {
        port = hand_over("::1");
    } catch (const std::runtime_error&) {
        GTEST_SKIP() << "no IPv6 here";
    }
    HandedSockets handed(environment());
    const std::optional<int> taken = handed.take("0:0:0:0:0:0:0:1", port);
    ASSERT_TRUE(taken);
    close(*taken);
}

TEST_F(HandedSocketsTest, WhatNobodyTakesIsRefusedForAllWhoHoldIt) {
    const std::uint16_t port = hand_over();
    ASSERT_TRUE(listens(port));
    HandedSockets handed(environment("tocsin.socket"));
    const std::vector<std::string> meant = handed.refuse_rest();
    ASSERT_EQ(meant.size(), 1u);
    EXPECT_TRUE(meant.front().starts_with("127.0.0.1 port "));
    EXPECT_TRUE(meant.front().ends_with(std::to_string(port)));
    EXPECT_FALSE(listens(port)) << "systemd still holds it, and a caller would wait for ever";
    pollfd held{held_.front(), POLLIN, 0};
    ASSERT_EQ(poll(&held, 1, 0), 1);
    EXPECT_NE(held.revents & POLLHUP, 0) << "by this systemd lets go of it";
    EXPECT_TRUE(handed.refuse_rest().empty());
}

TEST_F(HandedSocketsTest, WhatAnEarlierProcessKeptIsNoMistakeOfAnybody) {
    const std::uint16_t kept = hand_over();
    hand_over();
    std::string names(kept_name);
    names += ":tocsin.socket";
    HandedSockets handed(environment(names));
    EXPECT_EQ(handed.refuse_rest().size(), 1u);
    EXPECT_FALSE(listens(kept));
}

TEST_F(HandedSocketsTest, WhatIsForAnotherProcessIsLeftAlone) {
    const std::uint16_t port = hand_over();
    for (const char* pid : {"", "1", "0", "-1", "x"}) {
        HandedSockets handed({pid, "1", "", first});
        EXPECT_FALSE(handed.take("127.0.0.1", port)) << pid;
        EXPECT_TRUE(handed.refuse_rest().empty()) << pid;
    }
    for (const char* count : {"", "0", "-1", "x", "65", "99999999999999999999"}) {
        HandedSockets handed({my_pid(), count, "", first});
        EXPECT_FALSE(handed.take("127.0.0.1", port)) << count;
    }
    EXPECT_TRUE(listens(port));
    close(first);
}

TEST_F(HandedSocketsTest, WhatDoesNotListenIsNotTaken) {
    const int one = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(bind(one, reinterpret_cast<const sockaddr*>(&here), sizeof here), 0);
    dup2(one, first);
    HandedSockets handed({my_pid(), "1", "", first});
    EXPECT_FALSE(handed.take("127.0.0.1", port_of(one)));
    close(one);
}

TEST_F(HandedSocketsTest, WhatIsNoSocketAtAllHasNoAddress) {
    const int file = open("/dev/null", O_RDONLY);
    dup2(file, first);
    HandedSockets handed({my_pid(), "1", "unit", first});
    EXPECT_FALSE(handed.take("127.0.0.1", 0));
    EXPECT_EQ(handed.refuse_rest(), (std::vector<std::string>{"a socket that is not TCP"}));
    close(file);
}

TEST(HandedEnvironmentTest, NoChildTakesThemAgain) {
    ::setenv("LISTEN_PID", "42", 1);
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_FDNAMES", "a:b", 1);
    const HandedEnvironment environment = handed_environment();
    EXPECT_EQ(environment.pid, "42");
    EXPECT_EQ(environment.count, "2");
    EXPECT_EQ(environment.names, "a:b");
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        EXPECT_EQ(std::getenv(name), nullptr) << name;
}

}  // namespace
}  // namespace tocsin
