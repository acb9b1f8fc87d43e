// Channels of places in the configuration: what becomes of good ones, what places are told, and
// what is said of each mistake.
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

const std::string slack = "\n    type: slack\n    token: keys/slack\n    channel: C0123ABCD\n";
const std::string slack_hook = "\n    type: slack-webhook\n    url-file: keys/slack-hook\n";
const std::string statuspage =
    "\n    type: statuspage\n    api-key: keys/statuspage\n    page: kctbh9vrtdwd\n";
const std::string webhook =
    "\n    type: webhook\n    url: https://ledger.example.org/in\n    secrets: [keys/ledger]\n";

// So many people.
std::string invited(int count) {
    std::string people = "    invite: [U0";
    for (int one = 1; one < count; ++one) people += ", U" + std::to_string(one);
    return people + "]\n";
}

class Places : public testing::Test {
protected:
    Places() {
        sample_.write("keys/slack", "xoxb-hunter2-1\n");
        sample_.write("keys/signing", "hunter2-signing\n");
        sample_.write("keys/slack-hook", "https://hooks.slack.com/services/T01/B02/hunter2\n");
        sample_.write("keys/statuspage", "hunter2-key\n");
        sample_.write("keys/ledger", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=\n");
        sample_.write("keys/other", "whsec_" + std::string(32, 'A') + "\n");
        sample_.write("keys/bad", "hunter2\n");
    }

    Loaded with(const std::string& settings, bool exercise = false) {
        sample_.replace(sample_.main_file(), "\n  #\n  # Any provider of texts",
                        "\n  there:" + settings + "  #\n  # Any provider of texts");
        return sample_.load(exercise);
    }

    Configuration good(const std::string& settings) {
        Loaded loaded = with(settings);
        EXPECT_TRUE(loaded.configuration) << loaded.words("");
        if (!loaded.configuration) return {};
        EXPECT_NO_THROW(make_channels(*loaded.configuration));
        return *std::move(loaded.configuration);
    }

    std::string told(const std::string& settings, bool exercise = false) {
        const Loaded loaded = with(settings, exercise);
        EXPECT_FALSE(loaded.configuration) << settings;
        EXPECT_THAT(loaded.words(""), Not(HasSubstr("hunter2")));
        return short_form(loaded.problems);
    }

    const ConfigurationSample sample_;
};

TEST_F(Places, SlackIsAChannelOfItsWorkspace) {
    const Configuration read = good(slack + "    room-per-incident: yes\n    per-minute: 50\n");
    ASSERT_EQ(read.channels.size(), 3U);
    const auto& workspace = std::get<SlackWorkspace>(read.channels.at(2));
    EXPECT_EQ(workspace.url, SlackWorkspace::real);
    EXPECT_EQ(workspace.token, "xoxb-hunter2-1");
    EXPECT_EQ(workspace.channel, "C0123ABCD");
    const Provider& provider = read.directory.providers.at(2);
    EXPECT_EQ(provider.name, "there");
    EXPECT_EQ(provider.medium, Medium::chat);
    EXPECT_TRUE(provider.opens);
    EXPECT_EQ(provider.per_minute, 50);
    EXPECT_TRUE(provider.tells.incidents);
    EXPECT_TRUE(provider.tells.notices);
    EXPECT_TRUE(provider.tells.when.empty());
}

TEST_F(Places, RoomsOfSlackHavePeopleInThemAndAreArchived) {
    proves("DPS-01");
    const Configuration read = good(slack +
                                    "    room-per-incident: yes\n    archive-closed: yes\n"
                                    "    invite: [U0123ABCD, W4567EFGH]\n");
    const auto& workspace = std::get<SlackWorkspace>(read.channels.at(2));
    EXPECT_EQ(workspace.invite, (std::vector<std::string>{"U0123ABCD", "W4567EFGH"}));
    EXPECT_TRUE(workspace.archive_closed);
    EXPECT_TRUE(read.directory.providers.at(2).invites);
    EXPECT_TRUE(read.directory.providers.at(2).archives);
}

TEST_F(Places, RoomsOfSlackAreLeftAsTheyAreUnlessTheSettingsSaySo) {
    const Configuration read = good(slack + "    room-per-incident: yes\n    archive-closed: no\n");
    EXPECT_FALSE(read.directory.providers.at(2).invites);
    EXPECT_FALSE(read.directory.providers.at(2).archives);
}

TEST_F(Places, EveryBadIdOfAPersonIsToldWhereItStands) {
    const std::string all = told(slack +
                                 "    room-per-incident: yes\n"
                                 "    invite: [U0123ABCD, \"@pat\", C0123ABCD]\n");
    EXPECT_THAT(all, HasSubstr(":25: \"@pat\" is no id of a person at Slack"));
    EXPECT_THAT(all, HasSubstr(":33: \"C0123ABCD\" is no id of a person at Slack"));
    EXPECT_THAT(all, Not(HasSubstr("U0123ABCD\"")));
}

TEST_F(Places, AHundredPeopleAreInvitedAndNotOneMore) {
    const Configuration read = good(slack + "    room-per-incident: yes\n" + invited(100));
    EXPECT_EQ(std::get<SlackWorkspace>(read.channels.at(2)).invite.size(), 100U);
}

TEST_F(Places, ButtonsOfSlackKnowWhoseIdIsWhose) {
    proves("P12");
    sample_.replace(sample_.main_file(), "\nbase-url: http://127.0.0.1:8080",
                    "\nbase-url: https://alert.example.org");
    const Configuration read =
        good(slack +
             "    buttons:\n      signing-secret: [keys/signing, keys/other]\n"
             "      people: {U0123ABCD: pat.ash, W4567EFGH: sam.elm}\n");
    EXPECT_TRUE(std::get<SlackWorkspace>(read.channels.at(2)).buttons);
    const CallingBack& pressed = read.calling_back.back();
    EXPECT_EQ(pressed.channel, "there");
    EXPECT_EQ(std::get<SlackProof>(pressed.proof).signing_secrets.size(), 2u);
    EXPECT_EQ(pressed.pressers, (std::map<std::string, PersonId>{{"U0123ABCD", "pat.ash"},
                                                                 {"W4567EFGH", "sam.elm"}}));
    EXPECT_FALSE(pressed.two_way) << "nobody can text to it";
}

TEST_F(Places, EveryMistakeInButtonsIsToldWhereItStands) {
    const std::string all = told(slack +
                                 "    buttons:\n      signing-secret: keys/none\n"
                                 "      people: {pat: pat.ash, U0123ABCD: pat.ashe}\n"
                                 "      colour: red\n");
    EXPECT_THAT(all, HasSubstr("\"pat\" is no id of a person at Slack"));
    EXPECT_THAT(all, HasSubstr("no person is called \"pat.ashe\""));
    EXPECT_THAT(all, HasSubstr("a signing secret of the channel \"there\" cannot be read"));
    EXPECT_THAT(all, HasSubstr("no key called \"colour\""));
    // Nobody outside could press.
    EXPECT_THAT(all, HasSubstr("Slack cannot call back to http://127.0.0.1:8080"));
}

TEST_F(Places, ButtonsWithoutTheirSettingsAreNone) {
    const std::string all = told(slack + "    buttons: {people: {}}\n");
    EXPECT_THAT(all, HasSubstr("has no \"signing-secret\""));
    EXPECT_THAT(all, HasSubstr("knows nobody"));
}

TEST_F(Places, SlackWebhookHasItsAddressInAFile) {
    const Configuration read = good(slack_hook);
    const auto& hook = std::get<SlackWebhook>(read.channels.at(2));
    EXPECT_EQ(hook.url, "https://hooks.slack.com/services/T01/B02/hunter2");
    EXPECT_EQ(read.directory.providers.at(2).medium, Medium::chat);
    EXPECT_FALSE(read.directory.providers.at(2).opens);
}

TEST_F(Places, StatuspageShowsNoticesAtItsPace) {
    const Configuration read = good(statuspage + "    components: { gp-records: 8kbf7d35c070 }\n");
    const auto& page = std::get<Statuspage>(read.channels.at(2));
    EXPECT_EQ(page.url, Statuspage::real);
    EXPECT_EQ(page.components.at("gp-records"), "8kbf7d35c070");
    EXPECT_FALSE(page.tells_subscribers);
    const Provider& provider = read.directory.providers.at(2);
    EXPECT_EQ(provider.medium, Medium::page);
    EXPECT_EQ(provider.per_minute, 60);
    EXPECT_FALSE(provider.tells.incidents);
    EXPECT_TRUE(provider.tells.notices);
}

TEST_F(Places, WebhookSignsWithEverySecret) {
    const Configuration read = good(
        "\n    type: webhook\n    medium: hook\n    url: https://ledger.example.org/in?a=b\n"
        "    secrets: [keys/ledger, keys/other]\n");
    const auto& hook = std::get<SignedWebhook>(read.channels.at(2));
    EXPECT_EQ(hook.url, "https://ledger.example.org/in?a=b");
    EXPECT_EQ(hook.keys, (std::vector<std::string>{"0123456789abcdef0123456789abcdef",
                                                   std::string(24, '\0')}));
}

TEST_F(Places, PlaceIsToldOfWhatItNames) {
    const Configuration read =
        good(slack + "    tells:\n      notices: no\n      when:\n" +
             "        - { severity: [1, 2], service: gp-records }\n        - { flag: clinical }\n");
    const Tells& tells = read.directory.providers.at(2).tells;
    EXPECT_TRUE(tells.incidents);
    EXPECT_FALSE(tells.notices);
    ASSERT_EQ(tells.when.size(), 2U);
    EXPECT_EQ(tells.when[0].severities, (std::set<int>{1, 2}));
    EXPECT_EQ(tells.when[0].services, std::set<std::string>{"gp-records"});
    EXPECT_EQ(tells.when[1].flags, std::set<std::string>{"clinical"});
}

TEST_F(Places, FilesStandInForPlaces) {
    const Configuration read = good("\n    type: file\n    medium: page\n");
    EXPECT_TRUE(std::get<FileFolder>(read.channels.at(2)).folder.ends_with("/out/page"));
    EXPECT_TRUE(read.directory.providers.at(2).tells.notices);
}

std::string paused(const std::string& rule) {
    return "\n    medium: hook\n    type: http\n    url: https://desk.example.org/in\n    body: x\n"
           "    answers: [{ status: 429, " +
           rule + " }]\n";
}

struct Mistake {
    const char* name;
    std::string settings;
    const char* told;
};

class Mistaken : public Places, public testing::WithParamInterface<Mistake> {};

const Mistake mistakes[] = {
    {"SlackWithoutToken", "\n    type: slack\n    channel: C0123ABCD\n", "has no \"token\""},
    {"SlackChannelByName", "\n    type: slack\n    token: keys/slack\n    channel: \"#ops\"\n",
     "\"#ops\" is no id of a channel of Slack"},
    {"SlackOfAnotherMedium", "\n    medium: sms" + slack, "cannot be \"sms\""},
    {"SlackInTheClear", slack + "    url: http://slack.example.org/api\n", "is not encrypted"},
    {"SlackInvitesIntoNoRoom", slack + "    invite: [U0123ABCD]\n", "has \"invite\", and no rooms"},
    {"SlackArchivesNoRoom", slack + "    room-per-incident: no\n    archive-closed: yes\n",
     "has \"archive-closed\", and no rooms"},
    {"SlackInvitesTooMany", slack + "    room-per-incident: yes\n" + invited(101),
     "invites 101 people, and 100 are the most"},
    {"HookAddressInTheOpen", "\n    type: slack-webhook\n    url: https://hooks.example.org/x\n",
     "has no \"url-file\""},
    {"HookFileThatIsNoAddress", "\n    type: slack-webhook\n    url-file: keys/bad\n",
     "holds no address"},
    {"HookFileThatIsMissing", "\n    type: slack-webhook\n    url-file: keys/none\n",
     "cannot be read"},
    {"StatuspageWithoutPage", "\n    type: statuspage\n    api-key: keys/statuspage\n",
     "has no \"page\""},
    {"StatuspageComponent", statuspage + "    components: { gp-records: \"a b\" }\n",
     "the component of the service 'gp-records' is no id"},
    {"StatuspageComponentOfNoService", statuspage + "    components: { gp-record: 8kbf7d35c070 }\n",
     "no service is called \"gp-record\""},
    {"StatuspageTellsSteps", statuspage + "    tells: { incidents: yes }\n",
     "would show the public every step"},
    {"WebhookWithoutSecret", "\n    type: webhook\n    url: https://ledger.example.org/in\n",
     "has no secret to sign with"},
    {"WebhookWithABadSecret",
     "\n    type: webhook\n    url: https://ledger.example.org/in\n    secrets: [keys/bad]\n",
     "is no secret of Standard Webhooks"},
    {"WebhookWithoutAddress", "\n    type: webhook\n    secrets: [keys/ledger]\n",
     "has no \"url\""},
    {"PeopleAreNotPlaces", "\n    type: file\n    medium: sms\n    tells: { incidents: yes }\n",
     "has \"tells\", and reaches people"},
    {"ToldNothing", slack + "    tells: { incidents: no, notices: no }\n", "is told nothing"},
    {"TellsMisspelt", slack + "    tells: { incident: yes }\n", "\"incident\""},
    {"ToldOfNoService", slack + "    tells: { when: { service: gp-record } }\n",
     "no service is called \"gp-record\""},
    {"ToldOfNoFlag", slack + "    tells: { when: { flag: clinicl } }\n", "no flag \"clinicl\""},
    {"TellsOfNoMap", slack + "    tells: yes\n", "\"tells\" of the channel \"there\""},
    {"PaceTooQuick", slack + "    per-minute: 60000\n", "\"per-minute\" of the channel \"there\""},
    {"PauseTooLong", paused("means: deferred, pause: 10 min"),
     "\"pause\" of an answer of the channel \"there\" is \"10 min\", and must be from 1 s to 5 "
     "min"},
    {"PauseThatIsNone", paused("means: deferred, pause: 0 s"), "and must be from 1 s to 5 min"},
    {"PauseThatIsNoTime", paused("means: deferred, pause: soon"), "which is no length of time"},
    {"PauseOfWhatIsRefused", paused("means: refused, pause: 30 s"),
     "has \"pause\", and does not mean deferred"},
    {"PauseOfNoMeaning", paused("pause: 30 s"), "has no \"means\""},
    {"NotifyTellsNoPlace",
     "\n    type: govuk-notify\n    medium: chat\n    api-key: keys/bad\n    template-id: x\n",
     "sends texts or mail"},
};

TEST_P(Mistaken, IsTold) {
    EXPECT_THAT(told(GetParam().settings), HasSubstr(GetParam().told));
}

INSTANTIATE_TEST_SUITE_P(Places, Mistaken, testing::ValuesIn(mistakes),
                         [](const auto& mistake) { return mistake.param.name; });

TEST_F(Places, ExerciseTellsNoPlaceBeyondThisMachine) {
    proves("DSPT-10");
    EXPECT_THAT(told(slack_hook, true), HasSubstr("reaches beyond this machine"));
}

TEST_F(Places, DrillReachesNoStatuspage) {
    EXPECT_THAT(told(statuspage, true), HasSubstr("reaches beyond this machine"));
}

const std::string variants = R"(
    medium: hook
    type: http
    url: https://desk.example.org/v1/alerts
    maps:
      urgency: { of: fact.severity, to: { "1": high }, else: low }
    requests:
      - when: { fact.event: [opened, repeated], thread: none }
        body: '{"urgency":"{map.urgency}"}'
      - when: { thread: any }
        method: PATCH
        url: https://desk.example.org/v1/alerts/{thread}
        body: '{"text":"{text}"}'
)";

TEST_F(Places, RequestsAndMapsAreReadAsWritten) {
    const Configuration read = good(variants);
    const auto& http = std::get<HttpProvider>(read.channels.at(2));
    EXPECT_EQ(http.kind, BodyKind::json);
    EXPECT_EQ(http.maps.at("urgency"), (WordMap{"fact.severity", {{"1", "high"}}, "low"}));
    ASSERT_EQ(http.requests.size(), 2U);
    EXPECT_EQ(http.requests[0].when.at("fact.event"),
              (std::vector<std::string>{"opened", "repeated"}));
    EXPECT_EQ(http.requests[0].when.at("thread"), (std::vector<std::string>{"none"}));
    EXPECT_EQ(http.requests[1].method, "PATCH");
    EXPECT_EQ(http.requests[1].url, "https://desk.example.org/v1/alerts/{thread}");
}

TEST_F(Places, FactThatNobodyTellsIsNamed) {
    std::string spoilt = variants;
    spoilt.replace(spoilt.find("fact.event"), 10, "fact.evnet");
    EXPECT_THAT(told(spoilt), HasSubstr("nobody gives {fact.evnet}"));
}

TEST_F(Places, MapOfNothingIsNamed) {
    std::string spoilt = variants;
    spoilt.replace(spoilt.find("of: fact.severity"), 17, "of: severity");
    EXPECT_THAT(told(spoilt), HasSubstr("nobody gives {severity}, which the map 'urgency' is of"));
}

TEST_F(Places, PauseIsReadAsWritten) {
    const Configuration read = good(paused("means: deferred, pause: 1 min 30 s"));
    const auto& http = std::get<HttpProvider>(read.channels.at(2));
    EXPECT_EQ(http.answers.at(0).pause, std::chrono::seconds(90));
}

TEST_F(Places, EscapeThatNobodyKnowsIsNamed) {
    std::string spoilt = variants;
    spoilt.replace(spoilt.find("{text}"), 6, "{text|markdwon}");
    EXPECT_THAT(told(spoilt), HasSubstr("nobody knows the escape in {...|markdwon}"));
}

TEST_F(Places, RequestWithoutWhenIsNamed) {
    std::string spoilt = variants;
    spoilt.replace(spoilt.find("when: { thread: any }"), 21, "whne: { thread: any }");
    EXPECT_THAT(told(spoilt), HasSubstr("\"when\""));
}

TEST_F(Places, FilesOfChannelsStandAsIfTheyWereWrittenHere) {
    sample_.write("keys/pagerduty", "0123456789abcdef0123456789abcdef\n");
    sample_.write("keys/teams", "https://prod-1.logic.example.org/workflows/1?sig=hunter2\n");
    sample_.replace(sample_.main_file(), "\nchannels:\n",
                    "\nchannel-files: [channels/pagerduty.yaml, channels/teams.yaml]\nchannels:\n");
    const Loaded loaded = sample_.load();
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const auto& providers = loaded.configuration->directory.providers;
    ASSERT_EQ(providers.size(), 4U);
    EXPECT_EQ(providers[2].name, "pagerduty");
    EXPECT_EQ(providers[2].medium, Medium::hook);
    EXPECT_EQ(providers[2].per_minute, 100);
    EXPECT_FALSE(providers[2].tells.notices);
    EXPECT_EQ(providers[3].name, "teams");
    EXPECT_TRUE(std::get<HttpProvider>(loaded.configuration->channels[3]).url_is_secret);
    const std::string before = loaded.configuration->sha256;
    sample_.replace(sample_.folder() / "channels/pagerduty.yaml", "per-minute: 100",
                    "per-minute: 90");
    EXPECT_NE(sample_.load().configuration->sha256, before);
}

TEST_F(Places, MistakeInAFileOfChannelsIsToldWhereItStands) {
    sample_.write("keys/pagerduty", "0123456789abcdef0123456789abcdef\n");
    sample_.write("more.yaml", "channels:\n  sms-files: { medium: sms, type: file }\n  x: {}\n");
    sample_.write(
        "when.yaml",
        "channels:\n  room:\n    medium: chat\n    type: file\n    tells: { when: { service: "
        "gp } }\n");
    sample_.replace(sample_.main_file(), "\nchannels:\n",
                    "\nchannel-files: [more.yaml, none.yaml, when.yaml]\nchannels:\n");
    const Loaded loaded = sample_.load();
    EXPECT_FALSE(loaded.configuration);
    const std::string problems = short_form(loaded.problems);
    EXPECT_THAT(problems, HasSubstr("more.yaml:2:14: a second channel is called \"sms-files\""));
    EXPECT_THAT(problems, HasSubstr("more.yaml:3:6: the channel \"x\" has no \"type\""));
    EXPECT_THAT(problems, HasSubstr("none.yaml cannot be read"));
    EXPECT_THAT(problems, HasSubstr("when.yaml:5:31: no service is called \"gp\""));
}

}  // namespace
}  // namespace tocsin
