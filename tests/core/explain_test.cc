// tocsin explain, story by story: what the journal alone says of why people were called.
#include "core/explain.h"

#include "channels/mask.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Mood = Story::Mood;

// The incident as the journal has it, with what happened to the daemon meanwhile.
struct Past {
    std::vector<Entry> entries;
    std::vector<Entry> house;

    Past(const Story& story, IncidentId incident) {
        for (const Entry& entry : story.journal()) {
            const std::vector<IncidentId> ids = about(entry.event);
            if (std::find(ids.begin(), ids.end(), incident) != ids.end()) entries.push_back(entry);
            if (ids.empty() && !entries.empty()) house.push_back(entry);
        }
    }
};

ExplainSources sources(const Story& story, IncidentId incident, const Past& past) {
    return {incident,
            past.entries,
            past.house,
            &story.directory().procedures.at("hssi"),
            story.directory().calendar.zone,
            [](Medium medium, const std::string& to) {
                return medium == Medium::sms ? mask_phone(to) : mask_mail(to);
            }};
}

std::string explained(const Story& story, IncidentId incident) {
    const Past past(story, incident);
    return explanation_text(explain(sources(story, incident, past)),
                            story.directory().calendar.zone);
}

std::string of_person(const Story& story, IncidentId incident, const PersonId& person) {
    const Past past(story, incident);
    return explain_person(sources(story, incident, past), person, person);
}

TEST(Explain, TakenOnTheFirstTry) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(2min);
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    expect_golden("explain/first-try.txt", explained(story, incident));
    EXPECT_EQ(of_person(story, incident, "pat.ash"),
              "Pat Ash was called at 03:00:00 as EDM (rota version 1), and took it at 03:02:00.");
    EXPECT_EQ(of_person(story, incident, "sam.elm"),
              "sam.elm was not called: the ladder meant Pat Ash (EDM) by rota version 1, and Pat "
              "Ash (EDM) had taken it at 03:02:00.");
}

TEST(Explain, BothTriesFailAndLevel3IsCalledBeforeTheLimit) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.every_provider(Mood::refuses);
    story.wait(10min - 1s);
    story.provider("mail", Mood::hangs);
    story.wait(1s);
    story.expect_mail_to("pat.ash", "call.open.2");
    story.wait(3min + 31s);
    story.every_provider(Mood::accepts);
    story.hung_provider_answers("mail", Verdict::refused);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    story.wait(2min + 19s);
    story.acknowledge("sam.elm");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    story.resolve(incident);
    story.expect_told("pat.ash", "told.standdown");
    story.expect_told("sam.elm", "told.standdown");
    story.close(incident);
    expect_golden("explain/both-failed.txt", explained(story, incident));
    EXPECT_EQ(of_person(story, incident, "pat.ash"),
              "Pat Ash was called at 03:00:00, 03:10:00 as EDM (rota version 1), and did not take "
              "it.");
}

TEST(Explain, GapGoesStraightToLevel3) {
    proves("HSSI-16");
    Story story("Sat 2026-11-28 03:00", {.edm = {{"fri-night", ""}}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_level_1_told("rota.gap.now");
    expect_golden("explain/gap.txt", explained(story, incident));
}

TEST(Explain, ProviderThatFailsIsFollowedByTheNext) {
    Story story("Sat 2026-11-28 03:00");
    story.provider("sms-a", Mood::rejects_key);
    story.provider("mail", Mood::answers_nothing);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_text_to("pat.ash", "call.open");
    story.expect_mail_to("pat.ash", "call.open");
    story.provider("mail", Mood::accepts);
    story.wait(1s);
    story.expect_mail_to("pat.ash", "call.open");
    expect_golden("explain/failover.txt", explained(story, incident));
}

TEST(Explain, PassedOnToAColleague) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.passes_on("pat.ash", "", "max.birch");
    story.expect_call_to("max.birch", "call.open.why");
    story.wait(1min);
    story.acknowledge("max.birch");
    story.expect_told("pat.ash", "told.taken");
    story.expect_level_1_told("told.level1.taken");
    expect_golden("explain/passed-on.txt", explained(story, incident));
    EXPECT_NE(of_person(story, incident, "max.birch").find("because Pat Ash passed it on"),
              std::string::npos)
        << of_person(story, incident, "max.birch");
}

TEST(Explain, WhoTookItAndPassedItOnIsSaidToHaveDoneBoth) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.acknowledge("pat.ash");
    story.expect_level_1_told("told.level1.taken");
    story.wait(9min);
    story.passes_on("pat.ash", "", "max.birch");
    story.expect_call_to("max.birch", "call.open.why");
    story.expect_level_1_told("told.level1.passed");
    EXPECT_EQ(of_person(story, incident, "pat.ash"),
              "Pat Ash was called at 03:00:00 as EDM (rota version 1), and took it at 03:01:00 and "
              "passed it on at 03:10:00.");
    expect_golden("explain/taken-and-passed-on.txt", explained(story, incident));
}

TEST(Explain, UnansweredProviderIsAskedFirstAndNoRestartIsClaimed) {
    proves("P5");
    Story story("Sat 2026-11-28 03:00");
    story.provider("mail", Mood::hangs);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.hung_provider_answers("mail", Verdict::unknown);
    story.wait(1s);
    story.expect_mail_to("pat.ash", "call.open");
    EXPECT_EQ(story.timeline().find("restart"), std::string::npos) << story.timeline();
    EXPECT_NE(story.timeline().find("offered again; the provider is asked first"),
              std::string::npos)
        << story.timeline();
    story.wait(5s);
    story.killed_for(2s);
    story.expect_whatever_was_sent();
    expect_golden("explain/asked-first.txt", explained(story, incident));
}

TEST(Explain, DeliveredIsSaidAndIsNoAnswer) {
    proves("HSSI-14");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent text = story.expect_text_to("pat.ash", "call.1");
    story.expect_mail_to("pat.ash", "call.open");
    story.wait(4s);
    story.receipt(text, Receipt::State::delivered, "delivered");
    story.wait(10min - 4s);
    story.expect_text_to("pat.ash", "call.2");
    story.expect_mail_to("pat.ash", "call.open.2");
    expect_golden("explain/delivered.txt", explained(story, incident));
}

TEST(Explain, ReceiptThatMovesTheLadderIsSaid) {
    proves("P4");
    Story story("Sat 2026-11-28 03:00",
                {.one_text_provider = true, .without_mail = {"pat.ash"}, .two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    for (const char* text_id : {"call.1", "call.2"}) {
        const Sent text = story.expect_text_to("pat.ash", text_id);
        story.wait(3s);
        story.receipt(text, Receipt::State::failed_for_good, "permanent-failure");
        if (text_id == std::string_view("call.1")) story.expect_level_1_told("op.contact");
    }
    story.expect_text_to("sam.elm", "call.why");
    story.expect_mail_to("sam.elm", "call.open.why");
    story.expect_level_1_told("told.level1.up");
    expect_golden("explain/not-delivered.txt", explained(story, incident));
}

TEST(Explain, ReplyThatTakesItIsSaid) {
    proves("P12");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.wait(2min);
    story.replies("pat.ash", story.code_of("pat.ash") + " ok");
    story.expect_whatever_was_sent();
    expect_golden("explain/reply-takes.txt", explained(story, incident));
}

TEST(Explain, ReplyThatPassesItOnIsSaid) {
    proves("HSSI-17");
    Story story("Sat 2026-11-28 03:00", {.two_way = both_ways});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.wait(2min);
    story.replies("pat.ash", story.code_of("pat.ash") + "\nPASS");
    story.expect_whatever_was_sent();
    expect_golden("explain/reply-passes.txt", explained(story, incident));
}

TEST(Explain, ClockSetBackChangesNoOrder) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(5min);
    story.clock_moves(-1h);
    story.expect_whatever_was_sent();
    story.wait(5min);
    story.expect_call_to("sam.elm", "call.open.why");
    story.expect_whatever_was_sent();
    expect_golden("explain/clock-set-back.txt", explained(story, incident));
}

TEST(Explain, ClockStepAndRestartInTheMiddleAreSaid) {
    proves("P9");
    Story story("Sat 2026-11-28 03:00");
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(1min);
    story.clock_moves(3min);
    story.expect_level_1_told("op.clock");
    story.wait(1min);
    story.provider("sms-a", Mood::hangs);
    story.killed_for(2s);
    story.expect_mail_to("nsd", "op.restart");
    story.expect_text_to("nsd", "op.restart");
    story.provider("sms-a", Mood::accepts);
    story.wait(8min - 2s);
    story.expect_call_to("pat.ash", "call.open.2");
    expect_golden("explain/clock-and-restart.txt", explained(story, incident));
}

TEST(Explain, LastResortIsCalledInRoundsAndTheStoryStaysWhateverTheRotaBecomes) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.level_3 = ""});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_call_to("pat.ash", "call.open");
    story.wait(10min);
    story.expect_call_to("pat.ash", "call.open.2");
    story.wait(10min);
    story.expect_call_to("kim.hazel", "call.open.why");
    story.expect_level_1_told("rota.gap.now");
    story.expect_level_1_told("told.level1.up");
    story.wait(10min);
    story.expect_call_to("kim.hazel", "call.open.2");
    story.wait(10min);
    story.expect_call_to("duty.director", "call.open.last");
    story.expect_level_1_told("told.level1.last");
    story.wait(5min);
    story.expect_call_to("duty.director", "call.open.last");
    story.expect_level_1_told("told.level1.last");
    const std::string before = explained(story, incident);
    expect_golden("explain/last-resort.txt", before);
    story.upload(story.week("2026-11-23", {{"fri-night", "max.birch"}}, "max.birch"));
    EXPECT_EQ(explained(story, incident), before);
}

}  // namespace
}  // namespace tocsin
