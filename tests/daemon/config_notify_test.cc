// Channels of GOV.UK Notify in the configuration: what becomes of a good one, and what is told of
// each mistake.
#include "daemon/config.h"
#include "daemon/setup.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string key =
    "ops-11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-000000000000";
const std::string good = R"(
    type: govuk-notify
    api-key: keys/notify
    template-id: f0f0f0f0-1111-4222-8333-444455556666
)";

// The shipped configuration with one more channel, called "notify".
Loaded with(const std::string& medium, const std::string& settings, bool exercise = false) {
    const ConfigurationSample sample;
    sample.write("keys/notify", key + "\n");
    sample.write("keys/wrong", "hunter2-hunter2\n");
    sample.write("keys/old", "0123456789abcdef\n");
    sample.write("keys/next", "fedcba9876543210\n");
    sample.write("keys/short", "hunter2\n");
    sample.replace(sample.main_file(), "\n  #\n  # Any provider of texts",
                   "\n  notify:\n    medium: " + medium + settings + "  # Any provider of texts");
    return sample.load(exercise);
}

std::string told(const std::string& medium, const std::string& settings, bool exercise = false) {
    const Loaded loaded = with(medium, settings, exercise);
    EXPECT_FALSE(loaded.configuration) << settings;
    EXPECT_THAT(loaded.words(""), Not(HasSubstr("hunter2")));
    return short_form(loaded.problems);
}

TEST(NotifyConfiguration, ChannelHasItsKeyItsTemplateAndTheRealAddress) {
    const Loaded loaded = with("sms", good);
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& service = std::get<NotifyService>(loaded.configuration->channels.at(2));
    EXPECT_EQ(service.url, NotifyService::real);
    EXPECT_EQ(service.key.service_id, "11111111-2222-3333-4444-555555555555");
    EXPECT_EQ(service.key.secret, "66666666-7777-8888-9999-000000000000");
    EXPECT_EQ(service.text_placeholder, "message");
    EXPECT_FALSE(service.plain);
    EXPECT_FALSE(service.private_addresses);
    EXPECT_NO_THROW(NotifyChannel{service});
    EXPECT_TRUE(loaded.configuration->calling_back.empty());
    EXPECT_FALSE(loaded.configuration->directory.providers.at(2).two_way);
}

TEST(NotifyConfiguration, ChannelThatCallsBackCanBeAnswered) {
    const Loaded loaded = with("sms", good + "    callback-token: [keys/old, keys/next]\n");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    ASSERT_EQ(loaded.configuration->calling_back.size(), 1U);
    const CallingBack& calling = loaded.configuration->calling_back.front();
    EXPECT_EQ(calling.channel, "notify");
    const auto& tokens = std::get<BearerProof>(calling.proof).tokens;
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_TRUE(same_hash(tokens[1], hash_secret("fedcba9876543210")));
    EXPECT_EQ(
        calling.senders,
        (std::map<std::string, std::string>{{"f0f0f0f0-1111-4222-8333-444455556666", "notify"}}));
    EXPECT_TRUE(loaded.configuration->directory.providers.at(2).two_way);
    const Loaded mail = with("email", good + "    callback-token: keys/old\n");
    ASSERT_TRUE(mail.configuration) << mail.words("");
    EXPECT_EQ(mail.configuration->calling_back.size(), 1U);
    EXPECT_FALSE(mail.configuration->directory.providers.at(2).two_way) << "of mail only receipts";
}

TEST(NotifyConfiguration, ChannelThatIsPolledCanBeAnswered) {
    const Loaded loaded = with("sms", good + "    poll: 10 s\n");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    ASSERT_EQ(loaded.configuration->calling_back.size(), 1U);
    EXPECT_EQ(loaded.configuration->calling_back.front().poll, std::chrono::seconds(10));
    EXPECT_FALSE(may_call_back(loaded.configuration->calling_back.front().proof));
    EXPECT_TRUE(loaded.configuration->directory.providers.at(2).two_way);
}

TEST(NotifyConfiguration, ReceiptsOfOneServiceComeToOneChannelForAll) {
    const Loaded loaded = with("sms", good + R"(    callback-token: keys/old
  notify-mail:
    medium: email
    type: govuk-notify
    api-key: keys/notify
    template-id: e0e0e0e0-1111-4222-8333-444455556666
)");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    ASSERT_EQ(loaded.configuration->calling_back.size(), 1U);
    EXPECT_EQ(loaded.configuration->calling_back.front().senders,
              (std::map<std::string, std::string>{
                  {"f0f0f0f0-1111-4222-8333-444455556666", "notify"},
                  {"e0e0e0e0-1111-4222-8333-444455556666", "notify-mail"}}));
}

std::string second(const std::string& name, const std::string& template_id,
                   const std::string& more = "") {
    return "  " + name + ":\n    medium: sms\n    type: govuk-notify\n" +
           "    api-key: keys/notify\n    template-id: " + template_id + "\n" + more;
}

TEST(NotifyConfiguration, TemplateOfTwoChannelsOfOneServiceIsRefusedWhereReceiptsCome) {
    const std::string same = "f0f0f0f0-1111-4222-8333-444455556666";
    EXPECT_THAT(told("sms", good + "    poll: 10 s\n" + second("notify-b", same)),
                HasSubstr("the channels \"notify\" and \"notify-b\" of one service share"));
    EXPECT_TRUE(with("sms", good + second("notify-b", same)).configuration);
    EXPECT_TRUE(with("sms", good + "    poll: 10 s\n" +
                                second("notify-b", same, "    url: https://notify.example.org\n"))
                    .configuration)
        << "another Notify";
}

TEST(NotifyConfiguration, TextsOfOneServiceAreAskedForOnceAndCountForOneChannel) {
    proves("P12");
    const Loaded loaded = with(
        "sms", good + "    poll: 10 s\n" +
                   second("notify-b", "e0e0e0e0-1111-4222-8333-444455556666", "    poll: 10 s\n") +
                   second("notify-c", "d0d0d0d0-1111-4222-8333-444455556666",
                          "    callback-token: keys/old\n"));
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const std::vector<Polled> polled = make_polled(*loaded.configuration);
    ASSERT_EQ(polled.size(), 1U);
    EXPECT_EQ(polled.front().channel->name(), "notify");
    EXPECT_EQ(polled.front().hears_texts, "notify");
    EXPECT_EQ(hears_texts(*loaded.configuration, "notify-c"), "notify");
    EXPECT_EQ(hears_texts(*loaded.configuration, "elsewhere"), "elsewhere");
}

TEST(NotifyConfiguration, EveryOtherSettingIsTaken) {
    const Loaded loaded = with("email", good + R"(
    url: http://127.0.0.1:8081/
    placeholder: text
    subject-placeholder: about
    email-reply-to-id: 740e5834-3a29-46b4-9a6f-16142fde533a
    in-flight: 3
    timeouts: { total: 7 s }
)",
                               true);
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& service = std::get<NotifyService>(loaded.configuration->channels.at(2));
    EXPECT_EQ(service.medium, Medium::email);
    EXPECT_EQ(service.url, "http://127.0.0.1:8081");
    EXPECT_TRUE(service.plain && service.private_addresses);
    EXPECT_EQ(service.text_placeholder, "text");
    EXPECT_EQ(service.subject_placeholder, "about");
    EXPECT_EQ(service.email_reply_to_id, "740e5834-3a29-46b4-9a6f-16142fde533a");
    EXPECT_EQ(service.in_flight_max, 3);
    EXPECT_EQ(service.timeouts.total, std::chrono::seconds(7));
}

TEST(NotifyConfiguration, EveryMistakeIsToldOnceAndKeepsTheSecret) {
    proves("P18");
    proves("P20");
    const auto replaced = [](const std::string& from, const std::string& to) {
        std::string settings = good;
        return settings.replace(settings.find(from), from.size(), to);
    };
    struct Row {
        std::string medium;
        std::string settings;
        std::string says;
    };
    const Row rows[] = {
        {"sms", replaced("    api-key: keys/notify\n", ""), "has no \"api-key\""},
        {"sms", replaced("keys/notify", "keys/nowhere"),
         "the API key of the channel \"notify\" cannot be read"},
        {"sms", replaced("keys/notify", "keys/wrong"), "is no key of GOV.UK Notify"},
        {"sms", replaced("    template-id: f0f0f0f0-1111-4222-8333-444455556666\n", ""),
         "has no \"template-id\""},
        {"sms", replaced("f0f0f0f0-", "f0f0-"),
         "\"template-id\" of the channel \"notify\" is no id"},
        {"sms", good + "    placeholder: ((message))\n",
         "`placeholder` is no name of a placeholder"},
        {"email", good + "    subject-placeholder: message\n",
         "subject and text share one placeholder"},
        {"sms", good + "    sms-sender-id: NHS\n",
         "\"sms-sender-id\" of the channel \"notify\" is no id"},
        {"email", good + "    email-reply-to-id: a@example.org\n",
         "\"email-reply-to-id\" of the channel"},
        {"email", good + "    sms-sender-id: 740e5834-3a29-46b4-9a6f-16142fde533a\n",
         "no key called \"sms-sender-id\""},
        {"sms", good + "    subject-placeholder: about\n", "no key called \"subject-placeholder\""},
        {"sms", good + "    url: http://notify.example.org\n", "is not encrypted"},
        {"sms", good + "    url: https://me:you@notify.example.org\n",
         "is no address of a provider"},
        {"sms", good + "    url: https://notify.example.org/?a=b\n",
         "is no address of GOV.UK Notify"},
        {"sms", good + "    callback-token: keys/nowhere\n", "a callback token of the channel"},
        {"sms", good + "    callback-token: keys/short\n", "is short"},
        {"sms", good + "    poll: 1 s\n", "must be from 5 s to 10 min"},
    };
    for (const Row& row : rows) {
        const std::string problems = told(row.medium, row.settings);
        EXPECT_THAT(problems, HasSubstr(row.says));
        EXPECT_EQ(std::count(problems.begin(), problems.end(), '\n'), 1) << problems;
    }
    EXPECT_THAT(told("sms", good, true), HasSubstr("reaches beyond this machine"));
}

}  // namespace
}  // namespace tocsin
