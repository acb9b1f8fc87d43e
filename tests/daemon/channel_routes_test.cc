// Channels over their routes: how they fare, and a test that goes to nobody else.
#include "daemon/channel_routes.h"

#include "daemon/cli_ask.h"
#include "daemon/json.h"
#include "tests/daemon/routes_test.h"
#include "tests/support/proves.h"

#include <future>

namespace tocsin {
namespace {

class ChannelRoutesTest : public RoutesTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        Directory directory = directory_of_stories({});
        directory.providers.push_back({.name = "room", .medium = Medium::chat});
        directory.providers.push_back({.name = "board", .medium = Medium::page});
        open_house(std::move(directory));
        channels_ = std::make_unique<ChannelRoutes>(
            *api_,
            [this](const Message& message, std::function<void(const Outcome&)> told) {
                sent_.push_back(message);
                told_ = std::move(told);
                if (answers_) say(Verdict::accepted);
            },
            [] { return std::string("0123456789abcdef"); });
        channels_->add_routes(router_);
        engine_->step({{Started{epoch_, "tocsin-1", false, false}, 1}}, machine_time().utc);
        loop_->start();
    }

    void say(Verdict verdict) {
        Outcome outcome;
        outcome.verdict = verdict;
        outcome.detail = "as it says";
        outcome.provider_reference = "p-1";
        told_(outcome);
        told_ = nullptr;
    }

    Response test(const std::string& channel, const std::string& body) {
        return ask("POST", "/v1/channels/" + channel + "/test", body);
    }

    bool answers_ = true;
    std::vector<Message> sent_;
    std::function<void(const Outcome&)> told_;
    std::unique_ptr<ChannelRoutes> channels_;
};

constexpr const char* to_stranger = R"({"to":"07700 900123"})";

TEST_F(ChannelRoutesTest, EveryChannelIsListedInItsOrder) {
    const Node read = *parse_json(RoutesTest::read("/v1/channels")).tree;
    const auto& listed = items_of(read, "channels");
    ASSERT_EQ(listed.size(), configuration_->directory.providers.size());
    for (std::size_t i = 0; i < listed.size(); ++i) {
        EXPECT_EQ(text_of(listed[i], "channel"), configuration_->directory.providers[i].name);
        EXPECT_EQ(text_of(listed[i], "state"), "never used");
    }
    EXPECT_EQ(text_of(listed.back(), "sends"), "status page posts");
}

TEST_F(ChannelRoutesTest, ATestSaysWhatCameOfItAndMasksTheAddress) {
    proves("P18");
    const Response response = test("sms-a", to_stranger);
    ASSERT_EQ(response.status, 200) << response.body;
    const Node said = *parse_json(response.body).tree;
    EXPECT_EQ(text_of(said, "verdict"), "accepted");
    EXPECT_EQ(text_of(said, "said"), "as it says");
    EXPECT_EQ(text_of(said, "provider_reference"), "p-1");
    EXPECT_EQ(text_of(said, "reference"), "test-0123456789abcdef");
    EXPECT_EQ(response.body.find("900123"), std::string::npos);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].to, "+447700900123");
    EXPECT_TRUE(engine_->state().sends().begin() == engine_->state().sends().end());
}

TEST_F(ChannelRoutesTest, AnAddressMustBeOneOfItsMedium) {
    for (const auto& [channel, body] :
         {std::pair{"sms-a", R"({"to":"pat.ash@example.org"})"}, std::pair{"sms-a", "{}"},
          std::pair{"mail", to_stranger}, std::pair{"room", to_stranger}}) {
        const Response response = test(channel, body);
        EXPECT_EQ(response.status, 422) << channel << response.body;
        EXPECT_NE(response.body.find("#/to"), std::string::npos) << response.body;
    }
    EXPECT_TRUE(sent_.empty());
    EXPECT_EQ(test("room", "").status, 200) << "a place has no other address";
}

TEST_F(ChannelRoutesTest, StatusPageIsTriedAsItsChannelCan) {
    EXPECT_EQ(test("board", "").status, 200);
    ASSERT_EQ(sent_.size(), 1U);
    EXPECT_EQ(sent_[0].facts.at("event"), "test") << "by which its channel posts nothing";
}

TEST_F(ChannelRoutesTest, OneTestAtATime) {
    ChannelTrial trial(
        [this](const Message&, std::function<void(const Outcome&)> told) {
            told_ = std::move(told);
        },
        std::chrono::milliseconds(1));
    EXPECT_FALSE(trial.run({}).outcome) << "its provider says nothing";
    try {
        static_cast<void>(trial.run({}));
        ADD_FAILURE() << "it is still in hand";
    } catch (const Refused& refused) {
        EXPECT_EQ(refused.problem.slug, "busy");
    }
    say(Verdict::accepted);
    EXPECT_FALSE(trial.run({}).outcome);
}

TEST_F(ChannelRoutesTest, TenAMinute) {
    for (std::size_t n = 0; n < ChannelTrial::in_a_minute_max; ++n)
        EXPECT_EQ(test("sms-a", to_stranger).status, 200);
    EXPECT_EQ(test("sms-a", to_stranger).status, 429);
    EXPECT_EQ(sent_.size(), ChannelTrial::in_a_minute_max);
}

}  // namespace
}  // namespace tocsin
