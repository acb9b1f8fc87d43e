// Our own heartbeat, as the configuration asks for it.
#include "tests/daemon/config_samples.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const std::string sheet = "on-call-sheet: { folder: on-call, days: 14 }";

Loaded with(const std::string& block, bool exercise = false) {
    const ConfigurationSample sample;
    sample.write("keys/heartbeat", "https://hc.example.org/ping/0123\n");
    sample.replace(sample.main_file(), sheet, sheet + "\n" + block);
    return sample.load(exercise);
}

TEST(ConfigHeartbeat, NobodyHearsItUnlessItIsAskedFor) {
    const ConfigurationSample sample;
    EXPECT_FALSE(sample.load().configuration.value().heartbeat);
}

TEST(ConfigHeartbeat, SaysWhereHowOftenAndWhenItStaysAway) {
    const Loaded plain = with("heartbeat: { url: \"https://watch.example.org/tocsin\" }");
    ASSERT_TRUE(plain.configuration) << short_form(plain.problems);
    const HeartbeatSettings standard = plain.configuration->heartbeat.value();
    EXPECT_EQ(standard.url, "https://watch.example.org/tocsin");
    EXPECT_EQ(standard.every, std::chrono::seconds(60));
    EXPECT_EQ(standard.withheld_after, std::chrono::minutes(2));
    EXPECT_FALSE(standard.private_addresses);
    EXPECT_TRUE(standard.headers.empty());

    const Loaded more = with(
        "heartbeat: { url-file: keys/heartbeat, every: 30 s, withheld-after: 5 min, bearer: "
        "keys/heartbeat, headers: { X-Site: north }, private-addresses: yes }");
    ASSERT_TRUE(more.configuration) << short_form(more.problems);
    const HeartbeatSettings read = more.configuration->heartbeat.value();
    EXPECT_EQ(read.url, "https://hc.example.org/ping/0123");
    EXPECT_EQ(read.every, std::chrono::seconds(30));
    EXPECT_EQ(read.withheld_after, std::chrono::minutes(5));
    EXPECT_TRUE(read.private_addresses);
    ASSERT_EQ(read.headers.size(), 2u);
    EXPECT_EQ(read.headers[0].first, "Authorization");
    EXPECT_EQ(read.headers[0].second, "Bearer https://hc.example.org/ping/0123");
    EXPECT_EQ(read.headers[1].second, "north");
}

TEST(ConfigHeartbeat, MistakesAreRefused) {
    for (const char* wrong :
         {"heartbeat: { every: 60 s }", "heartbeat: { url: watch.example.org }",
          "heartbeat: { url: \"http://watch.example.org\" }",
          "heartbeat: { url: \"https://a:b@watch.example.org\" }",
          "heartbeat: { url: \"https://w.example.org\", every: 2 days }",
          "heartbeat: { url: \"https://w.example.org\", witheld-after: 2 min }",
          "heartbeat: { url: \"https://w.example.org\", bearer: keys/nowhere }",
          "heartbeat: { url: \"https://w.example.org\", headers: { \"a b\": c } }"}) {
        EXPECT_FALSE(with(wrong).configuration) << wrong;
    }
}

TEST(ConfigHeartbeat, ADrillIsNoSignOfLifeToTheOutside) {
    EXPECT_FALSE(with("heartbeat: { url: \"https://w.example.org\" }", true).configuration);
    EXPECT_TRUE(with("heartbeat: { url: \"http://127.0.0.1:9\" }", true).configuration);
}

}  // namespace
}  // namespace tocsin
