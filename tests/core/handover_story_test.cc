// HSSI-19: written handovers, and the phone call that proves the divert.
#include "core/draft.h"
#include "core/handover_words.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using Call = HandoverRule::Call;

const HandoverEnd nsd{"", "nsd"};
const HandoverEnd bridge{"", "service-bridge"};
const HandoverEnd edm{"edm", ""};

const Setting desks = {.handovers = {{bridge, nsd, 17h + 30min, Call::always, true},
                                     {nsd, bridge, 8h, Call::always, true}}};
const Setting people = {.handovers = {{edm, edm, {}, Call::when_live, false},
                                      {edm, bridge, 7h + 45min, Call::when_live, false}}};

Answer record_call(Story& story, HandoverId handover = {}) {
    return story.step({HandoverCall{handover, "Kim Hazel", "heard it ring"}, 0})
        .replies.front()
        .answer;
}

void note(Story& story, const std::string& kind, const std::string& text) {
    story.step({NoteWritten{kind, text, "Pat Ash"}, 0});
}

bool says(const Sent& sent, const std::string& words) {
    EXPECT_NE(sent.message.text.find(words), std::string::npos) << "no \"" << words << "\" in:\n"
                                                                << sent.message.text;
    return sent.message.text.find(words) != std::string::npos;
}

// Somebody is called, takes it, and the service is back.
IncidentId worked(Story& story, const std::string& edm_person) {
    const IncidentId incident = story.alarm("gp-records", 1);
    story.acknowledge(edm_person);
    story.expect_whatever_was_sent();
    return incident;
}

// The same, whoever is called.
IncidentId worked_by_anybody(Story& story) {
    const IncidentId incident = story.alarm("gp-records", 1);
    const Sent call = story.expect_whatever_was_sent().front();
    story.acknowledge(call.to);
    story.expect_whatever_was_sent();
    return incident;
}

TEST(HandoverStory, TheNightDeskHandsOverAtEightWithAPhoneCall) {
    proves("HSSI-19");
    Story story("Fri 2026-11-27 18:00", desks);
    const IncidentId over = worked(story, "pat.ash");
    story.resolve(over);
    story.close(over);
    story.expect_whatever_was_sent();
    story.wait(6h);
    story.killed_for(1s);
    story.expect_whatever_was_sent();
    note(story, "expected", "22:00 CHG-0077, Mail Relay, 1 hour");
    // A weekend is one shift of the desk.
    story.wait(48h);
    const IncidentId open = worked(story, "pat.ash");
    story.wait_until("08:00");
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    EXPECT_EQ(mail.message.subject, "Handover 2026-11-30 08:00 to Service Bridge: 1 open");
    says(mail, "Handover from NSD to Service Bridge, Monday 30 November 2026 08:00.");
    says(mail, "Covers Friday 27 November 2026 17:30 to Monday 30 November 2026 08:00.");
    says(mail, "Phone as well: NSD to Service Bridge, 07700 900011");
    says(mail, "Open (1)\n" + reference(open) + "  Sev 1  GP Records down");
    says(mail, "Resolved in this shift (1)\n" + reference(over));
    says(mail, "Network link replaced");
    says(mail, "22:00  CHG-0077, Mail Relay, 1 hour (Pat Ash)");
    says(mail, "Management only: none. To know: none. Emergency changes: none.\n");

    // Until somebody says that the call was made, the desk that hands over is reminded.
    for (int count = 1; count <= 2; ++count) {
        story.wait(30min);
        const Sent reminder = story.expect_text_to("nsd", "handover.call");
        says(reminder, "Tocsin to NSD: no handover call to Service Bridge is recorded, due 08:00");
        story.restart();
    }
    EXPECT_EQ(record_call(story).detail, "NSD to Service Bridge");
    EXPECT_EQ(record_call(story).kind, Answer::Kind::not_found);
    story.wait(2h);
    EXPECT_NE(story.timeline().find("handover call recorded by Kim Hazel: heard it ring"),
              std::string::npos);
}

TEST(HandoverStory, DesksSayThatThereIsNothingAndPhoneAllTheSame) {
    proves("HSSI-19");
    Story story("Wed 2026-11-25 17:00", desks);
    story.wait(30min);
    const Sent mail = story.expect_mail_to("nsd", "mail.handover");
    EXPECT_EQ(mail.message.subject, "Handover 2026-11-25 17:30 to NSD: nothing");
    EXPECT_TRUE(mail.message.text.starts_with("Nothing to hand over\n"));
    EXPECT_EQ(record_call(story).kind, Answer::Kind::done);
    story.wait_until("08:00");
    story.expect_mail_to("service-bridge", "mail.handover");
    record_call(story);
    // Not on a day that is no working day.
    story.wait_until("17:30");
    story.expect_mail_to("nsd", "mail.handover");
    record_call(story);
    story.wait_until("08:00");
    story.expect_mail_to("service-bridge", "mail.handover");
    record_call(story);
    story.wait_until("17:30");
    story.expect_mail_to("nsd", "mail.handover");
    record_call(story);
    story.wait(62h);  // Saturday and Sunday
}

TEST(HandoverStory, OneEdmHandsOverToTheNextOnlyWhatWasWorkedOn) {
    proves("HSSI-19");
    Story story("Sat 2026-11-28 06:00", people);  // the night of pat.ash; then the day of jo.oak
    story.wait(2h);
    EXPECT_EQ(story.clock(), "08:00") << "07:00 has passed: nobody worked, nothing is sent";
    const IncidentId incident = worked(story, "jo.oak");
    story.wait_until("19:00");
    const Sent mail = story.expect_mail_to("pat.ash", "mail.handover");
    EXPECT_EQ(mail.message.subject, "Handover 2026-11-28 19:00 to EDM Pat Ash: 1 open");
    says(mail, "Handover from EDM Jo Oak to EDM Pat Ash, Saturday 28 November 2026 19:00.");
    says(mail, "Covers Saturday 28 November 2026 07:00 to Saturday 28 November 2026 19:00.");
    says(mail, "Phone as well: EDM Jo Oak to EDM Pat Ash, 07700 900101");
    says(mail, "Escalations (1)\n" + reference(incident) +
                   "  08:00 to EDM Jo Oak, taken 08:00 by Jo Oak");
    record_call(story);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.wait_until("07:00");
    const Sent next = story.expect_mail_to("jo.oak", "mail.handover");
    EXPECT_EQ(next.message.subject, "Handover 2026-11-29 07:00 to EDM Jo Oak: nothing open");
    EXPECT_EQ(next.message.text.find("Phone as well"), std::string::npos)
        << "nothing is live: the document alone";
    story.wait_until("19:00");
    story.wait_until("07:45");
}

TEST(HandoverStory, TheEdmHandsOverToTheBridgeBeforeEight) {
    proves("HSSI-19");
    Story story("Mon 2026-11-30 02:00", people);
    note(story, "information", "Supplier phones again at 09:00");
    story.wait_until("07:45");
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    says(mail, "To know (1)\n02:00  Supplier phones again at 09:00 (Pat Ash)");
    story.wait(24h);
}

TEST(HandoverStory, ADaemonThatWasDownHandsOverLateAndOnce) {
    proves("HSSI-19");
    Story story("Mon 2026-11-30 07:00", desks);
    story.killed_for(2h);
    EXPECT_EQ(story.clock(), "09:00");
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    says(mail, "From Tocsin's record at 09:00");
    // Of the reminders that nobody could send, one is sent.
    story.expect_text_to("nsd", "handover.call");
    story.expect_whatever_was_sent();  // of the unclean stop
    record_call(story);
    story.killed_for(1s);
    story.restart();
    story.clock_moves(-2h);
    story.expect_whatever_was_sent();
    story.wait(4h);
}

TEST(HandoverStory, AnOldHandoverIsNotGivenAnyMore) {
    Story story("Mon 2026-11-30 07:00", desks);
    story.killed_for(8h);
    for (const Sent& sent : story.expect_whatever_was_sent()) {
        EXPECT_NE(sent.text_id, "mail.handover");
    }
}

// Friday 25 and Monday 28 December 2026 are bank holidays: from Thursday evening to Tuesday morning
// the night desk has one shift, and hands all of it over.
TEST(HandoverStory, OverChristmasTheNightDeskHandsOverOnTheNextWorkingDay) {
    proves("HSSI-19");
    Story story("Thu 2026-12-24 17:00", desks);
    story.upload(story.week("2026-12-21"));
    story.upload(story.week("2026-12-28"));
    story.expect_whatever_was_sent();
    const IncidentId before = worked_by_anybody(story);
    story.resolve(before);
    story.close(before);
    story.expect_whatever_was_sent();
    story.wait(30min);
    const Sent evening = story.expect_mail_to("nsd", "mail.handover");
    EXPECT_EQ(evening.message.subject, "Handover 2026-12-24 17:30 to NSD: nothing open");
    record_call(story);
    story.wait(10h);
    const IncidentId friday = worked_by_anybody(story);
    story.resolve(friday);
    story.close(friday);
    story.expect_whatever_was_sent();
    story.wait(24h);
    note(story, "information", "Boiler house cold on Boxing Day");
    for (int restarts = 0; restarts < 3; ++restarts) {
        story.wait(24h);
        story.restart();
    }
    story.wait_until("08:00");
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    EXPECT_EQ(mail.message.subject, "Handover 2026-12-29 08:00 to Service Bridge: nothing open");
    says(mail, "Covers Thursday 24 December 2026 17:30 to Tuesday 29 December 2026 08:00.");
    says(mail, reference(friday));
    says(mail, "Sat 03:30  Boiler house cold on Boxing Day");
    EXPECT_EQ(mail.message.text.find(reference(before)), std::string::npos)
        << "it was in the handover before";
    record_call(story);
    story.wait_until("17:30");
    const Sent next = story.expect_mail_to("nsd", "mail.handover");
    says(next, "Covers Tuesday 29 December 2026 08:00 to Tuesday 29 December 2026 17:30.");
    EXPECT_TRUE(next.message.text.starts_with("Nothing to hand over\n"));
    record_call(story);
}

// On a bank holiday the EDM has a day and a night; each hands over to the next, and the last of
// them to the bridge on the morning of the next working day.
TEST(HandoverStory, OverChristmasEachEdmHandsOverToTheNextAndTheLastToTheBridge) {
    proves("HSSI-19");
    Story story("Sun 2026-12-27 20:00", people);
    story.upload(story.week("2026-12-21", {{"sun-night", "pat.ash"}}));
    story.upload(story.week("2026-12-28", {{"mon-day", "jo.oak"}, {"mon-night", "pat.ash"}}));
    story.expect_whatever_was_sent();
    const IncidentId incident = worked(story, "pat.ash");
    story.wait_until("07:45");  // of a bank holiday: nothing goes to the bridge
    story.wait(15min);
    const Sent morning = story.expect_mail_to("jo.oak", "mail.handover");
    EXPECT_EQ(morning.message.subject, "Handover 2026-12-28 08:00 to EDM Jo Oak: 1 open");
    says(morning, "Covers Sunday 27 December 2026 19:00 to Monday 28 December 2026 08:00.");
    record_call(story);
    story.wait_until("19:00");
    const Sent evening = story.expect_mail_to("pat.ash", "mail.handover");
    says(evening, "Covers Monday 28 December 2026 08:00 to Monday 28 December 2026 19:00.");
    record_call(story);
    story.resolve(incident);
    story.expect_whatever_was_sent();
    story.wait_until("07:45");
    const Sent last = story.expect_mail_to("service-bridge", "mail.handover");
    EXPECT_EQ(last.message.subject, "Handover 2026-12-29 07:45 to Service Bridge: nothing open");
    says(last, "Covers Monday 28 December 2026 19:00 to Tuesday 29 December 2026 07:45.");
    says(last, "Resolved in this shift (1)\n" + reference(incident));
    story.wait(9h);
}

TEST(HandoverStory, ALineOfTheTemplateIsCheckedAndFilledIn) {
    proves("HSSI-19");
    EXPECT_EQ(wrong_with_line("open", "{{ref}}{{#taken}} by {{by}}{{/taken}}"), "");
    EXPECT_NE(wrong_with_line("open", "{{reff}}"), "");
    EXPECT_NE(wrong_with_line("information", "{{ref}}"), "");
    EXPECT_NE(wrong_with_line("open", "{{#taken}}"), "");
    for (const HandoverSection& section : default_handover_sections()) {
        EXPECT_EQ(wrong_with_line(section.of, section.line), "") << section.title;
    }
    Setting setting = desks;
    Story story("Mon 2026-11-30 07:00", setting);
    note(story, "information", "a < b & \"c\" {link} {{text}}");
    story.wait(1h);
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    says(mail, "a < b & \"c\" (link) ((text)) (Pat Ash)");
    EXPECT_NE(mail.message.html.find("a &lt; b &amp; &quot;c&quot; (link)"), std::string::npos);
}

TEST(HandoverStory, TheDocumentReadsAsItsGoldenFiles) {
    proves("HSSI-19");
    Story story("Sun 2026-11-29 23:00", desks);
    const IncidentId over = worked(story, "pat.ash");
    story.wait(3h);
    story.resolve(over);
    story.expect_whatever_was_sent();
    story.alarm("ward-orders", 2);
    story.expect_whatever_was_sent();
    story.acknowledge("pat.ash");
    story.expect_whatever_was_sent();
    note(story, "management-only", "GP Records has lost resilience");
    note(story, "change", "CHG-0081 approved by level 3, done 01:40");
    note(story, "expected", "22:00 CHG-0077, Mail Relay, 1 hour");
    story.wait_until("08:00");
    const Message mail = story.expect_mail_to("service-bridge", "mail.handover").message;
    expect_golden("documents/handover.txt", mail.text);
    expect_golden("documents/handover.html", mail.html);
    record_call(story);
    story.wait_until("17:30");
    story.resolve({over.value + 1});
    story.expect_whatever_was_sent();
    record_call(story);
    story.wait(24h - 9h - 30min);
    story.expect_whatever_was_sent();
    record_call(story);
    story.wait_until("17:30");
    expect_golden("documents/handover-nothing.txt",
                  story.expect_mail_to("nsd", "mail.handover").message.text);
}

}  // namespace
}  // namespace tocsin
