#include "channels/http.h"

#include "tests/channels/exchanges.h"
#include "tests/channels/scripted_server.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <dlfcn.h>
#include <future>
#include <mutex>
#include <netdb.h>

// Stands before the C library's: a name server that hangs, for one name.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
    if (name != nullptr && std::strcmp(name, "stalled.example.org") == 0) {
        std::this_thread::sleep_for(std::chrono::seconds(2));
        return EAI_AGAIN;
    }
    using Real = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const Real real = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, result);
}

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// Long enough for a loaded machine, short enough for a test.
HttpProvider brisk(int port) {
    HttpProvider provider = loopback_provider(port);
    provider.timeouts = {.connect = 400ms, .total = 500ms, .stalled = 5s};
    return provider;
}

Outcome sent_to(const std::function<void(Peer&, int)>& script, Message message = text_message()) {
    ScriptedServer server(script);
    Transfers transfers;
    return sent(transfers, HttpChannel(brisk(server.port())), message);
}

Outcome sent_to_answer(const std::string& answer) {
    return sent_to(ScriptedServer::always(answer));
}

TEST(Http, ARequestArrivesWholeAndTheAnswerComesBack) {
    std::string seen;
    const Outcome outcome = sent_to([&seen](Peer& peer, int) {
        seen = peer.request();
        peer.say(http_answer("202 Accepted", "{}"));
    });
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_EQ(outcome.id, SendId{7});
    EXPECT_TRUE(seen.starts_with("POST /send HTTP/1.1\r\n")) << seen;
    EXPECT_NE(seen.find("\r\nAuthorization: Bearer s3cr3t-t0ken\r\n"), std::string::npos) << seen;
    EXPECT_NE(seen.find("\r\nContent-Type: application/json\r\n"), std::string::npos) << seen;
    EXPECT_EQ(seen.find("Expect"), std::string::npos);
    EXPECT_TRUE(seen.ends_with(
        R"({"to":"+447700900104","text":"GP Records is down.\nReply 4715","reference":"42-3-1"})"))
        << seen;
}

TEST(Http, StatusesComeThroughTheWire) {
    EXPECT_EQ(sent_to_answer(http_answer("400 Bad Request", "no")).verdict, Verdict::refused);
    EXPECT_EQ(sent_to_answer(http_answer("401 Unauthorized", "")).verdict, Verdict::misconfigured);
    EXPECT_EQ(sent_to_answer(http_answer("503 Busy", "")).verdict, Verdict::deferred);
}

TEST(Http, RetryAfterIsReadFromTheWire) {
    const auto after = [](const std::string& value) {
        return sent_to_answer(http_answer("429 Slow", "", "Retry-After: " + value + "\r\n"))
            .retry_after;
    };
    EXPECT_EQ(after("0"), Duration(0s));
    EXPECT_EQ(after("5"), Duration(5s));
    EXPECT_EQ(after("99999"), Duration(30s));
    EXPECT_EQ(after("tomorrow"), std::nullopt);
    EXPECT_EQ(after("-5"), std::nullopt);
}

TEST(Http, ARedirectIsNotFollowed) {
    std::atomic<int> reached{0};
    ScriptedServer target([&reached](Peer&, int) { ++reached; });
    const Outcome outcome = sent_to_answer(
        http_answer("307 Elsewhere", "",
                    "Location: http://127.0.0.1:" + std::to_string(target.port()) + "/\r\n"));
    EXPECT_EQ(outcome.verdict, Verdict::misconfigured);
    EXPECT_EQ(reached, 0);
}

TEST(Http, AResetAfterTheRequestIsUnknown) {
    proves("P5");
    const Outcome outcome = sent_to([](Peer& peer, int) {
        peer.request();
        peer.reset();
    });
    EXPECT_EQ(outcome.verdict, Verdict::unknown);
}

TEST(Http, AResetBeforeTheRequestHadLeftIsDeferred) {
    ScriptedServer server([](Peer& peer, int) {
        peer.line();
        peer.reset();
    });
    Transfers transfers;
    const HttpChannel channel(brisk(server.port()));
    WireRequest request = channel.compose(text_message());
    // More than two socket buffers hold, so that it cannot have left before the reset.
    request.body = std::string(16 * 1024 * 1024, 'x');
    const WireAnswer answer = exchanged(transfers, request);
    EXPECT_FALSE(answer.sent_whole);
    EXPECT_EQ(channel.interpret(text_message(), answer).verdict, Verdict::deferred);
}

TEST(Http, SilenceAfterTheRequestIsUnknown) {
    const Outcome outcome = sent_to([](Peer& peer, int) {
        peer.request();
        peer.hang();
    });
    EXPECT_EQ(outcome.verdict, Verdict::unknown);
}

TEST(Http, ADrippingAnswerEndsAtTheTotalTime) {
    const auto started = Clock::now();
    const Outcome outcome = sent_to([](Peer& peer, int) {
        peer.request();
        peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        // The pause is the subject: fast enough never to stall, too slow ever to end.
        while (peer.say("x")) std::this_thread::sleep_for(20ms);
    });
    EXPECT_EQ(outcome.verdict, Verdict::unknown);
    EXPECT_LT(Clock::now() - started, 2s);
}

TEST(Http, GarbageIsUnknown) {
    const Outcome outcome = sent_to([](Peer& peer, int) {
        peer.request();
        peer.say("\x01\x02 good morning\r\n\r\n");
    });
    EXPECT_EQ(outcome.verdict, Verdict::unknown) << outcome.detail;
}

TEST(Http, NobodyListeningIsDeferred) {
    int port = 0;
    {
        const ScriptedServer gone([](Peer&, int) {});
        port = gone.port();
    }
    Transfers transfers;
    EXPECT_EQ(sent(transfers, HttpChannel(brisk(port)), text_message()).verdict, Verdict::deferred);
}

TEST(Http, ALongAnswerIsCutNotRefused) {
    ScriptedServer server(
        ScriptedServer::always(http_answer("200 OK", std::string(1024 * 1024, 'y'))));
    Transfers transfers;
    const HttpChannel channel(brisk(server.port()));
    const WireAnswer answer = exchanged(transfers, channel.compose(text_message()));
    EXPECT_EQ(answer.curl_code, 0);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.body_cut);
    EXPECT_EQ(answer.body.size(), 64u * 1024);
}

TEST(Http, APrivateAddressIsRefusedUnlessAllowed) {
    ScriptedServer server(ScriptedServer::always(http_answer("200 OK", "")));
    HttpProvider provider = brisk(server.port());
    provider.private_addresses = false;
    Transfers transfers;
    const Outcome outcome = sent(transfers, HttpChannel(provider), text_message());
    EXPECT_EQ(outcome.verdict, Verdict::misconfigured);
    const std::string port = std::to_string(server.port());
    const std::string setting =
        " is at 127.0.0.1, a private address; \"private-addresses: yes\" in its settings allows it";
    EXPECT_EQ(outcome.detail, "127.0.0.1:" + port + setting);
    // The name is not what is looked at: the address it resolves to is.
    provider.url = "http://localhost:" + port + "/?key={secret.token}";
    const Outcome named = sent(transfers, HttpChannel(provider), text_message());
    EXPECT_EQ(named.verdict, Verdict::misconfigured);
    EXPECT_TRUE(named.detail.starts_with("localhost:" + port + " is at ")) << named.detail;
    EXPECT_TRUE(named.detail.ends_with(" in its settings allows it")) << named.detail;
    EXPECT_EQ(server.connections(), 0);
}

TEST(Http, AStaleConnectionIsNeverAQuietSecondRequest) {
    proves("P5");
    std::atomic<int> requests{0};
    // The first answer keeps the connection; the second request on it is read and cut off.
    ScriptedServer server([&requests](Peer& peer, int) {
        if (!peer.request().ends_with("}")) return;
        ++requests;
        peer.say(http_answer("200 OK", ""));
        if (peer.request().ends_with("}")) ++requests;
    });
    Transfers transfers;
    const HttpChannel channel(brisk(server.port()));
    EXPECT_EQ(sent(transfers, channel, text_message()).verdict, Verdict::accepted);
    EXPECT_EQ(sent(transfers, channel, text_message()).verdict, Verdict::unknown);
    EXPECT_EQ(requests, 2);
}

TEST(Http, ARequestWithoutABodyTakesNoKeptConnection) {
    ScriptedServer server(ScriptedServer::always(http_answer("200 OK", "")));
    Transfers transfers;
    WireRequest request;
    request.method = "GET";
    request.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/send?text=x";
    request.private_addresses = true;
    EXPECT_EQ(exchanged(transfers, request).status, 200);
    EXPECT_EQ(exchanged(transfers, request).status, 200);
    EXPECT_EQ(server.connections(), 2);
}

TEST(Http, OneHangingProviderDelaysNoOther) {
    proves("P14");
    ScriptedServer hanging([](Peer& peer, int) { peer.hang(); });
    ScriptedServer healthy(ScriptedServer::always(http_answer("200 OK", "")));
    Transfers transfers;
    HttpProvider slow = loopback_provider(hanging.port());
    slow.timeouts.total = 20s;
    const HttpChannel slow_channel(slow);
    std::atomic<int> slow_answers{0};
    for (int i = 0; i < 200; ++i) {
        WireJob job;
        job.request = slow_channel.compose(text_message());
        job.channel = "slow";
        job.in_flight_max = 50;
        job.urgent = true;
        job.done = [&slow_answers](const WireAnswer&) { ++slow_answers; };
        ASSERT_TRUE(transfers.offer(std::move(job)));
    }
    const HttpChannel channel(brisk(healthy.port()));
    for (int i = 0; i < 20; ++i) {
        const auto started = Clock::now();
        EXPECT_EQ(sent(transfers, channel, text_message()).verdict, Verdict::accepted);
        EXPECT_LT(Clock::now() - started, 250ms);
    }
    EXPECT_EQ(slow_answers, 0);
    EXPECT_FALSE(transfers.has_room("slow", 50));
    EXPECT_TRUE(transfers.has_room("fake", 1));
    transfers.stop(0ms);
    EXPECT_EQ(slow_answers, 200);  // each is answered once, as broken off or not sent
}

TEST(Http, AStalledResolverDelaysNobody) {
    proves("P14");
    ScriptedServer healthy(ScriptedServer::always(http_answer("200 OK", "")));
    Transfers transfers;
    std::promise<WireAnswer> stalled;
    WireJob job;
    job.request.url = "http://stalled.example.org/";
    job.request.timeouts = {.connect = 100ms, .total = 150ms, .stalled = 5s};
    job.channel = "stalled";
    job.done = [&stalled](WireAnswer answer) { stalled.set_value(std::move(answer)); };
    const auto begun = Clock::now();
    ASSERT_TRUE(transfers.offer(std::move(job)));
    const HttpChannel channel(brisk(healthy.port()));
    // Before, across and after the time at which the stalled one is given up.
    while (Clock::now() - begun < 400ms) {
        const auto started = Clock::now();
        ASSERT_EQ(sent(transfers, channel, text_message()).verdict, Verdict::accepted);
        ASSERT_LT(Clock::now() - started, 250ms);
    }
    const WireAnswer answer = stalled.get_future().get();
    EXPECT_EQ(transport_verdict(answer), Verdict::deferred);
    EXPECT_LT(Clock::now() - begun, 1s);
}

// A provider that answers one request at a time, each when it is told to.
class Gated {
public:
    Gated() : server_([this](Peer& peer, int) { serve(peer); }) {}
    ~Gated() { open(); }

    int port() const { return server_.port(); }
    void open() { opened_ = true; }
    std::vector<std::string> bodies() {
        const std::lock_guard lock(mutex_);
        return bodies_;
    }
    void await_first() {
        while (bodies().empty()) std::this_thread::sleep_for(1ms);
    }

private:
    void serve(Peer& peer) {
        for (std::string request; !(request = peer.request()).empty();) {
            {
                const std::lock_guard lock(mutex_);
                bodies_.push_back(request.substr(request.find("\r\n\r\n") + 4));
            }
            while (!opened_) std::this_thread::sleep_for(1ms);
            peer.say(http_answer("200 OK", ""));
        }
    }

    std::mutex mutex_;
    std::vector<std::string> bodies_;
    std::atomic<bool> opened_{false};
    ScriptedServer server_;
};

WireJob job_saying(const Gated& provider, const std::string& body, bool urgent,
                   std::function<void(WireAnswer)> done) {
    WireJob job;
    job.request.url = "http://127.0.0.1:" + std::to_string(provider.port()) + "/";
    job.request.body = body;
    job.request.private_addresses = true;
    job.channel = "one at a time";
    job.in_flight_max = 1;
    job.urgent = urgent;
    job.done = std::move(done);
    return job;
}

TEST(Http, CallsGoBeforeNews) {
    Gated provider;
    Transfers transfers;
    std::promise<void> all;
    std::atomic<int> left{5};
    const auto done = [&](const WireAnswer&) {
        if (--left == 0) all.set_value();
    };
    ASSERT_TRUE(transfers.offer(job_saying(provider, "first", false, done)));
    provider.await_first();
    ASSERT_TRUE(transfers.offer(job_saying(provider, "news 1", false, done)));
    ASSERT_TRUE(transfers.offer(job_saying(provider, "news 2", false, done)));
    ASSERT_TRUE(transfers.offer(job_saying(provider, "call 1", true, done)));
    ASSERT_TRUE(transfers.offer(job_saying(provider, "call 2", true, done)));
    provider.open();
    all.get_future().get();
    EXPECT_EQ(provider.bodies(),
              (std::vector<std::string>{"first", "call 1", "call 2", "news 1", "news 2"}));
}

TEST(Http, WhatWaitsIsTakenBackAndWhatFliesIsNot) {
    Gated provider;
    Transfers transfers;
    std::promise<void> landed;
    std::atomic<bool> second{false};
    const auto first = transfers.offer(
        job_saying(provider, "first", false, [&](const WireAnswer&) { landed.set_value(); }));
    provider.await_first();
    const auto waiting = transfers.offer(
        job_saying(provider, "second", true, [&](const WireAnswer&) { second = true; }));
    ASSERT_TRUE(first && waiting);
    EXPECT_EQ(transfers.cancel(*first), Cancelled::in_flight);
    EXPECT_EQ(transfers.cancel(*waiting), Cancelled::taken_back);
    EXPECT_EQ(transfers.cancel(*waiting), Cancelled::not_here);
    provider.open();
    landed.get_future().get();
    transfers.stop(1s);
    EXPECT_EQ(provider.bodies(), std::vector<std::string>{"first"});
    EXPECT_FALSE(second);
    EXPECT_EQ(transfers.cancel(*first), Cancelled::not_here);
}

TEST(Http, AFullQueueSaysSo) {
    Gated provider;
    Transfers transfers;
    std::size_t taken = 0;
    const auto ignore = [](const WireAnswer&) {};
    while (taken < 2 * Transfers::waiting_max &&
           transfers.offer(job_saying(provider, "x", false, ignore))) {
        ++taken;
    }
    EXPECT_GE(taken, Transfers::waiting_max);
    EXPECT_LE(taken, Transfers::waiting_max + 1);  // one is in flight
    EXPECT_FALSE(transfers.has_room("one at a time", 1));
    transfers.stop(0ms);
    EXPECT_FALSE(transfers.offer(job_saying(provider, "x", false, ignore)));
}

TEST(Http, StoppingLetsWhatFliesLand) {
    Gated provider;
    Transfers transfers;
    std::promise<WireAnswer> answer;
    ASSERT_TRUE(transfers.offer(job_saying(
        provider, "x", false, [&](WireAnswer got) { answer.set_value(std::move(got)); })));
    provider.await_first();
    provider.open();
    transfers.stop(5s);
    EXPECT_EQ(answer.get_future().get().status, 200);
}

TEST(Http, ARequestThatCannotBePutIsAnsweredNotLost) {
    Transfers transfers;
    for (const char* url :
         {"gopher://example.org/", "nonsense", "smtp://127.0.0.1/x", "file://localhost/x"}) {
        WireRequest request;
        request.url = url;
        EXPECT_NE(exchanged(transfers, request).curl_code, 0) << url;
    }
    WireRequest injected;
    injected.url = "http://127.0.0.1:1/";
    injected.headers = {{"X", "a\r\nY: b"}};
    EXPECT_EQ(exchanged(transfers, injected).curl_code, CURLE_BAD_FUNCTION_ARGUMENT);
}

TEST(Http, TheThreadTurnsEvenWhenNothingHappens) {
    Transfers transfers;
    const auto before = transfers.last_turn();
    // Twice the turn it promises.
    const auto deadline = Clock::now() + 2s;
    while (transfers.last_turn() == before && Clock::now() < deadline) {
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_GT(transfers.last_turn(), before);
}

}  // namespace
}  // namespace tocsin
