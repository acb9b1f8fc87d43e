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

// The handovers among all that is sent until the wall shows `clock`, whatever else is.
std::vector<Sent> handovers_until(Story& story, const std::string& clock) {
    std::vector<Sent> all = story.expect_whatever_was_sent();
    do {
        story.wait(1min);
        for (Sent& sent : story.expect_whatever_was_sent()) all.push_back(std::move(sent));
    } while (story.clock() != clock);
    std::erase_if(all, [](const Sent& one) { return one.text_id != "mail.handover"; });
    return all;
}

// The one handover until then, and its call is recorded.
Sent handover_at(Story& story, const std::string& clock) {
    const std::vector<Sent> all = handovers_until(story, clock);
    EXPECT_EQ(all.size(), 1U) << clock;
    record_call(story);
    return all.empty() ? Sent{} : all.front();
}

// A task that must be made safe, whatever becomes of the incident; and a report that has days.
ObligationRule task() {
    ObligationRule rule;
    rule.name = "clinical-task";
    rule.title = "clinical task made safe";
    rule.starts = {{Moment::Of::taken, ""}};
    rule.due[0] = {30min};
    rule.owner = "level-3";
    return rule;
}

ObligationRule report() {
    ObligationRule rule;
    rule.name = "report";
    rule.title = "HSSI report";
    rule.starts = {{Moment::Of::status, "closed"}};
    rule.due[0] = {Duration{0}, 2};
    rule.owner = "level-1";
    return rule;
}

Setting owing(Setting setting, const ObligationRule& rule) {
    setting.obligations = {rule};
    return setting;
}

void is_met(Story& story, IncidentId incident, const std::string& name) {
    story.step(
        {ObligationAct{incident, name, ObligationAct::Act::meet, "Kim Hazel", "seen", {}}, 0});
}

TEST(HandoverStory, WhatIsOwedIsHandedOnUntilItIsDoneWithWhoAndUntilWhen) {
    proves("HSSI-19");
    Story story("Mon 2026-11-30 07:50", owing(desks, task()));
    const IncidentId incident = worked(story, "pat.ash");
    const Sent before = handover_at(story, "08:00");
    EXPECT_EQ(before.message.subject,
              "Handover 2026-11-30 08:00 to Service Bridge: 1 open, 1 owed");
    EXPECT_TRUE(before.message.text.starts_with("1 open, 1 owed\n"));
    says(before,
         "Owed (1)\n08:20  INC-1 GP Records: clinical task made safe, owed by Sam Elm "
         "(level 3)\n");
    story.resolve(incident);
    story.close(incident);
    handover_at(story, "17:30");
    // Nothing has happened to anything since, and the task is still owed.
    story.restart();
    const Sent morning = handover_at(story, "08:00");
    EXPECT_TRUE(morning.message.subject.ends_with("to Service Bridge: nothing open, 1 owed"))
        << morning.message.subject;
    says(morning, "Nothing open, 1 owed\n");
    says(morning,
         "Owed (1)\nMon 08:20  INC-1 GP Records: clinical task made safe, owed by Sam "
         "Elm (level 3), late by 23 h 40; chased once\n");
    is_met(story, incident, "clinical-task");
    says(handover_at(story, "17:30"), "Nothing to hand over\n");
}

TEST(HandoverStory, WhatFallsDueInALaterShiftIsCountedAndListedByItsOwn) {
    proves("HSSI-19");
    Story story("Mon 2026-11-30 10:00", owing(desks, report()));
    const IncidentId incident = worked_by_anybody(story);
    story.resolve(incident);
    story.close(incident);
    handover_at(story, "17:30");
    // Two working days: Wednesday, to its end.
    for (const char* clock : {"08:00", "17:30", "08:00"}) {
        const Sent early = handover_at(story, clock);
        says(early, "Nothing to hand over\n");
        says(early, "Owed: none.");
        says(early, "Owed later than this shift: 1. See: tocsin owed\n");
    }
    const Sent last = handover_at(story, "17:30");
    says(last, "Owed (1)\nThu 00:00  INC-1 GP Records: HSSI report, owed by ");
    EXPECT_EQ(last.message.text.find("Owed later"), std::string::npos);
}

TEST(HandoverStory, AHandoverDoesNotOweItsOwnCallAndOwesTheOneBefore) {
    proves("HSSI-19");
    Story story("Mon 2026-11-30 07:00", desks);
    story.wait_until("08:00");
    const Sent morning = story.expect_mail_to("service-bridge", "mail.handover");
    says(morning, "Nothing to hand over\n");
    says(morning, "Owed: none.");
    const Sent evening = handover_at(story, "17:30");
    says(evening, "Nothing open, 1 owed\n");
    says(evening,
         "Owed (1)\n08:00  handover call, owed by NSD, late by 9 h 30; record it: "
         "tocsin handover call\n");
}

TEST(HandoverStory, AnEmptyShiftOfAnEdmInWhichSomethingIsOwedIsHandedOver) {
    proves("HSSI-19");
    Setting setting = owing(people, task());
    // Whoever begins a shift is asked: nobody left that behind.
    setting.shift_start.duties = {"edm"};
    setting.shift_start.ahead = 30min;
    setting.shift_start.confirm_within = 60min;
    Story story("Sat 2026-11-28 08:00", setting);
    const IncidentId done = worked(story, "jo.oak");
    story.resolve(done);
    story.close(done);
    is_met(story, done, "clinical-task");
    handover_at(story, "19:00");
    EXPECT_TRUE(handovers_until(story, "07:00").empty()) << "nobody worked";
    const IncidentId owing = worked_by_anybody(story);
    story.resolve(owing);
    story.close(owing);
    for (const char* end : {"19:00", "07:45"}) {
        const Sent mail = handover_at(story, end);
        says(mail, "INC-2 GP Records: clinical task made safe, owed by Sam Elm (level 3)");
        EXPECT_EQ(mail.message.text.find("shift confirmed"), std::string::npos);
    }
}

WrittenNotice first_notice() {
    WrittenNotice notice;
    notice.stage = NoticeStage::first;
    notice.happened = "Records such as 943 476 5919 do not open";
    notice.impact = "Users cannot open shared records";
    notice.location = {"Northtown"};
    return notice;
}

TEST(HandoverStory, WhatIsHeldIsHandedOverWithWhyAndWhoDecidesAndNeverItsWords) {
    for (const char* rule : {"HSSI-19", "HSSI-47"}) proves(rule);
    Setting setting = desks;
    setting.notices = notices_of_stories();
    Story story("Mon 2026-11-30 07:00", setting);
    const IncidentId incident = story.alarm("gp-records", 1);
    story.confirm(incident);
    story.step({SetFields{incident, {{"category", {"multi-site"}}}, "nsd", ""}, 0});
    story.acknowledge("pat.ash");
    const Answer held = story.write(incident, first_notice());
    ASSERT_EQ(held.kind, Answer::Kind::held);
    story.expect_whatever_was_sent();
    story.wait_until("08:00");
    const Sent mail = story.expect_mail_to("service-bridge", "mail.handover");
    EXPECT_TRUE(mail.message.subject.ends_with(": 1 open, 1 decision to make"))
        << mail.message.subject;
    says(mail,
         "Held messages (1)\nINC-1  GP Records, first message since 07:00: out of hours the "
         "EDM decides; it may hold patient data (1 NHS number in happened). Decides: ");
    says(mail, "any person, by name. tocsin hold lift " + std::to_string(held.hold.value) + "\n");
    EXPECT_EQ(mail.message.text.find("943"), std::string::npos);
    record_call(story);
    story.flag(incident, "harm");
    WrittenNotice plain = first_notice();
    plain.happened = "Some records do not open";
    story.step({HoldDecided{held.hold, HoldDecided::How::rewrite, "nsd", "", plain}, 0});
    story.expect_whatever_was_sent();
    story.wait_until("17:30");
    const Sent evening = story.expect_mail_to("nsd", "mail.handover");
    says(evening, ": a patient has come to harm. Decides: nobody.");
    record_call(story);
}

TEST(HandoverStory, MessagesForManagementAloneStandInTheirShiftAndTheNextUpdateBesideItsIncident) {
    for (const char* rule : {"HSSI-19", "HSSI-37"}) proves(rule);
    Setting setting = desks;
    setting.notices = notices_of_stories();
    Story story("Mon 2026-11-30 10:00", setting);
    const IncidentId over = worked_by_anybody(story);
    story.confirm(over);
    WrittenNotice lost = first_notice();
    lost.happened = "One of two links is down";
    lost.management = true;
    ASSERT_EQ(story.write(over, lost, "kim.hazel").kind, Answer::Kind::done);
    story.resolve(over);
    story.close(over);
    note(story, "management-only", "Told the director by phone");
    const IncidentId open = story.alarm("ward-orders", 1);
    story.confirm(open);
    WrittenNotice first = first_notice();
    first.happened = "It stopped";
    first.next = story.span("Mon 2026-11-30 18:10", "Mon 2026-11-30 18:11").from;
    first.reason = "parts";
    ASSERT_EQ(story.write(open, first, "nsd").kind, Answer::Kind::done);
    story.acknowledge("lee.rowan");
    story.expect_whatever_was_sent();
    story.restart();
    const Sent evening = handover_at(story, "17:30");
    says(evening, " Next update 18:10.\n");
    says(evening,
         "Management only (2)\n10:00  INC-1 One of two links is down (kim.hazel)\n"
         "10:00  Told the director by phone (Pat Ash)\n");
    says(handover_at(story, "08:00"), "Management only: none.");
}

TEST(HandoverStory, ALineOfTheTemplateIsCheckedAndFilledIn) {
    proves("HSSI-19");
    EXPECT_EQ(wrong_with_line("open", "{{ref}}{{#taken}} by {{by}}{{/taken}}"), "");
    EXPECT_NE(wrong_with_line("open", "{{reff}}"), "");
    EXPECT_NE(wrong_with_line("information", "{{ref}}"), "");
    EXPECT_NE(wrong_with_line("open", "{{#taken}}"), "");
    EXPECT_EQ(wrong_with_line("owed", "{{due}} {{what}} {{by}}{{#late}} late {{late}}{{/late}}"),
              "");
    EXPECT_NE(wrong_with_line("owed", "{{decides}}"), "");
    EXPECT_EQ(wrong_with_line("holds", "{{hold}} {{why}} {{decides}} {{since}}"), "");
    EXPECT_NE(wrong_with_line("holds", "{{due}}"), "");
    EXPECT_EQ(wrong_with_line("management-only", "{{ref}} {{text}}"), "");
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

// The number of a hold is that of its entry, which any rule of the house may move.
std::string with_hold(std::string text, HoldId hold) {
    const std::string number = "tocsin hold lift " + std::to_string(hold.value);
    const std::size_t at = text.find(number);
    if (at != std::string::npos) text.replace(at, number.size(), "tocsin hold lift 4711");
    return text;
}

TEST(HandoverStory, TheDocumentReadsAsItsGoldenFiles) {
    proves("HSSI-19");
    Setting setting = owing(desks, task());
    setting.notices = notices_of_stories();
    Story story("Sun 2026-11-29 23:00", setting);
    const IncidentId over = worked(story, "pat.ash");
    is_met(story, over, "clinical-task");
    story.wait(3h);
    story.resolve(over);
    story.expect_whatever_was_sent();
    const IncidentId open = story.alarm("ward-orders", 2);
    story.expect_whatever_was_sent();
    story.acknowledge("pat.ash");
    story.confirm(open);
    story.flag(open, "security");
    WrittenNotice waits = first_notice();
    waits.happened = "It stopped";
    const Answer held = story.write(open, waits);
    EXPECT_EQ(held.kind, Answer::Kind::held);
    story.expect_whatever_was_sent();
    note(story, "management-only", "GP Records has lost resilience");
    note(story, "change", "CHG-0081 approved by level 3, done 01:40");
    note(story, "expected", "22:00 CHG-0077, Mail Relay, 1 hour");
    const Message mail = handover_at(story, "08:00").message;
    expect_golden("documents/handover.txt", with_hold(mail.text, held.hold));
    expect_golden("documents/handover.html", with_hold(mail.html, held.hold));
    is_met(story, open, "clinical-task");
    story.resolve(open);
    story.close(open);
    handover_at(story, "17:30");
    handover_at(story, "08:00");
    expect_golden("documents/handover-nothing.txt", handover_at(story, "17:30").message.text);
}

}  // namespace
}  // namespace tocsin
