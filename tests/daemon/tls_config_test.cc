// The block "tls" of an address: which pair serves, and what is said of one that does not.
#include "tests/daemon/config_samples.h"
#include "tests/daemon/tls_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using testing::HasSubstr;

// The day on which a ConfigurationSample is loaded.
constexpr sys_days today = std::chrono::year(2026) / 11 / 22;

class TlsConfigTest : public testing::Test {
protected:
    TlsConfigTest() {
        links("https://127.0.0.1:8443");
        listen("{ certificate: gate.pem, key: gate.key }");
    }

    void links(const std::string& base_url) const {
        sample_.replace(sample_.main_file(), links_, "base-url: " + base_url);
        links_ = "base-url: " + base_url;
    }

    void listen(const std::string& tls) const {
        sample_.replace(sample_.main_file(), listens_, entry(tls));
        listens_ = entry(tls);
    }

    void put(const std::string& certificate, const std::string& key) const {
        sample_.write("gate.pem", certificate);
        sample_.write("gate.key", key);
    }

    void put(sys_days begins, sys_days ends) const {
        put(certificate_text(key_, begins, ends), key_text(key_));
    }

    Loaded load() const { return sample_.load(); }
    std::string problems() const { return short_form(load().problems); }

    const SampleKey key_ = sample_key();

private:
    static std::string entry(const std::string& tls) {
        return "listen: [{ address: \"127.0.0.1:8443\", tls: " + tls + " }]";
    }

    ConfigurationSample sample_;
    mutable std::string links_ = "base-url: http://127.0.0.1:8080";
    mutable std::string listens_ = "listen: [\"127.0.0.1:8080\"]";
};

TEST_F(TlsConfigTest, AGoodPairServesItsAddress) {
    put(today - days(10), today + days(22));
    const Loaded loaded = load();
    EXPECT_EQ(short_form(loaded.problems), "");
    ASSERT_TRUE(loaded.configuration);
    const TcpAddress& address = loaded.configuration->listen.at(0);
    EXPECT_EQ(address.port, 8443);
    ASSERT_TRUE(address.tls);
    EXPECT_EQ(address.tls->begins(), today - days(10));
    EXPECT_EQ(address.tls->ends(), today + days(22));
}

TEST_F(TlsConfigTest, DatesAreWarnedOfAndRefuseNothing) {
    put(today - days(90), today + days(21));
    EXPECT_THAT(problems(), HasSubstr("ends on Sunday 13 December 2026"));
    EXPECT_TRUE(load().configuration);
    put(today - days(90), today - days(1));
    EXPECT_THAT(problems(), HasSubstr("ended on Saturday 21 November 2026"));
    EXPECT_TRUE(load().configuration);
    put(today + days(1), today + days(90));
    EXPECT_THAT(problems(), HasSubstr("begins on Monday 23 November 2026"));
    EXPECT_TRUE(load().configuration);
}

TEST_F(TlsConfigTest, APairThatCannotServeIsRefusedWithItsReason) {
    const std::string good = certificate_text(key_, today, today + days(90));
    const std::string key = key_text(key_);
    const auto expect = [&](const std::string& certificate, const std::string& secret,
                            const std::string& reason) {
        put(certificate, secret);
        EXPECT_THAT(problems(), HasSubstr(reason));
        EXPECT_FALSE(load().configuration) << reason;
    };
    expect("", key, "gate.pem holds no certificate in PEM form");
    expect(key, key, "gate.pem holds no certificate in PEM form");
    expect(good.substr(0, good.size() / 2), key, "gate.pem holds");
    expect(good + good.substr(0, good.size() / 2), key, "gate.pem holds a certificate that is");
    expect(good, "", "\"key\" of TLS holds no private key in PEM form");
    expect(good, good, "\"key\" of TLS holds no private key in PEM form");
    expect(good, key_text(sample_key()), "\"key\" of TLS does not belong to the certificate");
    expect(good, key_text(sample_key("P-384")),
           "\"key\" of TLS does not belong to the certificate");
    std::string chain = good;
    for (int i = 0; i < 11; ++i) chain += good;
    expect(chain, key, "holds more than 10 certificates of a chain");
}

TEST_F(TlsConfigTest, EachFaultOfAKeyHasItsOwnAdvice) {
    const auto advice = [&](const std::string& key) {
        put(certificate_text(key_, today, today + days(90)), key);
        return load().problems.at(0).fix;
    };
    EXPECT_EQ(advice(key_text(sample_key())), "name the key this certificate was made with");
    EXPECT_THAT(advice(encrypted_key_text(key_, "hunter2")),
                HasSubstr("openssl pkey -in KEY -out NEW"));
    EXPECT_THAT(advice("words\n"), HasSubstr("put the key in PEM form"));
}

TEST_F(TlsConfigTest, LinksThatNoAddressAnswersAreWarnedOf) {
    put(today - days(10), today + days(90));
    links("http://127.0.0.1:8443");
    const Loaded loaded = load();
    ASSERT_EQ(loaded.problems.size(), 1U) << loaded.words("");
    EXPECT_EQ(loaded.problems.at(0).what,
              "links in messages begin with http://, but every address speaks TLS");
    EXPECT_EQ(loaded.problems.at(0).fix, "write https://127.0.0.1:8443");
    EXPECT_TRUE(loaded.configuration);
    // One address without TLS answers them, perhaps behind a proxy.
    listen(
        "{ certificate: gate.pem, key: gate.key } }, \"127.0.0.1:8080\", { address: "
        "\"127.0.0.1:8444\", tls: { certificate: gate.pem, key: gate.key }");
    EXPECT_EQ(problems(), "");
}

TEST_F(TlsConfigTest, AWeakKeyIsRefused) {
    const SampleKey weak = weak_key();
    put(certificate_text(weak, today, today + days(90)), key_text(weak));
    EXPECT_THAT(problems(), HasSubstr("whose key is too weak for TLS 1.2"));
}

TEST_F(TlsConfigTest, AnAddressWhoseTlsIsNotWholeIsNeverServedWithoutIt) {
    put(today, today + days(90));
    for (const char* tls : {"{ certificate: gate.pem }", "{ key: gate.key }", "{}", "yes",
                            "gate.pem", "{ certificate: gate.pem, key: gate.key, cyphers: all }",
                            "{ certificate: nowhere.pem, key: gate.key }",
                            "{ certificate: gate.pem, key: nowhere.key }",
                            "{ certificate: gate.pem, key: { credential: tls } }", "\"\""}) {
        listen(tls);
        EXPECT_FALSE(load().configuration) << tls;
    }
}

}  // namespace
}  // namespace tocsin
