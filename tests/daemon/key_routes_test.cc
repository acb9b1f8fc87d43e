// The keys of a phone call over their route: what is said to each, and what it does.
#include "daemon/key_routes.h"

#include "channels/link.h"
#include "daemon/memory_journal.h"
#include "tests/daemon/store_fixture.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>

#include <optional>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string key = "0123456789abcdef";

// A call to pat.ash, the EDM, by phone.
class KeyRoutesTest : public StoreTest {
protected:
    // `reply_text`: whether a text of the call can be answered; nothing: there was none.
    void runs(Duration link_lasts = 1h, bool exercise = false,
              std::optional<bool> reply_text = std::nullopt) {
        store_ = start();
        machine_ = machine_time();
        expires_ = machine_.utc + link_lasts;
        IncidentOpened opened;
        opened.incident = {1};
        opened.alarm = firing("gp", "gp-records", 1);
        opened.alarm.state = "down";
        opened.procedure = "hssi";
        opened.status = "reported";
        opened.service_name = "GP Records";
        happens(opened);
        CallMade made;
        made.call = {1};
        made.callee.person = "pat.ash";
        made.callee.name = "Pat Ash";
        made.callee.called = "EDM";
        made.callee.phone = "+447700900101";
        made.covers = {{{1}, 0, 1}};
        made.until = machine_.utc + 1h;
        made.link_expires = expires_;
        happens(made);
        SendOffered offered;
        offered.message.id = {1};
        offered.message.medium = Medium::voice;
        offered.message.channel = "phone";
        offered.message.reference = "r-1";
        offered.message.to = "+447700900101";
        offered.message.text = "NSD on-call system, for Pat Ash.\nPress 1 to take it.";
        offered.call = {1};
        offered.attempt = 1;
        offered.person = "pat.ash";
        offered.about = {{1}};
        offered.handed = true;
        happens(offered);
        if (reply_text) {
            offered.message.id = {2};
            offered.message.medium = Medium::sms;
            offered.message.channel = "sms-a";
            offered.message.reference = "r-2";
            offered.two_way = *reply_text;
            happens(offered);
        }
        Directory directory = directory_of_stories({});
        directory.exercise = exercise;
        Provider phone;
        phone.name = "phone";
        phone.medium = Medium::voice;
        directory.providers.push_back(phone);
        engine_.emplace(journal_, std::make_shared<Directory>(std::move(directory)));
        engine_->recover();
        clock_.emplace(machine_, Pace{});
        loop_.emplace(*engine_, *clock_,
                      LoopCalls{.committed = [](const auto&, Instant) {},
                                .fatal = [](const std::string& why) { ADD_FAILURE() << why; },
                                .entropy = [] { return std::uint64_t{7}; }});
        loop_->start();
        archive_.emplace(path_);
        api_.emplace(ApiParts{*loop_, *archive_, {}, {}, {}});
        routes_.emplace(
            *api_,
            [] {
                return LinkMaker{"https://alert.example.org", {key}};
            },
            [](const std::string&) { return Voice{}; });
        routes_->add_routes(router_);
    }
    void happens(Event event) {
        journal_.commit({{++seq_, machine_.utc - 1h, 1, std::move(event)}}, {});
    }
    void TearDown() override {
        if (loop_) loop_->stop();
    }

    std::string token() const { return make_link_token(key, {1}, "pat.ash", expires_, false); }

    Response asked(const std::string& method, const std::string& token, const std::string& round,
                   const std::string& form) {
        return router_.answer({.method = method,
                               .target = "/v1/callbacks/phone/keys/" + token,
                               .query = "round=" + round,
                               .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                               .body = form,
                               .peer = "192.0.2.1"});
    }
    std::string press(const std::string& digit, const std::string& round = "1",
                      const std::string& more = "") {
        const Response response =
            asked("POST", token(), round, "CallSid=CA1&Digits=" + digit + more);
        EXPECT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(response.content_type, "text/xml; charset=utf-8");
        return response.body;
    }
    std::string silence(const std::string& round, const std::string& by = "human") {
        return asked("POST", token(), round, "CallSid=CA1&AnsweredBy=" + by).body;
    }

    struct Now {
        std::optional<Holder> holder;
        std::vector<int> passed_to;         // rungs, by who was called
        bool told = false;                  // that the phone reached somebody else
        std::vector<std::string> warnings;  // to level 1, of a phone
        std::vector<std::string> texts;     // to whoever was called, once it is taken
    };
    // Looked at on the engine's thread, which writes the journal.
    Now now() {
        Now now;
        EXPECT_TRUE(loop_->look([&](const Engine& engine, Instant) {
            now.holder = engine.state().incidents().find({1})->holder;
            for (const Entry& entry : journal_.entries()) {
                const auto* came = std::get_if<ReceiptCame>(&entry.event);
                now.told = now.told || (came && came->detail == "somebody else answers it");
                const auto* sent = std::get_if<SendOffered>(&entry.event);
                if (sent && sent->text_id == "reply.taken" && sent->person == "pat.ash")
                    now.texts.push_back(sent->message.text);
                if (sent && sent->text_id == "op.contact")
                    now.warnings.push_back(sent->message.text);
                const auto* climbed = std::get_if<Climbed>(&entry.event);
                if (climbed && climbed->by == "pat.ash") now.passed_to.push_back(climbed->rung);
            }
        }));
        return now;
    }

    MemoryJournal journal_;
    std::unique_ptr<Store> store_;
    MachineTime machine_;
    Instant expires_{};
    std::uint64_t seq_ = 0;
    std::optional<Engine> engine_;
    std::optional<EngineClock> clock_;
    std::optional<Loop> loop_;
    std::optional<Archive> archive_;
    std::optional<Api> api_;
    std::optional<KeyRoutes> routes_;
    Router router_{"/problems/",
                   {.token = {},
                    .hook = {},
                    .callback = [](const Request&, const Fields& path) -> Identity {
                        return Principal{*find_field(path, "channel"), {}};
                    }},
                   [](const std::string& why) { ADD_FAILURE() << why; }};
};

std::string next_round(const std::string& twiml) {
    const std::size_t at = twiml.find("?round=");
    return at == std::string::npos ? "" : twiml.substr(at + 7, twiml.find('"', at) - at - 7);
}

TEST_F(KeyRoutesTest, KeyOneTakesItAndNothingElseDoes) {
    proves("P12");
    runs();
    for (const char* digit : {"2", "3", "4", "9", "0", "%23", "*"}) {
        press(digit);
        EXPECT_FALSE(now().holder) << digit;
    }
    silence("1");
    silence("2");
    EXPECT_FALSE(now().holder);
    const std::string said = press("1");
    EXPECT_THAT(said, HasSubstr("You have taken it. Reference I, N, C, 1."));
    EXPECT_THAT(said, Not(HasSubstr("<Gather")));
    const auto holder = now().holder;
    ASSERT_TRUE(holder);
    EXPECT_EQ(holder->person, "pat.ash");
    EXPECT_EQ(holder->via, "phone call");
    EXPECT_THAT(said, HasSubstr("The details follow by text."));
    EXPECT_THAT(now().texts, testing::ElementsAre(HasSubstr("Taken. INC-1 GP Records is yours")));
    EXPECT_THAT(press("1"), HasSubstr("You have taken it.")) << "asked again, said again";
    EXPECT_THAT(silence("1"), HasSubstr("You have taken it."));
    EXPECT_EQ(now().texts.size(), 1U);
}

// The rung above was called, and stays called (HSSI-14). Nobody is level 3 here, so it is level 4.
TEST_F(KeyRoutesTest, WhoeverTakesItLateHearsWhoWasCalledAbove) {
    runs();
    Escalate up;
    up.incident = {1};
    up.to_role = "level-3";
    up.reason = "slow";
    up.by = "nsd";
    EXPECT_TRUE(api_->ask({}, up, Lane::first).durable);
    const std::string said = press("1");
    EXPECT_THAT(said, HasSubstr("You have taken it. Reference I, N, C, 1. Level 4 was called"));
    EXPECT_THAT(said, Not(HasSubstr("Nobody else will be called")));
    EXPECT_THAT(press("1"), HasSubstr("Level 4 was called"));
}

TEST_F(KeyRoutesTest, KeyTwoTwicePassesItOnAndOnceDoesNot) {
    proves("HSSI-17");
    runs();
    const std::string sure = press("2");
    EXPECT_THAT(sure, HasSubstr("To pass it on to level 3, press 2 once more."));
    EXPECT_EQ(next_round(sure), "pass");
    EXPECT_THAT(now().passed_to, testing::IsEmpty());
    EXPECT_THAT(press("2", "pass"), HasSubstr("Passed on. Level 3 is called now."));
    EXPECT_THAT(now().passed_to, testing::ElementsAre(1));
    EXPECT_FALSE(now().holder);
    EXPECT_THAT(press("2", "pass"), HasSubstr("Passed on."));
    EXPECT_THAT(now().passed_to, testing::ElementsAre(1));
}

TEST_F(KeyRoutesTest, WhoeverIsAskedTwiceMayStillTakeIt) {
    runs();
    EXPECT_THAT(press("1", "pass"), HasSubstr("You have taken it."));
    EXPECT_THAT(now().passed_to, testing::IsEmpty());
}

TEST_F(KeyRoutesTest, KeyThreeSaysTheVeryWordsAgain) {
    runs();
    const std::string said = press("3", "2");
    EXPECT_THAT(said, HasSubstr("NSD on-call system, for Pat Ash.\nPress 1 to take it."));
    EXPECT_EQ(next_round(said), "2");
    EXPECT_THAT(said, HasSubstr("action=\"https://alert.example.org/v1/callbacks/phone/keys/" +
                                token() + "?round=2\""));
}

TEST_F(KeyRoutesTest, KeyNineTwiceSaysThatItIsAnotherPhone) {
    runs();
    const std::string sure = press("9");
    EXPECT_THAT(sure, HasSubstr("To say that you are not Pat Ash, press 9 once more."));
    EXPECT_EQ(next_round(sure), "not-me");
    EXPECT_FALSE(now().told);
    // Who it is about, the provider's answer to the hand-over has said.
    Outcome accepted;
    accepted.id = {1};
    accepted.verdict = Verdict::accepted;
    accepted.provider_reference = "CA1";
    EXPECT_TRUE(api_->ask({}, Answered{accepted}, Lane::first).durable);
    EXPECT_THAT(press("9", "not-me"), HasSubstr("This number will be checked"));
    EXPECT_TRUE(now().told);
    EXPECT_THAT(now().warnings, testing::Contains(HasSubstr("somebody else answers it")));
    EXPECT_FALSE(now().holder);
}

TEST_F(KeyRoutesTest, SilenceIsAskedOnceMoreAndThenTheCallEnds) {
    runs();
    const std::string again = silence("1");
    EXPECT_THAT(again, HasSubstr("Nobody has taken it yet. GP Records is down, "));
    EXPECT_EQ(next_round(again), "2");
    for (const char* round : {"2", "pass", "not-me"}) {
        const std::string none = silence(round);
        EXPECT_THAT(none, HasSubstr("No key was pressed, so it is not taken.")) << round;
        EXPECT_THAT(none, Not(HasSubstr("<Gather"))) << round;
    }
    EXPECT_FALSE(now().holder);
}

TEST_F(KeyRoutesTest, SilenceHearsOfTheTextThatThereIs) {
    proves("P12");
    runs(1h, false, true);
    EXPECT_THAT(silence("2"), HasSubstr("Our text has the 4 digits to reply."));
}

TEST_F(KeyRoutesTest, SilenceHearsOfTheLinkOfATextThatCannotBeAnswered) {
    proves("P12");
    runs(1h, false, false);
    EXPECT_THAT(silence("2"), HasSubstr("Our text has the link to take it."));
}

TEST_F(KeyRoutesTest, SilenceHearsOfNoTextWhereThereIsNone) {
    proves("P12");
    runs();
    EXPECT_THAT(silence("2"), Not(HasSubstr("Our text")));
}

TEST_F(KeyRoutesTest, MachineIsToldThatListeningTakesNothing) {
    proves("P12");
    runs();
    for (const char* by : {"machine_start", "machine_end_beep", "fax"}) {
        const std::string said = silence("1", by);
        EXPECT_THAT(said, HasSubstr("Listening to this does not take the call.")) << by;
        // The desk of the hour, digit by digit.
        EXPECT_THAT(said, testing::AnyOf(HasSubstr("0 7 7 0 0, 9 0 0, 0 1 0"),
                                         HasSubstr("0 7 7 0 0, 9 0 0, 0 1 1")));
        EXPECT_THAT(said, Not(HasSubstr("<Gather"))) << by;
    }
    EXPECT_FALSE(now().holder);
}

TEST_F(KeyRoutesTest, UnknownKeyIsSaidToDoNothing) {
    runs();
    const std::string said = press("5", "2");
    EXPECT_THAT(said, HasSubstr("That key does nothing."));
    EXPECT_EQ(next_round(said), "2");
}

TEST_F(KeyRoutesTest, WrongOrOldLinkTakesNothing) {
    proves("P12");
    runs(-1min);
    EXPECT_THAT(press("1"), HasSubstr("This call cannot be answered any more."));
    for (const std::string& wrong :
         {std::string("no-token"), make_link_token(key, {1}, "sam.elm", expires_, false),
          make_link_token("another key 0000", {1}, "pat.ash", expires_, false),
          make_link_token(key, {2}, "pat.ash", expires_, false),
          make_link_token(key, {1}, "pat.ash", expires_, true)}) {
        const Response response = asked("POST", wrong, "1", "Digits=1");
        EXPECT_EQ(response.status, 200);
        EXPECT_THAT(response.body, HasSubstr("This call cannot be answered any more.")) << wrong;
    }
    EXPECT_FALSE(now().holder);
}

TEST_F(KeyRoutesTest, GetAndHeadChangeNothing) {
    proves("P12");
    runs();
    for (const char* method : {"GET", "HEAD", "PUT"}) {
        EXPECT_EQ(asked(method, token(), "1", "Digits=1").status, 405) << method;
    }
    EXPECT_FALSE(now().holder);
}

TEST_F(KeyRoutesTest, WhatIsTakenMeanwhileIsSaid) {
    runs();
    Acknowledgement by_sam;
    by_sam.incident = {1};
    by_sam.person = "sam.elm";
    by_sam.via = "API";
    EXPECT_TRUE(api_->ask({}, by_sam, Lane::first).durable);
    for (const std::string& said : {press("1"), silence("1"), press("2", "pass")}) {
        EXPECT_THAT(said, HasSubstr("Sam Elm has taken it. Nothing for you to do."));
    }
    EXPECT_EQ(now().holder->person, "sam.elm");
}

TEST_F(KeyRoutesTest, WhatIsOverIsSaid) {
    runs();
    EXPECT_TRUE(api_->ask({}, Resolved{{1}, "nsd", "mended", {}}, Lane::first).durable);
    EXPECT_THAT(press("1"), HasSubstr("It is over. Nothing for you to do."));
}

TEST_F(KeyRoutesTest, WhatCannotBeSavedIsNotTaken) {
    proves("P1");
    runs();
    loop_->stop();
    const std::string said = press("1", "2");
    EXPECT_THAT(said, HasSubstr("Your answer could not be saved, so it is not taken."));
    // Nobody is asked to take what they wanted to pass on, or is not for them.
    EXPECT_THAT(press("2", "pass"), HasSubstr("so it is not passed on. Press 2 again."));
    const std::string another = press("9", "not-me");
    EXPECT_THAT(another, HasSubstr("Your answer could not be saved. Press 9 again."));
    EXPECT_THAT(another, Not(HasSubstr("Press 1")));
    EXPECT_EQ(next_round(another), "not-me");
    EXPECT_EQ(next_round(said), "2");
}

TEST_F(KeyRoutesTest, ExerciseIsSaidToBeOne) {
    proves("DSPT-10");
    runs(1h, true);
    EXPECT_THAT(silence("1"), HasSubstr("This is an exercise. Press keys as if it were real"));
    EXPECT_THAT(press("1"), HasSubstr("Goodbye.\nExercise, exercise, exercise.</Say>"));
}

}  // namespace
}  // namespace tocsin
