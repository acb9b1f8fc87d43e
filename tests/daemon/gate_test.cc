// How the gate behaves: deadlines, keep-alive, many connections, full queues, stopping.
#include "daemon/gate.h"

#include "tests/daemon/gate_fixture.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tocsin {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

const std::string get = "GET /echo HTTP/1.1\r\nHost: here\r\n\r\n";
const std::string health = "GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n";

TEST_F(GateTest, HandlerSeesTheWholeRequest) {
    open();
    const std::string seen =
        ask("POST /echo/%41?a=1&b=%0A HTTP/1.1\r\nHost: here\r\nContent-Type: text/plain\r\n"
            "Content-Length: 5\r\n\r\nhello");
    EXPECT_EQ(body_of(seen),
              "POST /echo/%41\nquery=a=1&b=%0A\nbody=hello\npeer=127.0.0.1\nHost=here\n"
              "Content-Type=text/plain\n");
}

TEST_F(GateTest, EveryAnswerCarriesTheProtectiveHeaders) {
    open();
    for (const std::string& request :
         {get, health, std::string("nonsense\r\n\r\n"), post(std::string(2'000'000, 'a'))}) {
        const std::string seen = ask(request);
        EXPECT_EQ(header_of(seen, "X-Content-Type-Options"), "nosniff") << seen;
        EXPECT_EQ(header_of(seen, "Content-Security-Policy"),
                  "default-src 'none'; frame-ancestors 'none'");
        EXPECT_EQ(header_of(seen, "Referrer-Policy"), "no-referrer");
        EXPECT_EQ(header_of(seen, "Cache-Control"), "no-store");
        EXPECT_NE(header_of(seen, "Content-Type").find("charset=utf-8"), std::string::npos);
        EXPECT_EQ(header_of(seen, "Server"), "(none)");
    }
}

TEST_F(GateTest, HandlersOwnPolicyReplacesTheDefaultAndItsServerNameIsNotTold) {
    handler_ = [](const Request&) {
        return Response{.status = 200,
                        .content_type = "text/html",
                        .headers = {{"Content-Security-Policy", "default-src 'self'"},
                                    {"Cache-Control", "max-age=5"},
                                    {"Server", "secret"}},
                        .body = "<p>"};
    };
    open();
    const std::string seen = ask(get);
    EXPECT_EQ(header_of(seen, "Content-Security-Policy"), "default-src 'self'");
    EXPECT_EQ(seen.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(header_of(seen, "Cache-Control"), "max-age=5");
    EXPECT_EQ(header_of(seen, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header_of(seen, "Server"), "(none)");
}

TEST_F(GateTest, LineEndsInAHandlersHeaderNeverReachTheWire) {
    handler_ = [](const Request&) {
        return Response{.headers = {{"Location", "/a\r\nSet-Cookie: b"}}, .body = "x"};
    };
    open();
    const std::string seen = ask(get);
    EXPECT_EQ(status_of(seen), 500);
    EXPECT_EQ(header_of(seen, "Set-Cookie"), "(none)");
}

TEST_F(GateTest, TooLargeAnAnswerIsNotSent) {
    handler_ = [](const Request&) { return Response{.body = std::string(9 * 1024 * 1024, 'a')}; };
    open();
    EXPECT_EQ(status_of(ask(get)), 500);
}

TEST_F(GateTest, HandlersExceptionTellsTheCallerNothing) {
    proves("P18");
    handler_ = [](const Request&) -> Response { throw std::runtime_error("943 476 5919"); };
    open();
    const std::string seen = ask(get);
    EXPECT_EQ(status_of(seen), 500);
    EXPECT_EQ(seen.find("943"), std::string::npos);
}

TEST_F(GateTest, HeadHasTheHeadersOfGetAndNoBody) {
    open();
    Caller caller(port());
    const std::string seen =
        caller.send("HEAD /echo HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").rest();
    EXPECT_EQ(status_of(seen), 200);
    EXPECT_NE(header_of(seen, "Content-Length"), "0");
    EXPECT_EQ(body_of(seen), "");
}

TEST_F(GateTest, PipelinedRequestsAreAnsweredInTheirOrder) {
    handler_ = [](const Request& request) {
        // The first is the slowest: order must not depend on who is done first.
        if (request.body == "0") std::this_thread::sleep_for(20ms);
        return Response{.body = request.body};
    };
    open();
    Caller caller(port());
    std::string all;
    for (int i = 0; i < 20; ++i) all += post(std::to_string(i));
    caller.send(all);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(body_of(caller.answer()), std::to_string(i));
}

// .NET asks so before each POST, and curl before a long one: whoever is refused loses an alarm.
TEST_F(GateTest, WhoeverAsksBeforeTheBodyIsToldToSendIt) {
    proves("P1");
    handler_ = [](const Request& request) { return Response{.body = request.body}; };
    open();
    const auto asking = [](const std::string& length, const std::string& version = "1.1") {
        return "POST /echo HTTP/" + version + "\r\nHost: here\r\nExpect: 100-Continue\r\n" +
               "Connection: keep-alive\r\nContent-Length: " + length + "\r\n\r\n";
    };
    Caller caller(port());
    for (const char* body : {"first", "again"}) {
        EXPECT_EQ(caller.send(asking("5")).answer(), "HTTP/1.1 100 Continue\r\n\r\n");
        EXPECT_EQ(body_of(caller.send(body).answer()), body);
    }
    EXPECT_EQ(body_of(caller.send(asking("5") + "hello").answer()), "hello") << "it did not wait";
    EXPECT_EQ(status_of(caller.send(asking("0")).answer()), 200) << "there is nothing to wait for";
    EXPECT_EQ(body_of(caller.send(asking("5", "1.0")).send("hello").answer()), "hello");
    EXPECT_EQ(status_of(Caller(port()).send(asking("2000000")).answer()), 413)
        << "what is refused need not be sent";
}

TEST_F(GateTest, ConnectionEndsWithItsLastAllowedRequest) {
    GateLimits limits = quick_limits();
    limits.requests_per_connection = 3;
    open(limits);
    Caller caller(port());
    caller.send(get + get + get + get);
    EXPECT_EQ(header_of(caller.answer(), "Connection"), "keep-alive");
    EXPECT_EQ(header_of(caller.answer(), "Connection"), "keep-alive");
    EXPECT_EQ(header_of(caller.answer(), "Connection"), "close");
    EXPECT_EQ(caller.rest(), "");
    EXPECT_EQ(handled(), 3u);
}

TEST_F(GateTest, OldCallersAndThoseThatSayCloseAreLeftAfterOneAnswer) {
    open();
    EXPECT_EQ(header_of(ask("GET / HTTP/1.0\r\nHost: here\r\n\r\n"), "Connection"), "close");
    EXPECT_EQ(header_of(ask("GET / HTTP/1.1\r\nHost: here\r\nConnection: foo, Close\r\n\r\n"),
                        "Connection"),
              "close");
}

TEST_F(GateTest, ChunksAreJoinedAndTrailersAreForgotten) {
    open();
    const std::string seen =
        ask("POST /echo HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n"
            "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nAuthorization: Bearer toc_a.b\r\n\r\n");
    EXPECT_EQ(status_of(seen), 200);
    EXPECT_EQ(body_of(seen), "POST /echo\nquery=\nbody=hello world\npeer=127.0.0.1\nHost=here\n");
}

TEST_F(GateTest, BodySentByteByByteIsWholeAtTheEnd) {
    GateLimits limits = quick_limits();
    limits.head_time = limits.body_time = 5s;
    open(limits);
    Caller caller(port());
    for (const char c : post("drip")) caller.send(std::string_view(&c, 1));
    EXPECT_NE(caller.answer().find("body=drip\n"), std::string::npos);
}

// A trickle of bytes does not extend a deadline: it is a total.
void drip_until_answered(Caller& caller, const std::string& piece, std::atomic<bool>& done) {
    while (!done) {
        caller.send(piece);
        std::this_thread::sleep_for(20ms);
    }
}

TEST_F(GateTest, DrippingHeadEndsAtItsDeadline) {
    proves("P15");
    open();
    Caller caller(port());
    const auto begun = Clock::now();
    caller.send("GET / HTTP/1.1\r\nHost: here\r\n");
    std::atomic<bool> done{false};
    std::thread dripper([&] { drip_until_answered(caller, "X-A: b\r\n", done); });
    const std::string seen = caller.answer();
    const auto took = Clock::now() - begun;
    done = true;
    dripper.join();
    EXPECT_EQ(status_of(seen), 408);
    EXPECT_GE(took, 290ms);
    EXPECT_LE(took, 1200ms);
}

TEST_F(GateTest, DrippingBodyEndsAtItsDeadline) {
    proves("P15");
    open();
    Caller caller(port());
    const auto begun = Clock::now();
    caller.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100000\r\n\r\n");
    std::atomic<bool> done{false};
    std::thread dripper([&] { drip_until_answered(caller, "a", done); });
    const std::string seen = caller.answer();
    const auto took = Clock::now() - begun;
    done = true;
    dripper.join();
    EXPECT_EQ(status_of(seen), 408);
    EXPECT_LE(took, 1200ms);
}

TEST_F(GateTest, CallerThatSaysNothingIsClosedWithoutAWord) {
    open();
    EXPECT_EQ(Caller(port()).rest(), "");
}

TEST_F(GateTest, RestingConnectionEndsAfterItsIdleTime) {
    GateLimits limits = quick_limits();
    limits.idle_time = 100ms;
    open(limits);
    Caller caller(port());
    EXPECT_EQ(status_of(caller.send(get).answer()), 200);
    EXPECT_EQ(caller.rest(), "");
}

TEST_F(GateTest, HandlerThatTakesTooLongIsAnsweredForWith503) {
    proves("P2");
    std::promise<void> go;
    const std::shared_future<void> gone = go.get_future().share();
    handler_ = [gone](const Request&) {
        gone.wait();
        return Response{.body = "late"};
    };
    GateLimits limits = quick_limits();
    limits.answer_time = 200ms;
    open(limits);
    Caller caller(port());
    const std::string seen = caller.send(get).rest();
    EXPECT_EQ(status_of(seen), 503);
    EXPECT_EQ(header_of(seen, "Retry-After"), "2");
    EXPECT_EQ(seen.find("late"), std::string::npos);
    go.set_value();
}

TEST_F(GateTest, CallerThatDoesNotReadIsGivenUp) {
    proves("P15");
    handler_ = [](const Request&) { return Response{.body = std::string(8'000'000, 'a')}; };
    GateLimits limits = quick_limits();
    limits.write_time = 200ms;
    open(limits);
    Caller caller(port());
    caller.send(get);
    const auto begun = Clock::now();
    while (gate_->counters().answered == 0 || gate_->counters().open > 0) {
        ASSERT_LT(Clock::now() - begun, 5s);
        std::this_thread::sleep_for(5ms);
    }
}

TEST_F(GateTest, FullQueueIsAnsweredWith503AndHealthStillSpeaks) {
    proves("P2");
    std::promise<void> go;
    const std::shared_future<void> gone = go.get_future().share();
    std::atomic<int> inside{0};
    handler_ = [gone, &inside](const Request&) {
        ++inside;
        gone.wait();
        return Response{.body = "done"};
    };
    GateLimits limits = quick_limits();
    limits.workers = 2;
    limits.worker_queue = 3;
    open(limits);
    std::vector<Caller> waiting;
    for (int i = 0; i < 2; ++i) waiting.emplace_back(port()).send(get);
    while (inside < 2) std::this_thread::sleep_for(1ms);
    for (int i = 0; i < 3; ++i) waiting.emplace_back(port()).send(get);
    // The loop takes requests in the order they arrive, so an answered health check means that the
    // three before it are in the queue.
    EXPECT_EQ(status_of(ask(health)), 200);
    const std::string seen = ask(get);
    EXPECT_EQ(status_of(seen), 503);
    EXPECT_EQ(header_of(seen, "Retry-After"), "2");
    EXPECT_EQ(status_of(ask(health)), 200);
    go.set_value();
    for (Caller& caller : waiting) EXPECT_EQ(body_of(caller.answer()), "done");
}

TEST_F(GateTest, HealthAndReadinessAreAnsweredByTheGate) {
    open();
    EXPECT_EQ(body_of(ask(health)), "alive\n");
    well_ = false;
    const std::string seen = ask("GET /readyz HTTP/1.1\r\nHost: here\r\n\r\n");
    EXPECT_EQ(status_of(seen), 503);
    EXPECT_EQ(body_of(seen), "ready or not\n");
    EXPECT_EQ(handled(), 0u);
}

TEST_F(GateTest, ThreeHundredIdleConnectionsDisturbNobody) {
    proves("P15");
    GateLimits limits = quick_limits();
    limits.head_time = 10s;
    open(limits);
    std::vector<Caller> idle;
    for (int i = 0; i < 300; ++i) idle.emplace_back(port()).send(i % 2 == 0 ? "" : "GET / HT");
    Caller caller(port());
    for (int i = 0; i < 50; ++i) {
        const auto begun = Clock::now();
        EXPECT_EQ(status_of(caller.send(post("x")).answer()), 200);
        EXPECT_LE(Clock::now() - begun, 1000ms);  // four times P15's figure
    }
    EXPECT_EQ(gate_->counters().open, 301u);
}

TEST_F(GateTest, FourThousandHostileSocketsDoNotStopIntake) {
    proves("P15");
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    // Both ends of each connection are ours.
    if (files.rlim_cur < 10'000) GTEST_SKIP() << "needs 10,000 descriptors (ulimit -n)";
    GateLimits limits = quick_limits();
    limits.head_time = limits.body_time = 20s;
    open(limits);
    std::vector<Caller> hostile;
    for (int i = 0; i < 3000; ++i) hostile.emplace_back(port()).send("POST / HTTP/1.1\r\nX-Slow: ");
    for (int i = 0; i < 500; ++i) {
        hostile.emplace_back(port()).send(post(std::string(20'000, 'a')).substr(0, 15'000));
    }
    for (int i = 0; i < 600; ++i) hostile.emplace_back(port());
    for (int i = 0; i < 200; ++i) {
        const auto begun = Clock::now();
        EXPECT_EQ(status_of(ask(post("x"))), 200);
        EXPECT_LE(Clock::now() - begun, 1000ms);  // four times P15's figure
    }
    EXPECT_LE(gate_->counters().open, limits.connections);
    EXPECT_EQ(handled(), 200u);
}

TEST_F(GateTest, AtTheCapTheOldestUnfinishedHeadMakesRoom) {
    proves("P15");
    GateLimits limits = quick_limits();
    limits.connections = 3;
    limits.head_time = 10s;
    open(limits);
    Caller oldest(port());
    oldest.send("GET / HTTP/1.1\r\n");
    while (gate_->counters().open < 1) std::this_thread::sleep_for(1ms);
    Caller second(port());
    Caller third(port());
    EXPECT_EQ(status_of(second.send(get).answer()), 200);
    EXPECT_EQ(status_of(third.send(get).answer()), 200);
    EXPECT_EQ(status_of(ask(get)), 200);
    EXPECT_EQ(oldest.rest(), "");
    EXPECT_EQ(status_of(second.send(get).answer()), 200);
    EXPECT_EQ(gate_->counters().refused.at("dropped-for-room"), 1u);
}

TEST_F(GateTest, OneAddressCannotTakeEverybodysPlaces) {
    proves("P15");
    GateLimits limits = quick_limits();
    limits.connections_per_ip = 2;
    open(limits);
    Caller first(port());
    EXPECT_EQ(status_of(first.send(get).answer()), 200);
    Caller second(port());
    EXPECT_EQ(status_of(second.send(get).answer()), 200);
    EXPECT_EQ(status_of(ask(get)), 200);
    EXPECT_EQ(first.rest(), "");
    EXPECT_EQ(gate_->counters().refused.at("dropped-for-room"), 1u);
}

TEST_F(GateTest, TrustedAddressHasNoLimitOfItsOwn) {
    GateLimits limits = quick_limits();
    limits.connections_per_ip = 1;
    limits.trusted = {"127.0.0.1"};
    open(limits);
    Caller first(port());
    EXPECT_EQ(status_of(first.send(get).answer()), 200);
    EXPECT_EQ(status_of(ask(get)), 200);
    EXPECT_EQ(status_of(first.send(get).answer()), 200);
}

TEST_F(GateTest, BodiesTogetherStayWithinTheirMemory) {
    proves("P15");
    GateLimits limits = quick_limits();
    limits.bodies_bytes = 100'000;
    limits.body_time = 10s;
    open(limits);
    std::vector<Caller> slow;
    const std::string half =
        "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 60000\r\n\r\n" + std::string(30'000, 'a');
    for (int i = 0; i < 6; ++i) {
        slow.emplace_back(port()).send(half);
        EXPECT_EQ(status_of(ask(health)), 200);
        EXPECT_LE(gate_->counters().body_bytes, 100'000u);
    }
    const std::string seen = slow.front().answer();
    EXPECT_EQ(status_of(seen), 503);
    EXPECT_EQ(header_of(seen, "Retry-After"), "1");
    EXPECT_EQ(status_of(ask(post(std::string(50'000, 'b')))), 200);
}

TEST_F(GateTest, AcceptErrorsNeverEndTheLoop) {
    proves("P15");
    const std::vector<int> errors = {ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM,
                                     EPROTO,       EPERM,  EINVAL, EBADF,   ENETDOWN};
    std::atomic<std::size_t> next{0};
    accept_fault_ = [&] {
        const std::size_t i = next++;
        return i < errors.size() ? errors[i] : 0;
    };
    GateLimits limits = quick_limits();
    limits.accept_pause = 1ms;
    open(limits);
    for (std::size_t i = 0; i < errors.size(); ++i) EXPECT_EQ(Caller(port()).rest(), "");
    EXPECT_EQ(status_of(ask(get)), 200);
    EXPECT_EQ(gate_->counters().accept_errors, errors.size());
    EXPECT_EQ(log().size(), 1u) << "one line for one spell of trouble";
}

class LocalGateTest : public GateTest {
protected:
    LocalGateTest() {
        unix_path_ = testing::TempDir() + "gate-" + std::to_string(getpid()) + ".sock";
    }
    ~LocalGateTest() override { unlink(unix_path_.c_str()); }
};

TEST_F(LocalGateTest, LocalCallerIsKnownByItsUid) {
    open();
    Caller caller(unix_path_);
    const std::string seen = caller.send(get).answer();
    EXPECT_NE(seen.find("peer=\nuid=" + std::to_string(getuid()) + "\n"), std::string::npos)
        << seen;
    EXPECT_EQ(ask(get).find("uid="), std::string::npos);
}

TEST_F(LocalGateTest, SocketIsForItsOwnerOnlyAndGoesWithTheGate) {
    open();
    struct stat there {};
    ASSERT_EQ(stat(unix_path_.c_str(), &there), 0);
    EXPECT_EQ(there.st_mode & 0777, 0600u);
    gate_->stop();
    EXPECT_NE(stat(unix_path_.c_str(), &there), 0);
}

TEST_F(LocalGateTest, SocketInUseIsNotTakenAndAStaleOneIs) {
    open();
    const std::unique_ptr<Gate> first = std::move(gate_);
    EXPECT_THROW(open(), std::runtime_error);
    EXPECT_EQ(status_of(Caller(unix_path_).send(get).answer()), 200);
}

TEST_F(LocalGateTest, LocalCallersHaveTheirPlacesWhenTcpIsFull) {
    GateLimits limits = quick_limits();
    limits.connections = 0;
    open(limits);
    EXPECT_EQ(Caller(port()).rest(), "");
    EXPECT_EQ(status_of(Caller(unix_path_).send(health).answer()), 200);
}

TEST_F(GateTest, StoppingLetsTheRequestUnderWayFinish) {
    std::promise<void> go;
    const std::shared_future<void> gone = go.get_future().share();
    std::promise<void> inside;
    handler_ = [gone, &inside](const Request&) {
        inside.set_value();
        gone.wait();
        return Response{.body = "done"};
    };
    open();
    Caller caller(port());
    caller.send(get);
    inside.get_future().wait();
    gate_->stop_accepting();
    EXPECT_FALSE(gate_->drain(10ms));
    go.set_value();
    const std::string seen = caller.answer();
    EXPECT_EQ(body_of(seen), "done");
    EXPECT_EQ(header_of(seen, "Connection"), "close");
    EXPECT_TRUE(gate_->drain(2s));
    gate_->stop();
    gate_->stop();
}

TEST_F(GateTest, LoopShowsThatItIsAlive) {
    proves("P16");
    open();
    const std::uint64_t before = gate_->turns();
    const auto begun = Clock::now();
    while (gate_->turns() < before + 3) {
        ASSERT_LT(Clock::now() - begun, 5s);
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_LT(Clock::now() - gate_->last_turn(), 1s);
}

TEST_F(GateTest, AddressThatCannotBeHadIsNamed) {
    GateSettings settings;
    settings.tcp = {{"not-a-number", 80}};
    try {
        const Gate gate(settings, {});
        FAIL() << "it was opened";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("not-a-number"), std::string::npos);
    }
}

}  // namespace
}  // namespace tocsin
