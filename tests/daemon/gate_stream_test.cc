// Answers whose bodies go on: each piece leaves at once, and nobody who listens holds anything up.
#include "daemon/open_body.h"
#include "tests/daemon/gate_fixture.h"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <vector>

namespace tocsin {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

const std::string listen = "GET /events HTTP/1.1\r\nHost: here\r\n\r\n";
const std::string get = "GET /echo HTTP/1.1\r\nHost: here\r\n\r\n";

// A gate of which /events is an open body, and everything else answers "ok".
class GateStreamTest : public GateTest {
protected:
    GateStreamTest() {
        handler_ = [this](const Request& request) {
            Response response;
            if (request.target != "/events") {
                response.body = "ok";
                return response;
            }
            response.content_type = "text/event-stream";
            response.open = std::make_shared<OpenBody>();
            response.open->put("first\n");
            const std::lock_guard lock(mutex_);
            bodies_.push_back(response.open);
            return response;
        };
    }

    // The body of the latest caller, which nobody but the gate holds; null when it has let go.
    std::shared_ptr<OpenBody> latest() {
        const std::lock_guard lock(mutex_);
        return bodies_.empty() ? nullptr : bodies_.back().lock();
    }

    static std::string read_until(const Caller& caller, std::string_view end) {
        std::string got;
        char sign = 0;
        while (!got.ends_with(end) && recv(caller.descriptor(), &sign, 1, 0) == 1) got += sign;
        return got;
    }

    bool let_go(std::chrono::milliseconds within = 3s) {
        const auto end = Clock::now() + within;
        while (latest() != nullptr && Clock::now() < end) std::this_thread::sleep_for(5ms);
        return latest() == nullptr;
    }

    std::mutex mutex_;
    std::vector<std::weak_ptr<OpenBody>> bodies_;
};

TEST_F(GateStreamTest, PiecesArriveAsTheyArePutAndTheEndEndsTheConnection) {
    open();
    Caller caller(port());
    caller.send(listen);
    const std::string head = read_until(caller, "\r\n\r\n");
    EXPECT_EQ(status_of(head), 200);
    EXPECT_EQ(header_of(head, "Content-Type"), "text/event-stream; charset=utf-8");
    EXPECT_EQ(header_of(head, "Content-Length"), "(none)");
    EXPECT_EQ(header_of(head, "Connection"), "close");
    EXPECT_EQ(header_of(head, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header_of(head, "Cache-Control"), "no-store");
    EXPECT_EQ(read_until(caller, "\n"), "first\n");
    latest()->put("second\n");
    EXPECT_EQ(read_until(caller, "\n"), "second\n");
    latest()->put("last\n");
    latest()->end();
    EXPECT_EQ(caller.rest(), "last\n");
}

TEST_F(GateStreamTest, HeadIsAnsweredWithoutABodyAndTheConnectionEnds) {
    open();
    Caller caller(port());
    caller.send("HEAD /events HTTP/1.1\r\nHost: here\r\n\r\n");
    const std::string answer = caller.rest();
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(body_of(answer), "");
    EXPECT_TRUE(let_go());
}

TEST_F(GateStreamTest, ListenersHoldNoWorkerAndDrainDoesNotWaitForThem) {
    open();  // with four workers
    std::vector<Caller> callers;
    for (int n = 0; n < 20; ++n) {
        callers.emplace_back(port()).send(listen);
        EXPECT_EQ(read_until(callers.back(), "first\n").empty(), false);
    }
    EXPECT_EQ(body_of(ask(get)), "ok");
    EXPECT_TRUE(gate_->drain(1s));
    gate_->stop_accepting();
    for (Caller& caller : callers) EXPECT_EQ(caller.rest(), "");
    EXPECT_TRUE(let_go());
}

TEST_F(GateStreamTest, WhoeverTakesNothingIsCutOff) {
    GateLimits limits = quick_limits();
    limits.write_time = 200ms;
    open(limits);
    Caller slow(port());
    slow.send(listen);
    read_until(slow, "first\n");
    latest()->put(std::string(32 * 1024 * 1024, 'x'));  // more than the kernel takes for it
    EXPECT_EQ(body_of(ask(get)), "ok");
    EXPECT_TRUE(let_go());
}

TEST_F(GateStreamTest, WhoeverLeavesIsLetGoAtOnceAndWhoeverTalksTooMuchAsWell) {
    open();
    {
        Caller caller(port());
        caller.send(listen);
        read_until(caller, "first\n");
    }
    EXPECT_TRUE(let_go());
    Caller talker(port());
    talker.send(listen);
    read_until(talker, "first\n");
    talker.send("a little more");
    std::this_thread::sleep_for(100ms);
    EXPECT_NE(latest(), nullptr);
    talker.send(std::string(1024 * 1024, 'x'));
    EXPECT_TRUE(let_go());
}

TEST_F(GateStreamTest, WhoeverPutsMayOutliveTheGate) {
    open();
    Caller caller(port());
    caller.send(listen);
    read_until(caller, "first\n");
    const std::shared_ptr<OpenBody> held = latest();
    gate_.reset();
    held->put("nobody is there\n");
    held->end();
    EXPECT_EQ(caller.rest(), "");
}

TEST_F(GateStreamTest, ManyPutAtOnceAndNothingIsLostOrMixed) {
    open();
    Caller caller(port());
    caller.send(listen);
    read_until(caller, "first\n");
    {
        const std::shared_ptr<OpenBody> body = latest();
        std::vector<std::thread> threads;
        for (const char sign : {'a', 'b', 'c', 'd'}) {
            threads.emplace_back([body, sign] {
                for (int n = 0; n < 500; ++n) body->put(std::string(20, sign) + "\n");
            });
        }
        for (std::thread& thread : threads) thread.join();
        body->end();
    }
    const std::string got = caller.rest();
    EXPECT_EQ(got.size(), 4u * 500 * 21);
    for (std::size_t at = 0; at + 21 <= got.size(); at += 21)
        ASSERT_EQ(got.find_first_not_of(got[at], at), at + 20);
}

}  // namespace
}  // namespace tocsin
