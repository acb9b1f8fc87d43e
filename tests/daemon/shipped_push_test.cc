// The files of systemd/channels for ntfy and Gotify: the exact bytes that leave, and what each
// answer means.
#include "tests/daemon/shipped.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace tocsin {
namespace {

using testing::HasSubstr;

// ---------------------------------------------------------------- ntfy

class Ntfy : public testing::Test {
protected:
    static Message message(bool urgent) {
        Message message = place_message(Medium::push);
        message.facts.clear();
        message.to = "oncall-pat-7f3k9q";
        message.subject = "Take this: Sev 1 GP Records down";
        message.urgent = urgent;
        if (urgent) message.link = "https://alert.example.org/a/2psn7wx7";
        message.text = "Multiple Trusts in North East. Take it by 02:24.";
        return message;
    }

    Shipped shipped_{"ntfy", "https://ntfy.example.org", "keys/ntfy", "tk_s3cr3t",
                     http_answer("200 OK", R"({"id":"hwQ2YpKdmg","time":1767492666,)"
                                           R"("event":"message","topic":"x","priority":5})")};
};

TEST_F(Ntfy, CallIsLoudAndOpensThePageAndTakesNothing) {
    EXPECT_EQ(shipped_.line(message(true)), "POST /");
    EXPECT_THAT(shipped_.head(message(true)), HasSubstr("\r\nAuthorization: Bearer tk_s3cr3t\r\n"));
    EXPECT_EQ(shipped_.body(message(true)),
              R"({"topic":"oncall-pat-7f3k9q","title":"Take this: Sev 1 GP Records down",)"
              R"("message":"Multiple Trusts in North East. Take it by 02:24.","priority":5, )"
              R"("click":"https://alert.example.org/a/2psn7wx7#k7q2-1-42",)"
              R"("actions":[{"action":"view","label":"Open", )"
              R"("url":"https://alert.example.org/a/2psn7wx7#k7q2-1-42"}]})");
    EXPECT_EQ(shipped_.outcome().verdict, Verdict::accepted);
    EXPECT_EQ(shipped_.outcome().provider_reference, "hwQ2YpKdmg");
    EXPECT_EQ(shipped_.body(message(false)),
              R"({"topic":"oncall-pat-7f3k9q","title":"Take this: Sev 1 GP Records down",)"
              R"("message":"Multiple Trusts in North East. Take it by 02:24.","priority":3})");
}

TEST_F(Ntfy, PersonWithoutATopicGetsNothing) {
    for (const char* topic : {"", "a b", "a\r\nb"}) {
        Message nobody = message(true);
        nobody.to = topic;
        EXPECT_THROW((void)shipped_.channel().compose(nobody), Unsendable) << topic;
    }
}

TEST_F(Ntfy, EveryAnswerHasItsVerdict) {
    const auto error = [](int code) {
        return R"({"code":)" + std::to_string(code) + R"(,"http":0,"error":"x","link":"y"})";
    };
    const std::tuple<long, int, Verdict> rows[] = {
        {400, 40001, Verdict::refused},       {400, 40009, Verdict::refused},
        {401, 40101, Verdict::misconfigured}, {403, 40301, Verdict::misconfigured},
        {404, 40401, Verdict::misconfigured}, {413, 41301, Verdict::refused},
        {413, 41303, Verdict::refused},       {429, 42901, Verdict::deferred},
        {429, 42902, Verdict::deferred},      {429, 42903, Verdict::deferred},
        {429, 42904, Verdict::deferred},      {429, 42905, Verdict::deferred},
        {429, 42906, Verdict::deferred},      {429, 42907, Verdict::deferred},
        {429, 42908, Verdict::misconfigured}, {429, 42909, Verdict::misconfigured},
        {429, 42910, Verdict::deferred},      {500, 50001, Verdict::deferred},
        {507, 50701, Verdict::deferred}};
    for (const auto& [status, code, verdict] : rows) {
        EXPECT_EQ(shipped_.verdict(status, error(code)), verdict) << code;
    }
    expect_verdicts(shipped_, {{200, R"({"id":"hwQ2YpKdmg"})", Verdict::accepted},
                               {200, "", Verdict::unknown},
                               {200, "{}", Verdict::unknown},
                               {200, "<html>Sign in</html>", Verdict::unknown},
                               {204, "", Verdict::unknown},
                               {302, "", Verdict::misconfigured}});
    const auto pause = shipped_.channel().interpret(message(true), place_answer(429, error(42901)));
    EXPECT_EQ(pause.retry_after, std::chrono::seconds(5));
}

// ---------------------------------------------------------------- Gotify

class Gotify : public testing::Test {
protected:
    Shipped shipped_{"gotify", "https://gotify.example.org", "keys/gotify", "A0s3cr3tToken",
                     http_answer("200 OK", R"({"id":25,"appid":5,"message":"m","priority":9})")};
};

TEST_F(Gotify, MessageRingsAsTheSeveritySays) {
    Message message = place_message(Medium::chat);
    EXPECT_EQ(shipped_.line(message), "POST /message");
    EXPECT_THAT(shipped_.head(message), HasSubstr("\r\nX-Gotify-Key: A0s3cr3tToken\r\n"));
    EXPECT_EQ(shipped_.body(message),
              R"-({"title":"Sev 1 GP Records down (INC-42)","message":"Multiple Trusts in North )-"
              R"-(East.\nEDM is called, by 02:24.","priority":9, )-"
              R"-("extras":{"client::notification":{"click":)-"
              R"-({"url":"https://alert.example.org/i/42"}}}})-");
    EXPECT_EQ(shipped_.outcome().verdict, Verdict::accepted);
    EXPECT_EQ(shipped_.outcome().provider_reference, "25");
    message.facts.erase("url");
    const std::pair<const char*, const char*> rows[] = {{"1", "9"}, {"2", "8"}, {"3", "5"},
                                                        {"4", "3"}, {"5", "3"}, {"", "5"}};
    for (const auto& [severity, priority] : rows) {
        message.facts["severity"] = severity;
        EXPECT_TRUE(shipped_.body(message).ends_with(std::string("\"priority\":") + priority + "}"))
            << severity;
    }
}

TEST_F(Gotify, EveryAnswerHasItsVerdict) {
    expect_verdicts(shipped_,
                    {{200, R"({"id":25})", Verdict::accepted},
                     {200, "", Verdict::unknown},
                     {200, "<html>Sign in</html>", Verdict::unknown},
                     {204, "", Verdict::unknown},
                     {302, "", Verdict::misconfigured},
                     {400, R"({"error":"Bad Request","errorCode":400})", Verdict::refused},
                     {401, R"({"error":"Unauthorized","errorCode":401})", Verdict::misconfigured},
                     {403, R"({"error":"Forbidden","errorCode":403})", Verdict::misconfigured},
                     {404, "", Verdict::misconfigured},
                     {429, "", Verdict::deferred},
                     {500, "", Verdict::deferred},
                     {502, "", Verdict::deferred}});
}

}  // namespace
}  // namespace tocsin
