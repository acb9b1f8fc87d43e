// The notify protocol, read from a real datagram socket as systemd reads it.
#include "daemon/systemd.h"

#include "daemon/listener.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

// The service manager's end. `name` begins with a / or, for an abstract socket, with an @.
class Manager {
public:
    explicit Manager(const std::string& name)
        : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        EXPECT_EQ(::bind(fd_, reinterpret_cast<const sockaddr*>(&address), length), 0);
    }
    ~Manager() { ::close(fd_); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    // The next datagram; empty when there is none.
    std::string heard() const {
        char bytes[4096];
        const ssize_t got = ::recv(fd_, bytes, sizeof bytes, MSG_DONTWAIT);
        return got < 0 ? "" : std::string(bytes, static_cast<std::size_t>(got));
    }

    // The descriptor that came with the next datagram, which is thrown away; -1: none did.
    int handed() const {
        char bytes[4096];
        iovec text{bytes, sizeof bytes};
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
        msghdr message{};
        message.msg_iov = &text;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
        if (::recvmsg(fd_, &message, MSG_DONTWAIT) < 0) return -1;
        const cmsghdr* header = CMSG_FIRSTHDR(&message);
        if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return -1;
        int descriptor = -1;
        std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
        return descriptor;
    }

private:
    int fd_;
};

class SystemdTest : public testing::Test {
protected:
    SystemdTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "notify-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~SystemdTest() override { std::filesystem::remove_all(folder_); }

    std::string path() const { return (folder_ / "notify").string(); }

    std::filesystem::path folder_;
};

TEST_F(SystemdTest, TheManagerHearsEveryStage) {
    const Manager manager(path());
    const Notifier notifier({path(), "", ""});
    notifier.ready("41 open incidents");
    EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=41 open incidents");
    notifier.reloading(123456789us);
    EXPECT_EQ(manager.heard(), "RELOADING=1\nMONOTONIC_USEC=123456789");
    notifier.watchdog();
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
    notifier.status("The disk is full.\nREADY=1");
    EXPECT_EQ(manager.heard(), "STATUS=The disk is full. READY=1");
    notifier.stopping();
    EXPECT_EQ(manager.heard(), "STOPPING=1");
    EXPECT_EQ(manager.heard(), "");
}

TEST_F(SystemdTest, AnAbstractSocketIsHeardAsWell) {
    const std::string name = "@tocsin-test-" + std::to_string(::getpid());
    const Manager manager(name);
    Notifier({name, "", ""}).ready("");
    EXPECT_EQ(manager.heard(), "READY=1\nSTATUS=");
}

TEST_F(SystemdTest, ASocketIsKeptByTheManagerUnderItsName) {
    const Manager manager(path());
    const Notifier notifier({path(), "", ""});
    const int listener = listen_tcp("127.0.0.1", 0, 16);
    const std::uint16_t port = port_of(listener);
    notifier.keep(listener, "here");
    EXPECT_EQ(manager.heard(), "FDSTORE=1\nFDNAME=here");
    notifier.keep(listener, "here");
    ::close(listener);
    const int kept = manager.handed();
    ASSERT_GE(kept, 0);
    EXPECT_EQ(port_of(kept), port);
    ::close(kept);
    notifier.watchdog();
    EXPECT_EQ(manager.handed(), -1) << "nothing else brings one";
}

TEST_F(SystemdTest, WithoutASocketNothingIsToldAndNothingFails) {
    std::string too_long(201, 'x');
    too_long[0] = '/';
    for (const std::string& name : {std::string(), path(), std::string("vsock:2:1"), too_long}) {
        const Notifier notifier({name, "", ""});
        EXPECT_NO_THROW(notifier.ready("nobody listens"));
        EXPECT_FALSE(notifier.watchdog_interval());
    }
}

TEST_F(SystemdTest, AManagerThatDoesNotReadHoldsNobodyUp) {
    const Manager manager(path());
    const Notifier notifier({path(), "", ""});
    // More than any queue of datagrams holds.
    for (int i = 0; i < 5000; ++i) notifier.watchdog();
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
}

TEST_F(SystemdTest, TheWatchdogIsOursOnlyWhenItNamesUsOrNobody) {
    const std::string us = std::to_string(::getpid());
    const std::string other = std::to_string(::getpid() + 1);
    EXPECT_EQ(Notifier({"", "15000000", us}).watchdog_interval(), 15s);
    EXPECT_EQ(Notifier({"", "15000000", ""}).watchdog_interval(), 15s);
    EXPECT_FALSE(Notifier({"", "15000000", other}).watchdog_interval());
    for (const char* usec : {"", "0", "-5", "15s", "99999999999999999999"}) {
        EXPECT_FALSE(Notifier({"", usec, us}).watchdog_interval()) << usec;
    }
}

TEST_F(SystemdTest, TheEnvironmentSaysWhereToTell) {
    ::setenv("NOTIFY_SOCKET", path().c_str(), 1);
    ::setenv("WATCHDOG_USEC", "20000000", 1);
    const Manager manager(path());
    const Notifier notifier;
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    notifier.watchdog();
    EXPECT_EQ(manager.heard(), "WATCHDOG=1");
    EXPECT_EQ(notifier.watchdog_interval(), 20s);
    EXPECT_EQ(notify_environment().socket, "");
}

}  // namespace
}  // namespace tocsin
