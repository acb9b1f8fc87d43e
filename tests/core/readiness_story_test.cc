// HSSI-15, 16: what people's phones and mails have shown, and who of those on the rota is ready.
#include "core/addresses.h"
#include "core/crew.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::vector<ShiftReadiness> rows_of(const Story& story, Duration ahead) {
    return readiness(Draft(story.state(), story.directory(), story.now(), 0), ahead);
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

// Tonight's EDM.
ShiftReadiness tonight(const Story& story) {
    for (const ShiftReadiness& row : rows_of(story, 12h)) {
        if (row.line.role == "edm") return row;
    }
    ADD_FAILURE() << "no shift tonight";
    return {};
}

// Called for the first time, by a text that can be answered.
void expect_call(Story& story, const std::string& person) {
    story.expect_mail_to(person, "call.open");
    story.expect_text_to(person, "call.1");
}

// Both addresses of the person.
void prove(Story& story, const std::string& person) {
    for (const Medium medium : {Medium::sms, Medium::email}) {
        const Answer answer = story.check_address(person, medium);
        ASSERT_EQ(answer.kind, Answer::Kind::done);
        if (medium == Medium::sms) story.expect_text_to(person, "contact.verify");
        if (medium == Medium::email) story.expect_mail_to(person, "contact.code");
        const std::string code = story.state().address_checks().find({person, answer.detail})->code;
        ASSERT_EQ(story.says_code(person, code).kind, Answer::Kind::done);
    }
}

const Setting two_way{.two_way = both_ways};

TEST(ReadinessStory, AShiftIsReadyWhenPhoneAndMailAreProved) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 12:00", two_way);
    ShiftReadiness row = tonight(story);
    EXPECT_EQ(row.person, "jo.oak");
    EXPECT_EQ(row.line.span, story.span("Tue 2026-11-24 17:30", "Wed 2026-11-25 08:00"));
    EXPECT_EQ(row.readiness, Readiness::partly);
    EXPECT_EQ(joined(row.why), "phone not proved, mail not proved");
    EXPECT_EQ(row.fix, "tocsin contacts verify jo.oak");
    prove(story, "jo.oak");
    row = tonight(story);
    EXPECT_EQ(row.readiness, Readiness::ready) << joined(row.why);
    EXPECT_EQ(row.fix, "");
    story.restart();
    EXPECT_EQ(tonight(story).readiness, Readiness::ready);
}

TEST(ReadinessStory, AProofBelongsToTheAddressAndNotToThePerson) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 12:00", two_way);
    prove(story, "jo.oak");
    story.changes_phone("jo.oak", "+447700900177");
    EXPECT_EQ(joined(tonight(story).why), "phone not proved");
    story.changes_phone("jo.oak", "+447700900104");
    EXPECT_EQ(tonight(story).readiness, Readiness::ready);
}

TEST(ReadinessStory, AnAnsweredCallIsAProofAndGrowsOld) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 17:40", two_way);
    story.alarm("gp-records", 1);
    expect_call(story, "jo.oak");
    story.replies("jo.oak", story.code_of("jo.oak"));
    story.expect_told("jo.oak", "reply.taken");
    story.expect_level_1_told("told.level1.taken");
    EXPECT_EQ(joined(tonight(story).why), "mail not proved");
    const AddressState* phone = story.state().addresses().find({"jo.oak", "+447700900104"});
    ASSERT_NE(phone, nullptr);
    EXPECT_EQ(phone->answered, story.now());
    EXPECT_EQ(phone->how, "text");
    story.resolve({1});
    story.expect_told("jo.oak", "told.standdown");
    story.close({1});
    // What is known of a phone outlives the incident that showed it.
    story.restart();
    EXPECT_EQ(joined(tonight(story).why), "mail not proved");
    std::vector<std::string> why;
    const Draft later(story.state(), story.directory(), story.now() + 24h * 200, 0);
    EXPECT_EQ(reach_of(later, {"jo.oak", "Jo Oak", "", "+447700900104", ""}, why),
              Readiness::partly);
    EXPECT_EQ(joined(why), "phone last answered 200 days ago, no mail address");
}

TEST(ReadinessStory, WhoeverHasOneRoadIsPartlyReadyAndWhoeverHasNoneNotAtAll) {
    proves("HSSI-16");
    Story story("Tue 2026-11-24 12:00", {.edm = {{"wed-night", ""}, {"thu-night", "max.birch"}},
                                         .without_phone = {"max.birch"},
                                         .without_mail = {"jo.oak", "max.birch"}});
    const std::vector<ShiftReadiness> rows = rows_of(story, 72h);
    std::string table;
    for (const ShiftReadiness& row : rows) {
        table += row.line.role + " " + row.name + ": " + std::string(words(row.readiness)) + ", " +
                 joined(row.why) + "; " + row.fix + "\n";
    }
    EXPECT_EQ(table,
              "level-3 Sam Elm: partly, phone not proved, mail not proved; "
              "tocsin contacts verify sam.elm\n"
              "edm Jo Oak: partly, phone not proved, no mail address; "
              "tocsin contacts verify jo.oak\n"
              "edm nobody: not reachable, nobody is on the rota; tocsin rota swap edm\n"
              "edm Max Birch: not reachable, no phone, no mail address; tocsin rota swap edm\n");
}

TEST(ReadinessStory, ADeadPhoneCountsUntilSomethingArrives) {
    proves("HSSI-16");
    Story story("Tue 2026-11-24 17:40", two_way);
    story.alarm("gp-records", 1);
    story.expect_mail_to("jo.oak", "call.open");
    const Sent text = story.expect_text_to("jo.oak", "call.1");
    story.receipt(text, Receipt::State::failed_for_good, "no such number");
    const Sent again = story.expect_text_to("jo.oak", "call.1");
    story.expect_level_1_told("op.contact");
    EXPECT_EQ(joined(tonight(story).why), "phone dead: no such number, mail not proved");
    story.restart();
    EXPECT_EQ(joined(tonight(story).why), "phone dead: no such number, mail not proved");
    story.receipt(again, Receipt::State::delivered);
    EXPECT_EQ(joined(tonight(story).why), "phone not proved, mail not proved");
}

TEST(ReadinessStory, WhatThePersonSaidOfTheShiftCounts) {
    proves("HSSI-15");
    Setting setting = two_way;
    setting.shift_start.duties = {"edm"};
    Story story("Tue 2026-11-24 12:00", setting);
    prove(story, "jo.oak");
    story.wait_until("17:30");
    story.expect_mail_to("jo.oak", "shift.start.link");
    story.expect_text_to("jo.oak", "shift.start");
    story.says_of_shift_by_api("jo.oak", true);
    story.expect_level_1_told("shift.declined");
    EXPECT_EQ(joined(tonight(story).why), "cannot do it");
    EXPECT_EQ(tonight(story).readiness, Readiness::partly);
    EXPECT_EQ(tonight(story).fix, "phone Jo Oak, or tocsin rota swap edm");
}

TEST(ContactStory, APhoneIsProvedByTheReplyThatComesFromIt) {
    proves("HSSI-15");
    proves("P12");
    Story story("Tue 2026-11-24 12:00", two_way);
    const Answer answer = story.check_address("jo.oak", Medium::sms);
    const Sent text = story.expect_text_to("jo.oak", "contact.verify");
    const std::string code = story.state().address_checks().find({"jo.oak", "+447700900104"})->code;
    EXPECT_NE(text.message.text.find("Reply " + code), std::string::npos) << text.message.text;
    // Neither from another phone, nor with a doubt.
    story.replies("pat.ash", code);
    story.expect_told("pat.ash", "reply.nothing");
    story.replies("jo.oak", code + " who is this?");
    story.expect_told("jo.oak", "reply.nothing");
    EXPECT_EQ(story.state().addresses().find({"jo.oak", answer.detail}), nullptr);
    EXPECT_EQ(story.replies("jo.oak", code).detail, "reply.contact");
    story.expect_told("jo.oak", "reply.contact");
    EXPECT_TRUE(story.state().addresses().find({"jo.oak", answer.detail})->verified);
    EXPECT_EQ(story.says_code("jo.oak", code).kind, Answer::Kind::not_found) << "used up";
}

TEST(ContactStory, ACodeEndsAfterThreeWrongOnesAndAfterItsTime) {
    proves("P12");
    Story story("Tue 2026-11-24 12:00");
    const auto ask = [&] {
        const Answer answer = story.check_address("jo.oak", Medium::sms);
        const Sent text = story.expect_text_to("jo.oak", "contact.code");
        EXPECT_NE(text.message.text.find("Say it to whoever asked"), std::string::npos);
        return story.state().address_checks().find({"jo.oak", answer.detail})->code;
    };
    std::string code = ask();
    EXPECT_EQ(story.says_code("jo.oak", "0000").kind, Answer::Kind::wrong_digits);
    EXPECT_EQ(story.says_code("jo.oak", "0000").kind, Answer::Kind::wrong_digits);
    EXPECT_EQ(story.says_code("jo.oak", "0000").kind, Answer::Kind::locked);
    EXPECT_EQ(story.says_code("jo.oak", code).kind, Answer::Kind::not_found);
    code = ask();
    story.wait(2h);
    EXPECT_EQ(story.says_code("jo.oak", code).kind, Answer::Kind::not_found);
    code = ask();
    EXPECT_EQ(story.says_code("pat.ash", code).kind, Answer::Kind::not_found);
    EXPECT_EQ(story.says_code("jo.oak", code).kind, Answer::Kind::done);
}

TEST(ContactStory, WhatCannotBeProvedIsRefusedAndSaysWhy) {
    Story story("Tue 2026-11-24 12:00", {.without_phone = {"jo.oak"}});
    EXPECT_EQ(story.check_address("nobody.known", Medium::sms).kind, Answer::Kind::unknown_person);
    const Answer answer = story.check_address("jo.oak", Medium::sms);
    EXPECT_EQ(answer.kind, Answer::Kind::refused);
    EXPECT_EQ(answer.detail, "Jo Oak has no phone.");
}

TEST(ContactStory, TheWordTestIsAnAnswer) {
    proves("HSSI-15");
    Story story("Tue 2026-11-24 12:00", two_way);
    story.replies("jo.oak", "TEST");
    story.expect_told("jo.oak", "reply.test");
    EXPECT_TRUE(story.state().addresses().find({"jo.oak", "+447700900104"})->answered);
}

}  // namespace
}  // namespace tocsin
