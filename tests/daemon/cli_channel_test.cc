// tocsin channels, channel test and preview, against a scripted daemon.
#include "tests/channels/golden.h"
#include "tests/daemon/command.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const std::string faring =
    R"({"channels":[{"channel":"notify","medium":"sms","sends":"texts","state":"good",)"
    R"("failures":0,"answers":20,"failed_percent":5,"latency_ms":180,"in_hand":1,"in_hand_max":8,)"
    R"("waiting":0,"oldest_ms":0,"handed_lately":12,"per_minute":60,"last_failure":"busy"},)"
    R"({"channel":"second","medium":"sms","sends":"texts","state":"passed by",)"
    R"("failing_since":"2026-11-28T02:14:00+00:00","passed_by_until":"2026-11-28T02:15:30+00:00",)"
    R"("failures":3,"answers":3,"failed_percent":100,"latency_ms":10000,"in_hand":2,)"
    R"("in_hand_max":8,"waiting":4,"oldest_ms":12000,"handed_lately":3,"per_minute":0,)"
    R"("last_failure":"connection refused"},)"
    R"({"channel":"ops-room","medium":"chat","sends":"chat","state":"never used","failures":0,)"
    R"("answers":0,"failed_percent":0,"latency_ms":0,"in_hand":0,"in_hand_max":4,"waiting":0,)"
    R"("oldest_ms":0,"handed_lately":0,"per_minute":0}]})";

const std::string accepted =
    R"({"channel":"notify","sends":"texts","to":"07700 ...123","reference":"test-0123456789abcdef",)"
    R"("took_ms":412,"verdict":"accepted","said":"created","provider_reference":"740e5834"})";

const std::string refused =
    R"({"channel":"ops-room","sends":"chat","reference":"test-0123456789abcdef","took_ms":8000,)"
    R"("verdict":"misconfigured","said":"401 invalid token"})";

const std::string previewed =
    R"({"incident":"INC-42","nothing_is_sent":true,"calls":[{"stage":"first try","called":"EDM",)"
    R"("reader":"Pat Ash","messages":[{"medium":"sms","word":"text","answered_by_reply":true,)"
    R"("text":"NSD: Sev 1. GP Records down\nReply 4715 to take it by 02:24","characters":58,)"
    R"("segments":1},{"medium":"email","word":"mail","subject":"Take this: Sev 1",)"
    R"("text":"Pat Ash, you are EDM.\n\nGP Records: down.\n"},{"medium":"voice",)"
    R"("word":"phone call","text":"For Pat Ash.\nPress 1."}]},{"stage":"last try","called":"EDM",)"
    R"("reader":"Pat Ash","messages":[{"medium":"sms","word":"text","answered_by_reply":true,)"
    R"("text":"NSD: last try","characters":13,"segments":1},{"medium":"email","word":"mail",)"
    R"("subject":"Last try","text":"Pat Ash, you are EDM.\n\nOnce more.\n"},{"medium":"voice",)"
    R"("word":"phone call","text":"For Pat Ash.\nPress 1."}]},{"stage":"last resort",)"
    R"("called":"level 4","reader":"","messages":[]}],"news":[{"id":"told.taken",)"
    R"("reader":"everybody called before","text":"NSD: taken. Pat Ash has it",)"
    R"("characters":26,"segments":1},{"id":"told.standdown","reader":"everybody called",)"
    R"("text":"NSD: stand down","characters":15,"segments":1}],"notices":[{"stage":"first","text":"Service alert",)"
    R"("characters":13,"segments":1,"subject":"[INC-42] Sev 1","mail":"[what happened]\n",)"
    R"("headline":"GP Records is down","page":"[what happened]","readers":3},)"
    R"({"stage":"final","lacks":[{"part":"stage","detail":"it is not resolved"}]}]})";

TEST(CliChannel, TheOneThatFailsNeedsSomebody) {
    const FakeDaemon daemon(200, faring);
    const Ended ended = ask_daemon(daemon, {"channels"});
    EXPECT_EQ(ended.code, 1);
    expect_golden("cli/channels.txt", ended.out);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("GET /v1/channels "));
    EXPECT_EQ(ask_daemon(daemon, {"channels", "--json"}).out, faring + "\n");
}

TEST(CliChannel, ATestPrintsWhatTheProviderSaid) {
    const FakeDaemon daemon(200, accepted);
    const Ended ended = ask_daemon(daemon, {"channel", "test", "notify", "--to", "07700 900123"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_golden("cli/channel-test.txt", ended.out);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("POST /v1/channels/notify/test "));
    EXPECT_EQ(daemon.requests()[0].body, R"({"to":"07700 900123"})");

    const FakeDaemon other(200, refused);
    const Ended no = ask_daemon(other, {"channel", "test", "ops-room"});
    EXPECT_EQ(no.code, 1);
    expect_golden("cli/channel-test-refused.txt", no.out);
    EXPECT_EQ(other.requests()[0].body, "{}");
}

TEST(CliChannel, OfAPageNothingHasToArrive) {
    const FakeDaemon daemon(
        200, R"({"channel":"public","sends":"status page posts","reference":"test-01","took_ms":9,)"
             R"("verdict":"accepted","said":"public answered 200"})");
    const Ended ended = ask_daemon(daemon, {"channel", "test", "public"});
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out,
              "Accepted, after 9 ms, by public.\nIt said: public answered 200\n"
              "Our reference: test-01\n");
}

TEST(CliChannel, APreviewShowsEveryMessageAndOfLongerOnesWhatDiffers) {
    const FakeDaemon daemon(200, previewed);
    const Ended ended = ask_daemon(daemon, {"preview", "INC-42"});
    EXPECT_EQ(ended.code, 1) << "nobody is level 4";
    expect_golden("cli/preview.txt", ended.out);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("GET /v1/incidents/INC-42/preview "));
}

}  // namespace
}  // namespace tocsin
