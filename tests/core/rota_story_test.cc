// HSSI-12, 13, 16: uploads are transactions, versions come back, and people swap.
#include "rota/clock_words.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string edm_at(const Story& story, const std::string& when) {
    const Instant at = parse_when(when, story.directory().calendar.zone).value().at;
    std::string people;
    for (const std::string& person :
         on_call(story.state().rotas().find("on-call")->rota, "edm", at).people) {
        people += person + " ";
    }
    return people;
}

RotaUploaded unaccepted(const WeeklyRota& week) {
    return {{week}, "feed", "kim.hazel", "", false};
}

TEST(RotaStory, ANewGapRefusesAnUploadThatNobodyAcceptsItFor) {
    proves("HSSI-16");
    proves("P20");
    Story story("Wed 2026-11-25 09:00");
    const WeeklyRota gap = story.week("2026-11-23", {{"fri-night", ""}});
    const Answer refused = story.upload(unaccepted(gap));
    EXPECT_EQ(refused.kind, Answer::Kind::gaps_refused);
    ASSERT_EQ(refused.new_gaps.size(), 1U);
    EXPECT_EQ(refused.new_gaps[0].span, story.span("Fri 2026-11-27 17:30", "Sat 2026-11-28 07:00"));
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "pat.ash ");

    EXPECT_EQ(story.upload(gap).kind, Answer::Kind::done);
    story.expect_level_1_told("rota.gap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.gap");
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "");
    // The same gap is new no more.
    EXPECT_EQ(story.upload(unaccepted(gap)).kind, Answer::Kind::done);
}

TEST(RotaStory, AWeekThatNoRotaSpokeOfMustHaveNoGapEither) {
    proves("HSSI-16");
    Story story("Wed 2026-11-25 09:00");
    const WeeklyRota week = story.week("2026-12-21", {{"fri-day", ""}});
    const Answer refused = story.upload(unaccepted(week));
    EXPECT_EQ(refused.kind, Answer::Kind::gaps_refused);
    // Christmas Day is a Friday, and a bank holiday: its day is a shift of its own (HSSI-11).
    ASSERT_EQ(refused.new_gaps.size(), 1U);
    EXPECT_EQ(refused.new_gaps[0].span, story.span("Fri 2026-12-25 08:00", "Fri 2026-12-25 19:00"));
    EXPECT_EQ(story.upload(unaccepted(story.week("2026-12-21"))).kind, Answer::Kind::done);
}

TEST(RotaStory, AnUploadSaysWhoIsOnCallInsteadOfWhom) {
    proves("HSSI-13");
    Story story("Wed 2026-11-25 09:00");
    // Monday is over, so what the file says of it changes nothing.
    const Answer answer = story.upload(unaccepted(
        story.week("2026-11-23", {{"mon-night", "kim.hazel"}, {"fri-night", "kim.hazel"}})));
    ASSERT_EQ(answer.changes.size(), 1U);
    const Change change{"edm",
                        story.span("Fri 2026-11-27 17:30", "Sat 2026-11-28 07:00"),
                        {"pat.ash"},
                        {"kim.hazel"}};
    EXPECT_EQ(answer.changes[0], change);
    EXPECT_EQ(answer.version, 3);
}

TEST(RotaStory, ARollingRotaStandsBelowPublishedWeeksAndEndsTheOneBeforeIt) {
    proves("HSSI-12");
    Story story("Wed 2026-11-25 09:00");
    const auto rolling = [&](const std::vector<std::string>& mondays, const std::string& person) {
        RotaUploaded uploaded{{}, "r-" + person, "kim.hazel", "planned later", true};
        for (const std::string& monday : mondays) {
            uploaded.weeks.push_back(story.week(monday, {{"fri-night", person}}));
        }
        return uploaded;
    };
    story.upload(rolling({"2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"}, "kim.hazel"));
    EXPECT_EQ(edm_at(story, "2026-12-04T20:00"), "pat.ash ") << "the published week stands above";
    EXPECT_EQ(edm_at(story, "2026-12-11T20:00"), "kim.hazel ");
    const Answer cut = story.upload(rolling({"2026-12-14"}, "max.birch"));
    EXPECT_EQ(edm_at(story, "2026-12-11T20:00"), "kim.hazel ");
    EXPECT_EQ(edm_at(story, "2026-12-18T20:00"), "max.birch ");
    EXPECT_EQ(edm_at(story, "2026-12-22T20:00"), "") << "the earlier rolling rota has ended";
    // The week after it has nobody at all: the first three gaps are told, the answer has them all.
    EXPECT_GT(cut.gaps.size(), 3U);
    for (int gap = 0; gap < 3; ++gap) {
        story.expect_level_1_told("rota.gap", "service-bridge");
        story.expect_mail_to("rota-team", "rota.gap");
    }
    story.restart();
    EXPECT_EQ(edm_at(story, "2026-12-11T20:00"), "kim.hazel ");
    EXPECT_EQ(edm_at(story, "2026-12-18T20:00"), "max.birch ");
}

TEST(RotaStory, AnEarlierVersionComesBackAsANewOne) {
    proves("HSSI-13");
    Story story("Wed 2026-11-25 09:00");
    story.upload(unaccepted(story.week("2026-11-23", {{"fri-night", "kim.hazel"}})));
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "kim.hazel ");
    const Answer answer = story.restore(1, "wrong file");
    EXPECT_EQ(answer.version, 4);
    EXPECT_EQ(answer.changes.size(), 1U);
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "pat.ash ");
    EXPECT_EQ(story.restore(99, "no such").kind, Answer::Kind::not_found);
    story.restart();
    EXPECT_EQ(story.state().rota_editions().find({"on-call", 4})->restores, 1);
}

TEST(RotaStory, AnUploadWaitsForItsTimeAndCanBeTakenBack) {
    proves("HSSI-13");
    Story story("Wed 2026-11-25 09:00");
    RotaUploaded later = unaccepted(story.week("2026-11-23", {{"fri-night", "kim.hazel"}}));
    later.activate_at = story.span("Thu 2026-11-26 12:00", "Thu 2026-11-26 12:00").from;
    const Answer first = story.upload(later);
    EXPECT_NE(first.plan, 0U);
    EXPECT_EQ(first.version, 0);
    EXPECT_EQ(first.changes.size(), 1U);
    RotaUploaded same_time = unaccepted(story.week("2026-11-30", {{"fri-night", "kim.hazel"}}));
    same_time.activate_at = later.activate_at;
    story.upload(same_time);
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "pat.ash ");
    story.restart();
    story.wait(27h + 1min);
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "kim.hazel ");
    EXPECT_EQ(edm_at(story, "2026-12-04T20:00"), "kim.hazel ");
    EXPECT_EQ(story.state().rotas().find("on-call")->latest, 4) << "each has a version of its own";
    EXPECT_TRUE(story.state().planned_rotas().empty());

    later.weeks = {story.week("2026-11-23")};
    later.activate_at = story.now() + 1h;
    const Answer second = story.upload(later);
    const auto withdraw = [&](const std::string& rota) {
        return story.step({RotaPlanWithdrawn{rota, second.plan, "kim.hazel"}, 0})
            .replies.front()
            .answer.kind;
    };
    EXPECT_EQ(withdraw("security"), Answer::Kind::not_found);
    EXPECT_EQ(withdraw("on-call"), Answer::Kind::done);
    EXPECT_EQ(withdraw("on-call"), Answer::Kind::not_found);
    story.wait(2h);
    EXPECT_EQ(edm_at(story, "2026-11-27T20:00"), "kim.hazel ");
}

TEST(RotaStory, TheLastTwentyVersionsAreKept) {
    Story story("Wed 2026-11-25 09:00");
    for (int upload = 0; upload < 30; ++upload) story.upload(unaccepted(story.week("2026-11-23")));
    const auto& editions = story.state().rota_editions();
    EXPECT_EQ(editions.size(), 20U);
    EXPECT_EQ(editions.begin()->first.second, 13);
}

TEST(RotaStory, ASwapCountsAtOnceAndEverybodyItConcernsIsTold) {
    proves("HSSI-13");
    Story story("Mon 2026-11-23 12:00");
    const Span night = story.span("Tue 2026-11-24 17:30", "Wed 2026-11-25 08:00");
    const Answer answer = story.swap({"edm", night, "jo.oak", "kim.hazel"});
    EXPECT_EQ(answer.kind, Answer::Kind::done) << answer.detail;
    ASSERT_EQ(answer.changes.size(), 1U);
    EXPECT_TRUE(answer.gaps.empty());
    const Sent in = story.expect_told("kim.hazel", "rota.swap.you");
    EXPECT_NE(in.message.text.find("you are EDM Tue 17:30 to Wed 08:00"), std::string::npos)
        << in.message.text;
    const Sent out = story.expect_told("jo.oak", "rota.swap.given");
    EXPECT_NE(out.message.text.find("In your place: Kim Hazel"), std::string::npos);
    story.expect_level_1_told("rota.swap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.swap");
    EXPECT_EQ(edm_at(story, "2026-11-24T17:30"), "kim.hazel ");
    EXPECT_EQ(edm_at(story, "2026-11-25T17:30"), "pat.ash ");

    story.restart();
    story.wait(30h);
    story.alarm("gp-records", 1);
    story.expect_call_to("kim.hazel", "call.open");
    story.acknowledge("kim.hazel");
    story.expect_level_1_told("told.level1.taken");
}

TEST(RotaStory, ASwapThatCannotBeIsRefusedAndSaysWhy) {
    proves("HSSI-13");
    Story story("Mon 2026-11-23 12:00",
                {.without_phone = {"max.birch"}, .without_mail = {"max.birch"}});
    const Span night = story.span("Tue 2026-11-24 17:30", "Wed 2026-11-25 08:00");
    const Span over = story.span("Sun 2026-11-22 17:30", "Mon 2026-11-23 08:00");
    const struct {
        Swap swap;
        const char* why;
    } rows[] = {
        {{"edm", night, "jo.oak", "nobody.known"}, "Nobody is known as nobody.known."},
        {{"edm", night, "nobody.known", "kim.hazel"}, "Nobody is known as nobody.known."},
        {{"edm", night, "jo.oak", "max.birch"}, "Max Birch has neither a phone nor a mail"},
        {{"edm", night, "pat.ash", "kim.hazel"}, "Pat Ash is not on call for it then."},
        {{"edm", night, "jo.oak", "sam.elm"}, "Sam Elm is on call already then: level-3"},
        {{"edm", night, "jo.oak", "jo.oak"}, "Somebody cannot swap with themselves."},
        {{"edm", night, "", ""}, "Name who gives it up"},
        {{"edm", night, "", "kim.hazel"}, "Nobody is missing then"},
        {{"level-9", night, "jo.oak", "kim.hazel"}, "The rota has no role level-9."},
        {{"edm", {night.to, night.from}, "jo.oak", "kim.hazel"}, "It ends before it begins."},
        {{"edm", over, "pat.ash", "kim.hazel"}, "That time is over."},
    };
    for (const auto& row : rows) {
        const Answer answer = story.swap(row.swap);
        EXPECT_EQ(answer.kind, Answer::Kind::refused) << row.why;
        EXPECT_NE(answer.detail.find(row.why), std::string::npos) << answer.detail;
    }
    EXPECT_EQ(edm_at(story, "2026-11-24T20:00"), "jo.oak ");
    EXPECT_EQ(story.swap({"edm", night, "jo.oak", "sam.elm"}, true).kind, Answer::Kind::done);
    story.expect_told("sam.elm", "rota.swap.you");
    story.expect_told("jo.oak", "rota.swap.given");
    story.expect_level_1_told("rota.swap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.swap");
    EXPECT_EQ(edm_at(story, "2026-11-24T20:00"), "sam.elm ");
}

TEST(RotaStory, WhoCannotComeLeavesAGapThatIsToldAndThatSomebodyCovers) {
    proves("HSSI-13");
    proves("HSSI-16");
    Story story("Mon 2026-11-23 12:00");
    const Span night = story.span("Wed 2026-11-25 17:30", "Thu 2026-11-26 08:00");
    const Answer gone = story.swap({"edm", night, "pat.ash", ""});
    ASSERT_EQ(gone.gaps.size(), 1U);
    EXPECT_EQ(gone.gaps[0].span, night);
    story.expect_told("pat.ash", "rota.swap.given");
    story.expect_level_1_told("rota.swap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.swap");
    story.expect_level_1_told("rota.gap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.gap");

    EXPECT_TRUE(story.swap({"edm", night, "", "kim.hazel"}).gaps.empty());
    story.expect_told("kim.hazel", "rota.swap.you");
    story.expect_level_1_told("rota.swap", "service-bridge");
    story.expect_mail_to("rota-team", "rota.swap");
    EXPECT_EQ(edm_at(story, "2026-11-25T20:00"), "kim.hazel ");
    story.wait(72h);
}

}  // namespace
}  // namespace tocsin
