// How sources prove themselves and how much they may send, as the configuration says it.
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* after = "  alertmanager:\n    dialect: alertmanager\n";
const std::string key = "0123456789abcdef0123456789abcdef";

class SourceTrust : public testing::Test {
protected:
    SourceTrust() {
        sample_.write("keys/one", key + "\n");
        sample_.write("keys/two", "fedcba9876543210fedcba9876543210\n");
        sample_.write("keys/short", "hunter2\n");
        sample_.write("keys/standard", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3\n");
    }

    // The source as its lines say it, four blanks before each.
    Loaded load(const std::string& lines) {
        ConfigurationSample fresh;
        for (const char* name : {"one", "two", "short", "standard"}) {
            const std::string path = std::string("keys/") + name;
            std::filesystem::create_directories(fresh.folder() / "keys");
            std::filesystem::copy_file(sample_.folder() / path, fresh.folder() / path);
        }
        fresh.replace(fresh.main_file(), after, "  new:\n" + lines + after);
        return fresh.load();
    }
    Source source(const std::string& lines) {
        const Loaded loaded = load(lines);
        if (!loaded.configuration) {
            ADD_FAILURE() << loaded.words("");
            return {};
        }
        return loaded.configuration->sources.front();
    }
    std::string wrong(const std::string& lines) {
        const Loaded loaded = load(lines);
        EXPECT_FALSE(loaded.configuration) << lines;
        const std::string words = loaded.words("");
        EXPECT_THAT(words, Not(HasSubstr("hunter2")));
        return words;
    }

    ConfigurationSample sample_;
};

TEST_F(SourceTrust, KeysAreHashed) {
    proves("P18");
    const Source events =
        source("    dialect: pagerduty\n    routing-keys: [keys/one, keys/two]\n");
    ASSERT_EQ(events.keys.size(), 2U);
    EXPECT_TRUE(same_hash(events.keys.at(0), hash_secret(key)));
    EXPECT_EQ(events.per_minute, per_minute_default);
    const Source alerts =
        source("    dialect: opsgenie\n    api-keys: keys/one\n    per-minute: 120\n");
    ASSERT_EQ(alerts.keys.size(), 1U);
    EXPECT_EQ(alerts.per_minute, 120);
}

TEST_F(SourceTrust, KeysThatCannotDoAreRefused) {
    EXPECT_THAT(wrong("    dialect: pagerduty\n"), HasSubstr("routing-keys"));
    EXPECT_THAT(wrong("    dialect: opsgenie\n    routing-keys: [keys/one]\n"),
                HasSubstr("api-keys"));
    EXPECT_THAT(wrong("    dialect: pagerduty\n    routing-keys: [keys/short]\n"),
                HasSubstr("is short"));
    EXPECT_THAT(wrong("    dialect: pagerduty\n    routing-keys: [keys/one]\n"
                      "  other:\n    dialect: pagerduty\n    routing-keys: [keys/one]\n"),
                HasSubstr("have the same key"));
    EXPECT_THAT(wrong("    dialect: alertmanager\n    per-minute: 0\n"), HasSubstr("per-minute"));
}

TEST_F(SourceTrust, TopicsAreListedByTheirFullNames) {
    const Source aws = source(
        "    dialect: aws-sns\n"
        "    topics: [\"arn:aws:sns:eu-west-2:111122223333:ops\"]\n");
    EXPECT_EQ(aws.topics, std::vector<std::string>{"arn:aws:sns:eu-west-2:111122223333:ops"});
    EXPECT_THAT(wrong("    dialect: aws-sns\n"), HasSubstr("topics"));
    EXPECT_THAT(wrong("    dialect: aws-sns\n    topics: [ops]\n"),
                HasSubstr("\"ops\" is no topic of Amazon SNS"));
}

TEST_F(SourceTrust, ASignatureOfABody) {
    const Source grafana = source(
        "    dialect: alertmanager\n"
        "    hmac:\n"
        "      secrets: [keys/one, keys/short]\n"
        "      header: X-Grafana-Alerting-Signature\n"
        "      timestamp-header: X-Grafana-Alerting-Timestamp\n"
        "      window: 2 min\n");
    ASSERT_TRUE(grafana.hmac);
    EXPECT_EQ(grafana.hmac->within, std::chrono::minutes(2));
    const auto& body = std::get<SignedBody>(grafana.hmac->how);
    EXPECT_EQ(body.header, "X-Grafana-Alerting-Signature");
    EXPECT_EQ(body.timestamp_header, "X-Grafana-Alerting-Timestamp");
    EXPECT_EQ(body.separator, ":");
    EXPECT_FALSE(body.base64);
    EXPECT_EQ(body.secrets, (std::vector<std::string>{key, "hunter2"}));
    const Source other = source(
        "    dialect: alertmanager\n"
        "    hmac: { secrets: [keys/one], header: X-S, encoding: base64,"
        " prefix: \"sha256=\", separator: \".\" }\n");
    const auto& changed = std::get<SignedBody>(other.hmac->how);
    EXPECT_TRUE(changed.base64);
    EXPECT_EQ(changed.prefix + changed.separator, "sha256=.");
    EXPECT_EQ(other.hmac->within, std::chrono::minutes(5));
}

TEST_F(SourceTrust, StandardWebhooks) {
    const Source standard = source(
        "    dialect: alertmanager\n"
        "    hmac: { form: standard-webhooks,"
        " secrets: [keys/standard] }\n");
    EXPECT_EQ(std::get<StandardWebhooks>(standard.hmac->how).keys,
              std::vector<std::string>{"0123456789abcdef01234567"});
    EXPECT_THAT(wrong("    dialect: alertmanager\n"
                      "    hmac: { form: standard-webhooks, secrets: [keys/one] }\n"),
                HasSubstr("no secret of Standard Webhooks"));
    EXPECT_THAT(wrong("    dialect: alertmanager\n"
                      "    hmac: { form: standard-webhooks, secrets: [keys/standard],"
                      " header: X }\n"),
                HasSubstr("no key called \"header\""));
}

TEST_F(SourceTrust, ASignatureThatCannotDoIsRefused) {
    EXPECT_THAT(wrong("    dialect: alertmanager\n    hmac: { secrets: [keys/one] }\n"),
                HasSubstr("\"header\""));
    EXPECT_THAT(wrong("    dialect: alertmanager\n    hmac: { header: X }\n"),
                HasSubstr("\"secrets\""));
    EXPECT_THAT(wrong("    dialect: alertmanager\n"
                      "    hmac: { secrets: [keys/one], header: X, encoding: hax }\n"),
                HasSubstr("\"hex\""));
    EXPECT_THAT(wrong("    dialect: pagerduty\n    routing-keys: [keys/one]\n"
                      "    hmac: { secrets: [keys/one], header: X }\n"),
                HasSubstr("no key called \"hmac\""));
}

}  // namespace
}  // namespace tocsin
