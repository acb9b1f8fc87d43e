// Channels of Twilio, Amazon and Vonage in the configuration: what becomes of a good one, and what
// is told of each mistake.
#include "daemon/config.h"
#include "daemon/setup.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tocsin {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

const std::string sid = "AC00000000000000000000000000000001";
const std::string texts = "type: twilio-sms\n    account: " + sid +
                          "\n    auth-token: [keys/new, keys/old]\n    from: \"+447700900900\"\n";
const std::string calls = "type: twilio-voice\n    account: " + sid +
                          "\n    auth-token: keys/new\n    from: \"+447700900900\"\n";
const std::string amazon =
    "type: aws-sns\n    region: eu-west-2\n    access-key-id: AKIAIOSFODNN7EXAMPLE\n"
    "    secret-access-key: keys/amazon\n";

// The shipped configuration, at an address that providers reach, with one more channel: "more".
Loaded with(const std::string& medium, const std::string& settings,
            const std::string& base_url = "https://alert.example.org", bool exercise = false) {
    const ConfigurationSample sample;
    sample.write("keys/new", "hunter2-new-0123456789\n");
    sample.write("keys/old", "hunter2-old-0123456789\n");
    sample.write("keys/amazon", "hunter2/amazon+key\n");
    sample.write("keys/session", "hunter2-session\n");
    sample.write("keys/empty", "\n");
    sample.replace(sample.main_file(), "\nbase-url: http://127.0.0.1:8080",
                   "\nbase-url: " + base_url);
    sample.replace(
        sample.main_file(), "\n  #\n  # Any provider of texts",
        "\n  more:\n    medium: " + medium + "\n    " + settings + "  # Any provider of texts");
    return sample.load(exercise);
}

const ChannelSettings& more(const Loaded& loaded) {
    return loaded.configuration->channels.at(2);
}

std::string changed(std::string settings, const std::string& from, const std::string& to) {
    return settings.replace(settings.find(from), from.size(), to);
}

TEST(TwilioConfiguration, TextsHaveTheirAccountAndAreCalledBack) {
    const Loaded loaded = with("sms", texts);
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& settings = std::get<TwilioSms>(more(loaded));
    EXPECT_EQ(settings.account.url, TwilioAccount::real);
    EXPECT_EQ(settings.account.sid, sid);
    EXPECT_EQ(settings.account.user, sid);
    EXPECT_EQ(settings.account.password, "hunter2-new-0123456789") << "the first signs us in";
    EXPECT_EQ(settings.account.callbacks, "https://alert.example.org/v1/callbacks/more");
    EXPECT_EQ(settings.from, "+447700900900");
    EXPECT_NO_THROW(TwilioSmsChannel{settings});
    ASSERT_EQ(loaded.configuration->calling_back.size(), 1U);
    const CallingBack& back = loaded.configuration->calling_back.front();
    EXPECT_EQ(back.channel, "more");
    EXPECT_EQ(std::get<TwilioProof>(back.proof).auth_tokens,
              (std::vector<std::string>{"hunter2-new-0123456789", "hunter2-old-0123456789"}));
    EXPECT_TRUE(loaded.configuration->directory.providers.at(2).two_way);
    EXPECT_EQ(make_channels(*loaded.configuration).at("more")->medium(), Medium::sms);
}

TEST(TwilioConfiguration, KeyOfTheApiSignsInAndTheTokenStillProves) {
    const Loaded loaded =
        with("sms", texts +
                        "    api-key: { sid: SK00000000000000000000000000000001, secret: "
                        "keys/amazon }\n    url: https://api.dublin.ie1.twilio.com/\n");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& account = std::get<TwilioSms>(more(loaded)).account;
    EXPECT_EQ(account.user, "SK00000000000000000000000000000001");
    EXPECT_EQ(account.password, "hunter2/amazon+key");
    EXPECT_EQ(account.url, "https://api.dublin.ie1.twilio.com");
    EXPECT_EQ(loaded.configuration->calling_back.size(), 1U);
}

TEST(TwilioConfiguration, WhoIsNotCalledBackCannotBeAnswered) {
    const std::string own_key =
        changed(texts, "auth-token: [keys/new, keys/old]",
                "api-key: { sid: SK00000000000000000000000000000001, secret: keys/amazon }");
    for (const std::string& settings : {own_key, texts + "    callbacks: no\n"}) {
        const Loaded loaded = with("sms", settings);
        ASSERT_TRUE(loaded.configuration) << loaded.words("");
        EXPECT_EQ(std::get<TwilioSms>(more(loaded)).account.callbacks, "");
        EXPECT_TRUE(loaded.configuration->calling_back.empty());
        EXPECT_FALSE(loaded.configuration->directory.providers.at(2).two_way);
    }
    const Loaded named = with("sms", changed(texts, "\"+447700900900\"", "NHS NSD"));
    ASSERT_TRUE(named.configuration) << named.words("");
    EXPECT_EQ(named.configuration->calling_back.size(), 1U) << "receipts come";
    EXPECT_FALSE(named.configuration->directory.providers.at(2).two_way) << "nobody answers a name";
}

TEST(TwilioConfiguration, PhoneCallsHaveTheirVoice) {
    const Loaded loaded = with("voice", calls + R"(    voice: Polly.Amy
    rings: 40 s
    machine-detection: no
    in-flight: 3
)");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& settings = std::get<TwilioVoice>(more(loaded));
    EXPECT_EQ(settings.voice, (Voice{"en-GB", "Polly.Amy"}));
    EXPECT_EQ(settings.rings, seconds(40));
    EXPECT_FALSE(settings.machine_detection);
    EXPECT_EQ(settings.in_flight_max, 3);
    const Provider& provider = loaded.configuration->directory.providers.at(2);
    EXPECT_EQ(provider.medium, Medium::voice);
    EXPECT_FALSE(provider.two_way);
    EXPECT_EQ(voice_of(*loaded.configuration, "more").name, "Polly.Amy");
    EXPECT_EQ(voice_of(*loaded.configuration, "sms-files"), Voice{});
    EXPECT_EQ(make_channels(*loaded.configuration).at("more")->medium(), Medium::voice);
}

TEST(TwilioConfiguration, FilesTakePhoneCallsToo) {
    const Loaded loaded = with("voice", "type: file\n");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    EXPECT_TRUE(std::get<FileFolder>(more(loaded)).folder.ends_with("/out/voice"));
}

TEST(TwilioConfiguration, FakeOnThisMachineNeedsNoPublicAddress) {
    const Loaded loaded =
        with("sms", texts + "    url: http://127.0.0.1:8081\n", "http://127.0.0.1:8080", true);
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    EXPECT_EQ(std::get<TwilioSms>(more(loaded)).account.callbacks,
              "http://127.0.0.1:8080/v1/callbacks/more");
}

TEST(AwsConfiguration, TextsHaveTheirKeysAndTheirRegion) {
    const Loaded loaded = with("sms", amazon + R"(    session-token: keys/session
    sender-id: NHSNSD
    origination-number: "+447700900900"
)");
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& settings = std::get<AwsSns>(more(loaded));
    EXPECT_EQ(settings.url, "https://sns.eu-west-2.amazonaws.com");
    EXPECT_EQ(settings.access_key_id, "AKIAIOSFODNN7EXAMPLE");
    EXPECT_EQ(settings.secret_access_key, "hunter2/amazon+key");
    EXPECT_EQ(settings.session_token, "hunter2-session");
    EXPECT_EQ(settings.sender_id, "NHSNSD");
    EXPECT_EQ(settings.origination_number, "+447700900900");
    EXPECT_TRUE(loaded.configuration->calling_back.empty());
    EXPECT_FALSE(loaded.configuration->directory.providers.at(2).two_way);
    EXPECT_EQ(make_channels(*loaded.configuration).at("more")->medium(), Medium::sms);
}

TEST(TwilioConfiguration, EveryMistakeIsToldOnceAndKeepsTheSecret) {
    proves("P18");
    proves("P20");
    struct Row {
        std::string medium;
        std::string settings;
        std::string says;
        std::string base_url = "https://alert.example.org";
    };
    const Row rows[] = {
        {"voice", texts, "of type twilio-sms sends texts"},
        {"sms", calls, "of type twilio-voice makes phone calls"},
        {"email", amazon, "of type aws-sns sends texts"},
        {"sms", changed(texts, "    account: " + sid + "\n", ""), "has no \"account\""},
        {"sms", changed(texts, sid, "AC1"), "\"account\" of the channel \"more\" is no SID"},
        {"sms", changed(texts, "    auth-token: [keys/new, keys/old]\n", ""),
         "nothing of the channel \"more\" authenticates us"},
        {"sms", changed(texts, "[keys/new, keys/old]", "keys/nowhere"),
         "an auth token of the channel \"more\" cannot be read"},
        {"sms", changed(texts, "[keys/new, keys/old]", "keys/empty"), "is an empty file"},
        {"sms", changed(texts, "    from: \"+447700900900\"\n", ""),
         "texts leave from a number or from a messaging service"},
        {"sms", texts + "    messaging-service: MG00000000000000000000000000000001\n",
         "give one of them"},
        {"sms", changed(texts, "\"+447700900900\"", "far too long a name"), "`from` is no number"},
        {"sms", texts + "    api-key: { sid: SK1, secret: keys/old }\n", "no SID of a key"},
        {"sms", texts + "    api-key: { sid: SK00000000000000000000000000000001 }\n",
         "has no \"secret\""},
        {"sms", texts + "    url: http://api.twilio.com\n", "is not encrypted"},
        {"sms", texts + "    rings: 20 s\n", "no key called \"rings\""},
        {"sms", texts, "Twilio cannot call back to http://127.0.0.1:8080", "http://127.0.0.1:8080"},
        {"voice", changed(calls, "    from: \"+447700900900\"\n", ""), "has no \"from\""},
        {"voice", changed(calls, "\"+447700900900\"", "NHS"), "`from` is no number"},
        {"voice", calls + "    callbacks: no\n", "Twilio has nowhere to say so"},
        {"voice", calls + "    rings: 1 s\n", "must be from 5 s to 10 min"},
        {"sms", changed(amazon, "    region: eu-west-2\n", ""), "has no \"region\""},
        {"sms", changed(amazon, "eu-west-2", "\"x\""), "`region` is no region"},
        {"sms", changed(amazon, "    access-key-id: AKIAIOSFODNN7EXAMPLE\n", ""),
         "has no \"access-key-id\""},
        {"sms", changed(amazon, "    secret-access-key: keys/amazon\n", ""),
         "has no \"secret-access-key\""},
        {"sms", changed(amazon, "keys/amazon", "keys/nowhere"),
         "the secret access key of the channel \"more\" cannot be read"},
        {"sms", amazon + "    sender-id: \"12345\"\n", "`sender-id` is not"},
    };
    for (const Row& row : rows) {
        const Loaded loaded = with(row.medium, row.settings, row.base_url);
        EXPECT_FALSE(loaded.configuration) << row.says;
        EXPECT_THAT(loaded.words(""), Not(HasSubstr("hunter2")));
        const std::string problems = short_form(loaded.problems);
        EXPECT_THAT(problems, HasSubstr(row.says));
        EXPECT_EQ(std::count(problems.begin(), problems.end(), '\n'), 1) << problems;
    }
    EXPECT_THAT(short_form(with("sms", texts, "https://alert.example.org", true).problems),
                HasSubstr("reaches beyond this machine"));
    EXPECT_THAT(short_form(with("sms", texts, "http://alert.example.org").problems),
                HasSubstr("Twilio cannot call back to http://alert.example.org"));
}

// ------------------------------------------------------------------ systemd/channels/vonage.yaml

std::string file_text(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

Loaded vonage(const std::string& from = "", const std::string& to = "") {
    const ConfigurationSample sample;
    sample.write("keys/vonage", "hunter2\n");
    sample.write("keys/vonage-signature", "vsecret\n");
    std::string shipped = file_text(sample.folder() / "channels" / "vonage.yaml");
    shipped = shipped.substr(shipped.find("\nchannels:\n") + 11);
    if (!from.empty()) shipped = changed(shipped, from, to);
    sample.replace(sample.main_file(), "\n  #\n  # Any provider of texts",
                   "\n" + shipped + "  # Any provider of texts");
    return sample.load();
}

HttpChannel vonage_channel() {
    const Loaded loaded = vonage();
    if (!loaded.configuration) throw std::runtime_error(loaded.words(""));
    return HttpChannel(std::get<HttpProvider>(more(loaded)));
}

Message text() {
    Message message;
    message.to = "+447700900104";
    message.reference = "42-3-1";
    message.text = "Sev 1. GP Records down\nReply 4715";
    message.expires = message.at + std::chrono::minutes(10);
    return message;
}

TEST(VonageConfiguration, ShippedFileSendsWhatVonageTakes) {
    const HttpChannel channel = vonage_channel();
    const WireRequest request = channel.compose(text());
    EXPECT_EQ(request.url, "https://rest.nexmo.com/sms/json");
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.user, "a1b2c3d4");
    EXPECT_EQ(request.password, "hunter2");
    EXPECT_EQ(request.body,
              "from=447700900900&to=447700900104&text=Sev%201.%20GP%20Records%20down%0AReply%204715"
              "&type=text&ttl=600000&client-ref=42-3-1&status-report-req=1");
    Message greek = text();
    greek.text = "Ψ is in GSM-7, ψ is not";
    EXPECT_THAT(channel.compose(greek).body, HasSubstr("&type=unicode&"));
}

TEST(VonageConfiguration, EveryStatusOfTheShippedFileHasItsVerdict) {
    const HttpChannel channel = vonage_channel();
    const std::map<std::string, Verdict> table = {
        {"0", Verdict::accepted},       {"1", Verdict::deferred},
        {"5", Verdict::deferred},       {"10", Verdict::deferred},
        {"2", Verdict::misconfigured},  {"4", Verdict::misconfigured},
        {"8", Verdict::misconfigured},  {"9", Verdict::misconfigured},
        {"11", Verdict::misconfigured}, {"14", Verdict::misconfigured},
        {"15", Verdict::misconfigured}, {"23", Verdict::misconfigured},
        {"29", Verdict::misconfigured}, {"32", Verdict::misconfigured},
        {"3", Verdict::refused},        {"6", Verdict::refused},
        {"7", Verdict::refused},        {"12", Verdict::refused},
        {"22", Verdict::refused},       {"33", Verdict::refused},
        {"77", Verdict::unknown}};
    const auto said = [&](const std::string& parts, long status = 200) {
        WireAnswer answer;
        answer.status = status;
        answer.sent_whole = true;
        answer.body = R"({"message-count": "1", "messages": [)" + parts + "]}";
        return channel.interpret(text(), answer);
    };
    // With blanks and without, as Vonage writes it.
    for (const char* colon : {":", ": "}) {
        for (const auto& [status, verdict] : table) {
            const std::string part = R"({"to":"447700900104","message-id":"0A1","status")" +
                                     std::string(colon) + "\"" + status + "\"}";
            EXPECT_EQ(said(part).verdict, verdict) << part;
        }
    }
    EXPECT_EQ(said(R"({"message-id":"0A1","status":"0"})").provider_reference, "0A1");
    EXPECT_EQ(said(R"({"message-id":"0A1","status":"0"},{"status":"1"})").verdict,
              Verdict::deferred)
        << "half a text is none";
    EXPECT_EQ(said(R"({"status":"0"})").verdict, Verdict::unknown) << "without its id";
    EXPECT_EQ(said("").verdict, Verdict::unknown);
    EXPECT_EQ(said("", 401).verdict, Verdict::misconfigured);
    EXPECT_EQ(said("", 429).verdict, Verdict::deferred);
    EXPECT_EQ(said("", 500).verdict, Verdict::deferred);
}

TEST(VonageConfiguration, ShippedFileIsCalledBack) {
    const Loaded loaded = vonage();
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    ASSERT_EQ(loaded.configuration->calling_back.size(), 1U);
    const auto& proof = std::get<VonageProof>(loaded.configuration->calling_back.front().proof);
    EXPECT_EQ(proof.method, VonageMethod::sha256_hmac);
    EXPECT_EQ(proof.secrets, std::vector<std::string>{"vsecret"});
    EXPECT_TRUE(loaded.configuration->directory.providers.at(2).two_way);
}

TEST(VonageConfiguration, EveryMistakeIsTold) {
    proves("P20");
    struct Row {
        std::string from;
        std::string to;
        std::string says;
    };
    const Row rows[] = {
        {"from: vonage, method", "from: twilio, method", "cannot be \"twilio\""},
        {"sha256-hmac, secret", "sha3, secret", "cannot be \"sha3\""},
        {"secret: [keys/vonage-signature]", "", "has no \"secret\""},
        {"[keys/vonage-signature]", "keys/nowhere", "a signature secret of the channel"},
        {"json-key: status, is: \"1\", means", "json-key: status, means",
         "has \"json-key\" or \"is\" alone"},
    };
    for (const Row& row : rows) {
        EXPECT_THAT(short_form(vonage(row.from, row.to).problems), HasSubstr(row.says));
    }
}

}  // namespace
}  // namespace tocsin
