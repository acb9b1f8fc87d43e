#include "channels/aws_sns.h"

#include "tests/channels/answers.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/scripted_server.h"
#include "tests/support/proves.h"

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <functional>
#include <map>

namespace tocsin {
namespace {

const std::string id = "740e5834-3a29-46b4-9a6f-16142fde533a";
const std::string secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

AwsSns settings() {
    AwsSns settings;
    settings.name = "amazon";
    settings.region = "eu-west-2";
    settings.access_key_id = "AKIAIOSFODNN7EXAMPLE";
    settings.secret_access_key = secret;
    return settings;
}

std::string published() {
    return R"(<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>)"
           "<MessageId>" +
           id +
           "</MessageId></PublishResult><ResponseMetadata><RequestId>x</RequestId>"
           "</ResponseMetadata></PublishResponse>";
}

std::string error(const std::string& code) {
    return "<ErrorResponse><Error><Type>Sender</Type><Code>" + code +
           "</Code><Message>+447700900104 " + secret + "</Message></Error></ErrorResponse>";
}

Outcome said(const WireAnswer& answer) {
    return AwsSnsChannel(settings()).interpret(text_message(), answer);
}

TEST(AwsSns, TextIsAFormThatIsSigned) {
    AwsSns own = settings();
    own.sender_id = "NHSNSD";
    own.origination_number = "+447700900900";
    own.session_token = "session";
    const WireRequest request = AwsSnsChannel(own).compose(text_message());
    EXPECT_EQ(request.url, "https://sns.eu-west-2.amazonaws.com/");
    EXPECT_EQ(request.aws_signature, "aws:amz:eu-west-2:sns");
    EXPECT_EQ(request.user, "AKIAIOSFODNN7EXAMPLE");
    EXPECT_EQ(request.password, secret);
    EXPECT_EQ(request.headers,
              (std::vector<std::pair<std::string, std::string>>{
                  {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                  {"X-Amz-Security-Token", "session"}}));
    EXPECT_EQ(request.body,
              "Action=Publish&Version=2010-03-31&PhoneNumber=%2B447700900104"
              "&Message=GP%20Records%20is%20down.%0AReply%204715"
              "&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType"
              "&MessageAttributes.entry.1.Value.DataType=String"
              "&MessageAttributes.entry.1.Value.StringValue=Transactional"
              "&MessageAttributes.entry.2.Name=AWS.SNS.SMS.SenderID"
              "&MessageAttributes.entry.2.Value.DataType=String"
              "&MessageAttributes.entry.2.Value.StringValue=NHSNSD"
              "&MessageAttributes.entry.3.Name=AWS.MM.SMS.OriginationNumber"
              "&MessageAttributes.entry.3.Value.DataType=String"
              "&MessageAttributes.entry.3.Value.StringValue=%2B447700900900");
    Message long_one = text_message();
    long_one.text = std::string(1601, 'a');
    EXPECT_THROW((void)AwsSnsChannel(own).compose(long_one), Unsendable);
}

TEST(AwsSns, EveryErrorHasItsVerdict) {
    struct Row {
        long status;
        std::string body;
        Verdict verdict;
    };
    const Row rows[] = {
        {200, published(), Verdict::accepted},
        {400, error("Throttling"), Verdict::deferred},
        {400, error("ThrottlingException"), Verdict::deferred},
        {429, error("Throttled"), Verdict::deferred},
        {500, error("InternalError"), Verdict::deferred},
        {503, "", Verdict::deferred},
        {400, error("InvalidParameter"), Verdict::refused},
        {400, error("ParameterValueInvalid"), Verdict::refused},
        {400, error("ValidationException"), Verdict::refused},
        {400, error("OptedOut"), Verdict::refused},
        {400, error("EndpointDisabled"), Verdict::refused},
        {400, error("SomethingOfTheFuture"), Verdict::refused},
        {403, error("AuthorizationError"), Verdict::misconfigured},
        {403, error("InvalidSecurity"), Verdict::misconfigured},
        {403, error("InvalidClientTokenId"), Verdict::misconfigured},
        {403, error("SignatureDoesNotMatch"), Verdict::misconfigured},
        {400, error("RequestExpired"), Verdict::misconfigured},
        {403, error("ExpiredToken"), Verdict::misconfigured},
        {404, error("NotFound"), Verdict::misconfigured},
        {400, error("PlatformApplicationDisabled"), Verdict::misconfigured},
        {400, error("KMSDisabled"), Verdict::misconfigured},
        {502, "", Verdict::unknown},
        {504, "", Verdict::unknown},
        {301, "", Verdict::misconfigured},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(said(answered(row.status, row.body)).verdict, row.verdict)
            << row.status << row.body;
    }
}

TEST(AwsSns, AcceptanceWithoutAnIdIsUnknown) {
    proves("P5");
    EXPECT_EQ(said(answered(200, published())).provider_reference, id);
    for (const std::string& body : {std::string(), std::string("OK"), published().substr(0, 120),
                                    std::string("<MessageId>7</MessageId>")}) {
        EXPECT_EQ(said(answered(200, body)).verdict, Verdict::unknown) << body;
    }
}

TEST(AwsSns, DetailHoldsTheErrorAndNeitherKeyNorNumber) {
    proves("P18");
    const std::string detail = said(answered(400, error("InvalidParameter"))).detail;
    EXPECT_NE(detail.find("amazon answered 400 InvalidParameter: "), std::string::npos) << detail;
    EXPECT_EQ(detail.find("7700900104"), std::string::npos) << detail;
    EXPECT_EQ(detail.find(secret), std::string::npos) << detail;
}

// ------------------------------------------------------------------ the signature, made again

std::string mac(const std::string& key, const std::string& text) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes, &length);
    return {reinterpret_cast<const char*>(bytes), length};
}

std::string hex(const std::string& bytes) {
    std::string out;
    for (const char byte : bytes) {
        char pair[3];
        std::snprintf(pair, sizeof pair, "%02x", static_cast<unsigned char>(byte));
        out += pair;
    }
    return out;
}

std::string hash(const std::string& text) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), bytes, &length, EVP_sha256(), nullptr);
    return hex({reinterpret_cast<const char*>(bytes), length});
}

// The headers of a request, by name in small letters.
std::map<std::string, std::string> headers_of(const std::string& request) {
    std::map<std::string, std::string> found;
    std::size_t at = request.find("\r\n") + 2;
    for (std::size_t end = 0; (end = request.find("\r\n", at)) != at; at = end + 2) {
        const std::string line = request.substr(at, end - at);
        std::string name = line.substr(0, line.find(':'));
        for (char& sign : name) {
            sign = static_cast<char>(std::tolower(static_cast<unsigned char>(sign)));
        }
        found[name] = line.substr(line.find(':') + 2);
    }
    return found;
}

// What Amazon makes of the request and compares (Signature Version 4).
std::string signature_of(const std::string& request, const std::string& signed_headers) {
    std::map<std::string, std::string> headers = headers_of(request);
    std::string canonical = "POST\n/\n\n";
    for (std::size_t at = 0; at <= signed_headers.size();) {
        const std::size_t end = std::min(signed_headers.find(';', at), signed_headers.size());
        const std::string name = signed_headers.substr(at, end - at);
        canonical += name + ":" + headers.at(name) + "\n";
        at = end + 1;
    }
    const std::string body = request.substr(request.find("\r\n\r\n") + 4);
    canonical += "\n" + signed_headers + "\n" + hash(body);
    const std::string time = headers.at("x-amz-date");
    const std::string day = time.substr(0, 8);
    const std::string scope = day + "/eu-west-2/sns/aws4_request";
    const std::string text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hash(canonical);
    const std::string key =
        mac(mac(mac(mac("AWS4" + secret, day), "eu-west-2"), "sns"), "aws4_request");
    return hex(mac(key, text));
}

// What was sent, and what became of it.
struct Exchanged {
    std::string request;
    Outcome outcome;
};

Exchanged exchanged_with(AwsSns own, const std::function<void(Peer&)>& answers) {
    Exchanged both;
    ScriptedServer server([&](Peer& peer, int) {
        both.request = peer.request();
        answers(peer);
    });
    Transfers transfers;
    own.url = "http://127.0.0.1:" + std::to_string(server.port());
    own.plain = own.private_addresses = true;
    own.timeouts.total = std::chrono::seconds(1);
    both.outcome = sent(transfers, AwsSnsChannel(own), text_message());
    return both;
}

TEST(AwsSns, SignatureIsTheOneAmazonWouldMake) {
    for (const std::string token : {"", "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVz+x="}) {
        AwsSns own = settings();
        own.session_token = token;
        const Exchanged both =
            exchanged_with(own, [](Peer& peer) { peer.say(http_answer("200 OK", published())); });
        EXPECT_EQ(both.outcome.verdict, Verdict::accepted) << both.outcome.detail;
        const std::string authorization = headers_of(both.request)["authorization"];
        EXPECT_TRUE(authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/"))
            << authorization;
        const std::size_t from = authorization.find("SignedHeaders=") + 14;
        const std::string names = authorization.substr(from, authorization.find(',', from) - from);
        EXPECT_EQ(names.find("x-amz-security-token") != std::string::npos, !token.empty());
        EXPECT_NE(names.find("host"), std::string::npos);
        EXPECT_EQ(authorization.substr(authorization.find("Signature=") + 10),
                  signature_of(both.request, names));
        EXPECT_EQ(both.request.find(secret), std::string::npos) << "the key itself never leaves";
    }
}

TEST(AwsSns, WhatLeftWholeWithoutAnAnswerIsUnknown) {
    proves("P5");
    EXPECT_EQ(exchanged_with(settings(), [](Peer& peer) { peer.hang(); }).outcome.verdict,
              Verdict::unknown);
    EXPECT_EQ(exchanged_with(settings(), [](Peer& peer) { peer.reset(); }).outcome.verdict,
              Verdict::unknown);
}

TEST(AwsSns, NothingIsSentAgainByItself) {
    proves("P5");
    int requests = 0;
    ScriptedServer server([&](Peer& peer, int) {
        // The second comes on a connection of its own, however well the first one was kept.
        peer.request();
        ++requests;
        peer.say(http_answer("200 OK", published()));
    });
    Transfers transfers;
    AwsSns own = settings();
    own.url = "http://127.0.0.1:" + std::to_string(server.port());
    own.plain = own.private_addresses = true;
    const AwsSnsChannel channel(own);
    EXPECT_EQ(sent(transfers, channel, text_message()).verdict, Verdict::accepted);
    EXPECT_EQ(sent(transfers, channel, text_message()).verdict, Verdict::accepted);
    EXPECT_EQ(requests, 2);
    EXPECT_EQ(server.connections(), 2);
}

TEST(AwsSns, WrongSettingsAreNamed) {
    const auto first = [](const std::function<void(AwsSns&)>& spoil) {
        AwsSns wrong = settings();
        spoil(wrong);
        const auto found = problems(wrong);
        return found.empty() ? std::string() : found.front();
    };
    EXPECT_EQ(first([](AwsSns&) {}), "");
    EXPECT_NE(first([](AwsSns& s) { s.region = ""; }), "");
    EXPECT_NE(first([](AwsSns& s) { s.region = "eu-west-2.example.org/"; }), "");
    EXPECT_NE(first([](AwsSns& s) { s.url = "http://sns.example.org"; }), "");
    EXPECT_NE(first([](AwsSns& s) { s.access_key_id = "a:b"; }), "");
    EXPECT_NE(first([](AwsSns& s) { s.secret_access_key = ""; }), "");
    EXPECT_NE(first([](AwsSns& s) { s.session_token = "a\r\nb"; }), "");
    for (const char* sender : {"12345", "with space", "far-too-long-a-name"}) {
        EXPECT_NE(first([&](AwsSns& s) { s.sender_id = sender; }), "") << sender;
    }
    EXPECT_NE(first([](AwsSns& s) { s.origination_number = "07700"; }), "");
    EXPECT_NE(first([](AwsSns& s) { s.in_flight_max = 0; }), "");
    AwsSns bad = settings();
    bad.region.clear();
    EXPECT_THROW(AwsSnsChannel{bad}, std::runtime_error);
}

}  // namespace
}  // namespace tocsin
