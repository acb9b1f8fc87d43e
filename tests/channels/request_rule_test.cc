// Requests by what a message says, and the words a provider has for a value.
#include "channels/request_rule.h"

#include "channels/provider.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

HttpProvider desk() {
    HttpProvider provider = loopback_provider(1);
    provider.medium = Medium::hook;
    provider.body = "";
    provider.maps = {{"urgency", {"fact.severity", {{"1", "high\"est"}, {"2", "high"}}, "low"}}};
    provider.requests = {
        {{{"fact.event", {"opened", "reopened"}}, {"thread", {"none"}}},
         "",
         "",
         R"({"title":"{title}","urgency":"{map.urgency}","severity":{fact.severity}})"},
        {{{"thread", {"any"}}}, "PATCH", "http://127.0.0.1:1/alerts/{thread}", R"({"t":"{text}"})"},
    };
    return provider;
}

TEST(RequestRule, FirstThatFitsMakesTheRequest) {
    const HttpChannel channel(desk());
    Message message = place_message(Medium::hook);
    const WireRequest opened = channel.compose(message);
    EXPECT_EQ(opened.method, "POST");
    EXPECT_EQ(opened.url, "http://127.0.0.1:1/send");
    EXPECT_EQ(opened.body,
              R"-({"title":"Sev 1 GP Records down (INC-42)","urgency":"high\"est","severity":1})-");
    message.thread = "7/8";
    const WireRequest update = channel.compose(message);
    EXPECT_EQ(update.method, "PATCH");
    EXPECT_EQ(update.url, "http://127.0.0.1:1/alerts/7%2F8");
    EXPECT_TRUE(update.body.starts_with("{\"t\":\"Multiple"));
}

TEST(RequestRule, WhatFitsNoneIsNotTold) {
    const HttpChannel channel(desk());
    EXPECT_THROW((void)channel.compose(place_message(Medium::hook, "taken")), NothingToTell);
    Message taken = place_message(Medium::hook, "taken");
    taken.thread = "7";
    EXPECT_NO_THROW((void)channel.compose(taken));
}

TEST(RequestRule, ValueThatTheMapDoesNotListHasTheOtherWord) {
    const HttpChannel channel(desk());
    for (const char* severity : {"3", "", "11"}) {
        Message message = place_message(Medium::hook);
        message.facts["severity"] = severity;
        EXPECT_NE(channel.compose(message).body.find(R"("urgency":"low")"), std::string::npos)
            << severity;
    }
}

TEST(RequestRule, FactThatIsNotToldIsEmptyAndNeverATemplate) {
    HttpProvider provider = desk();
    provider.requests.clear();
    provider.body = "{fact.person}|{fact.title}";
    Message message = place_message(Medium::hook);
    message.facts["title"] = "{secret.token}";
    EXPECT_EQ(HttpChannel(provider).compose(message).body, "|{secret.token}");
}

TEST(RequestRule, LookUpAsksWithoutARuleToo) {
    HttpProvider provider = desk();
    provider.look_up = LookUpRule{"http://127.0.0.1:1/by/{reference}", "{reference}"};
    const auto asked = HttpChannel(provider).look_up(place_message(Medium::hook, "taken"));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->method, "GET");
    EXPECT_EQ(asked->url, "http://127.0.0.1:1/by/k7q2-1-42");
    EXPECT_EQ(asked->body, "");
    EXPECT_EQ(asked->headers, (std::vector<std::pair<std::string, std::string>>{
                                  {"Authorization", "Bearer s3cr3t-t0ken"}}));
}

TEST(RequestRule, BadDescriptionIsNamed) {
    const auto wrong = [](auto spoil) {
        HttpProvider provider = desk();
        spoil(provider);
        const auto found = problems(provider);
        return found.empty() ? std::string() : found.front();
    };
    EXPECT_EQ(wrong([](HttpProvider&) {}), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.requests[0].body = "{fact.colour}"; }), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.requests[0].when["Event"] = {"x"}; }), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.requests[1].url = "http://{thread}/x"; }), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.requests[1].method = "DELETE"; }), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.maps["urgency"].of = "severity"; }), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.maps["two"] = {"map.urgency", {}, ""}; }), "");
    EXPECT_NE(wrong([](HttpProvider& p) { p.kind = BodyKind::none; }), "");
}

TEST(RequestRule, AddressThatIsASecretIsNeverShown) {
    proves("P18");
    HttpProvider provider = desk();
    provider.url = "http://127.0.0.1:1/hook/s3cr3t?sig=abcdef";
    provider.url_is_secret = true;
    const HttpChannel channel(provider);
    EXPECT_EQ(channel
                  .interpret(place_message(Medium::hook),
                             place_answer(404, "/hook/s3cr3t with sig=abcdef is gone"))
                  .detail,
              "fake answered 404: *** with *** is gone");
}

}  // namespace
}  // namespace tocsin
