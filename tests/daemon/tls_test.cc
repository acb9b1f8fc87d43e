// The gate under TLS: what is asked and answered, and callers who leave in every wrong way.
#include "tests/daemon/gate_fixture.h"
#include "tests/daemon/tls_samples.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <csignal>
#include <memory>
#include <thread>

namespace tocsin {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::chrono::sys_days begins = std::chrono::year(2026) / 1 / 1;
constexpr std::chrono::sys_days ends = std::chrono::year(2046) / 1 / 1;

const std::string get = "GET /echo HTTP/1.1\r\nHost: here\r\n\r\n";

std::shared_ptr<const TlsIdentity> sample_identity() {
    const SampleKey key = sample_key();
    return read_tls_identity(certificate_text(key, begins, ends), key_text(key)).identity;
}

// A caller that speaks TLS, and trusts anybody.
class TlsCaller {
public:
    explicit TlsCaller(std::uint16_t port)
        : plain_(port),
          context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
          ssl_(SSL_new(context_.get()), &SSL_free) {
        SSL_set_fd(ssl_.get(), plain_.descriptor());
    }

    bool shake_hands() { return SSL_connect(ssl_.get()) == 1; }

    TlsCaller& send(std::string_view bytes) {
        std::size_t sent = 0;
        EXPECT_EQ(SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent), 1);
        return *this;
    }

    // Everything up to the end. `told` says whether the end was told, or only happened.
    std::string rest(bool& told) {
        std::string heard;
        std::string piece(16384, '\0');
        std::size_t got = 0;
        while (SSL_read_ex(ssl_.get(), piece.data(), piece.size(), &got) == 1) {
            heard.append(piece, 0, got);
        }
        told = (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
        return heard;
    }

    std::string answer() {
        std::string piece(65536, '\0');
        std::size_t got = 0;
        SSL_read_ex(ssl_.get(), piece.data(), piece.size(), &got);
        return piece.substr(0, got);
    }

    // The certificate that was shown, as far as it tells one from another.
    std::vector<unsigned char> shown() {
        X509* certificate = SSL_get1_peer_certificate(ssl_.get());
        std::vector<unsigned char> bytes(static_cast<std::size_t>(i2d_X509(certificate, nullptr)));
        unsigned char* to = bytes.data();
        i2d_X509(certificate, &to);
        X509_free(certificate);
        return bytes;
    }

    SSL* get() { return ssl_.get(); }
    Caller& plain() { return plain_; }

private:
    Caller plain_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

class TlsGateTest : public GateTest {
protected:
    TlsGateTest() {
        std::signal(SIGPIPE, SIG_IGN);
        tls_ = sample_identity();
    }

    // A handshake takes its time under sanitizers and on a busy machine.
    static GateLimits patient_limits() {
        GateLimits limits = quick_limits();
        limits.head_time = limits.body_time = 5s;
        return limits;
    }

    void expect_alive() {
        TlsCaller caller(port());
        ASSERT_TRUE(caller.shake_hands());
        EXPECT_EQ(status_of(caller.send(get).answer()), 200);
    }

    void wait_until_empty() {
        const auto begun = Clock::now();
        while (gate_->counters().open > 0) {
            ASSERT_LT(Clock::now() - begun, 5s);
            std::this_thread::sleep_for(5ms);
        }
    }
};

TEST_F(TlsGateTest, RequestsAreAnsweredAndTheEndIsTold) {
    open(patient_limits());
    TlsCaller caller(port());
    ASSERT_TRUE(caller.shake_hands());
    EXPECT_EQ(SSL_version(caller.get()), TLS1_3_VERSION);
    const std::string first = caller.send(post("hello")).answer();
    EXPECT_EQ(header_of(first, "Strict-Transport-Security"), "max-age=31536000");
    EXPECT_NE(first.find("body=hello\npeer=127.0.0.1\n"), std::string::npos) << first;
    bool told = false;
    caller.send("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(caller.rest(told)), 200);
    EXPECT_TRUE(told);
}

TEST_F(TlsGateTest, LargeBodiesPassBothWays) {
    handler_ = [](const Request& request) {
        return Response{.body = request.body + std::string(7'000'000, 'b')};
    };
    open(patient_limits());
    TlsCaller caller(port());
    ASSERT_TRUE(caller.shake_hands());
    const std::string body(900'000, 'a');
    caller.send("POST / HTTP/1.0\r\nHost: here\r\nContent-Length: 900000\r\n\r\n" + body);
    bool told = false;
    const std::string seen = body_of(caller.rest(told));
    EXPECT_TRUE(told);
    EXPECT_EQ(seen.size(), 7'900'000u);
    EXPECT_TRUE(seen.starts_with(body));
}

TEST_F(TlsGateTest, AHandshakeAndItsHeadHaveOneTime) {
    proves("P15");
    GateLimits limits = quick_limits();
    limits.head_time = 2s;
    open(limits);
    const auto begun = Clock::now();
    TlsCaller caller(port());
    std::this_thread::sleep_for(1200ms);
    ASSERT_TRUE(caller.shake_hands());
    bool told = false;
    EXPECT_EQ(caller.rest(told), "");
    EXPECT_TRUE(told) << "whoever has shaken hands is told the end";
    EXPECT_LT(Clock::now() - begun, 3100ms) << "the handshake has begun the time anew";
}

TEST_F(TlsGateTest, HalfHandshakesAreClosedInTime) {
    proves("P15");
    GateLimits limits = quick_limits();
    limits.head_time = 1s;
    open(limits);
    std::vector<Caller> half;
    const std::string hello("\x16\x03\x01\0\xc8\x01\0\0\xc4\x03\x03", 11);
    for (std::size_t i = 0; i < 60; ++i) half.emplace_back(port()).send(hello.substr(0, i % 12));
    expect_alive();
    for (Caller& caller : half) EXPECT_EQ(caller.rest(), "");
    expect_alive();
}

TEST_F(TlsGateTest, CallersMayLeaveAtAnyMoment) {
    proves("P15");
    handler_ = [](const Request&) { return Response{.body = std::string(3'000'000, 'a')}; };
    open(patient_limits());
    for (int i = 0; i < 30; ++i) {
        TlsCaller caller(port());
        if (i % 5 == 0) continue;
        ASSERT_TRUE(caller.shake_hands());
        if (i % 5 == 1) caller.send("GET / HT");
        if (i % 5 == 2) caller.send(post(std::string(5000, 'a')).substr(0, 3000));
        if (i % 5 >= 3) caller.send(get);
        // With a goodbye, without one, in the middle of an answer.
        if (i % 2 == 0) SSL_shutdown(caller.get());
        if (i % 5 == 4) {
            EXPECT_EQ(status_of(caller.answer()), 200);
        }
    }
    wait_until_empty();
    TlsCaller caller(port());
    ASSERT_TRUE(caller.shake_hands());
    EXPECT_EQ(status_of(caller.send(get).answer()), 200);
}

TEST_F(TlsGateTest, WhoSpeaksPlainHttpIsToldSoInPlainHttp) {
    open(patient_limits());
    const std::string seen = ask(get);
    EXPECT_EQ(status_of(seen), 400);
    EXPECT_NE(seen.find("https://"), std::string::npos) << seen;
    EXPECT_EQ(header_of(seen, "Strict-Transport-Security"), "(none)");
    EXPECT_EQ(handled(), 0u);
    expect_alive();
}

TEST_F(TlsGateTest, ARenewedCertificateIsForThoseWhoComeLater) {
    open(patient_limits());
    TlsCaller before(port());
    ASSERT_TRUE(before.shake_hands());
    EXPECT_EQ(status_of(before.send(get).answer()), 200);
    const auto renewed = sample_identity();
    gate_->renew_certificates({{"127.0.0.1", 1, renewed}, {"::1", 0, renewed}});
    TlsCaller between(port());
    ASSERT_TRUE(between.shake_hands());
    EXPECT_EQ(between.shown(), before.shown()) << "another address was renewed";
    gate_->renew_certificates({{"127.0.0.1", 0, renewed}});
    TlsCaller after(port());
    ASSERT_TRUE(after.shake_hands());
    EXPECT_NE(after.shown(), before.shown());
    EXPECT_EQ(status_of(before.send(get).answer()), 200);
}

TEST_F(TlsGateTest, AnAddressKeepsSpeakingTlsWhateverTheRenewalSays) {
    open(patient_limits());
    gate_->renew_certificates({{"127.0.0.1", 0, nullptr}});
    expect_alive();
}

}  // namespace
}  // namespace tocsin
