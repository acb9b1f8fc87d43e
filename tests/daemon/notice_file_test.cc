// Audiences, notices and holds in a procedure file, and the Trusts of the configuration.
#include "core/notice_words.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string edm =
    "  edm: { title: EDM on shift, on-duty: [edm], media: sms, of: all }              # HSSI-68\n";
const std::string holding =
    "  holding: Work goes on. Nothing new to report                                   # HSSI-41\n";

// What is said of the shipped procedure with `text` in place of `line`.
std::string told(const std::string& line, const std::string& text, bool refused = true) {
    const ConfigurationSample sample;
    sample.replace(sample.procedure_file(), line, text);
    const Loaded loaded = sample.load();
    EXPECT_EQ(!loaded.configuration, refused) << text << "\n" << loaded.words("");
    return loaded.words("");
}

Procedure hssi(const std::string& line = "", const std::string& text = "") {
    const ConfigurationSample sample;
    if (!line.empty()) sample.replace(sample.procedure_file(), line, text);
    const Loaded loaded = sample.load();
    if (!loaded.configuration) throw std::runtime_error(loaded.words(""));
    return loaded.configuration->directory.procedures.at("hssi");
}

const HoldRule& hold(const Procedure& procedure, const std::string& name) {
    for (const HoldRule& one : procedure.notices.holds) {
        if (one.name == name) return one;
    }
    throw std::runtime_error("no hold " + name);
}

const std::string within = "    within: 60 min             # of the resolution";

TEST(NoticeFile, WhatIsToldInRetrospectIsASetting) {
    proves("HSSI-33");
    const Retrospective& rule = hssi().notices.retrospective;
    EXPECT_EQ(rule.within, std::chrono::minutes(60));
    EXPECT_THAT(rule.decides, ElementsAre("service-owner"));
    EXPECT_THAT(rule.before, ElementsAre("harm", "security"));
    EXPECT_EQ(rule.proposes.size(), 1u);
    EXPECT_THAT(told(within, "    # of"), HasSubstr("within: 60 min"));
    EXPECT_THAT(told("decides: [service-owner]", "decides: [service-ownr]"),
                HasSubstr("write \"service-owner\""));
    EXPECT_THAT(told("before: [harm, security]", "before: [harm, secrity]"),
                HasSubstr("write \"security\""));
}

TEST(NoticeFile, TheShippedProcedureSaysWhoIsToldAndWhatWaits) {
    for (const char* rule : {"HSSI-34", "HSSI-35", "HSSI-36", "HSSI-37", "HSSI-66", "HSSI-68"})
        proves(rule);
    const Procedure procedure = hssi();
    const Notices& notices = procedure.notices;
    EXPECT_EQ(notices.from, "confirmed");
    EXPECT_EQ(notices.next_update.at(1), std::chrono::minutes(60));
    EXPECT_EQ(notices.next_update.at(2), std::chrono::minutes(90));
    EXPECT_EQ(notices.needs, default_notice_needs());
    EXPECT_EQ(notices.texts, default_notice_texts());
    ASSERT_EQ(notices.audiences.size(), 6U);
    EXPECT_EQ(notices.audiences[1].title, "EDM on shift");
    EXPECT_THAT(notices.audiences[1].on_duty, ElementsAre("edm"));
    EXPECT_EQ(notices.audiences[1].media, std::set<Medium>{Medium::sms});
    EXPECT_EQ(notices.audiences[1].of, NoticesOf::all);
    EXPECT_EQ(notices.audiences[2].when.size(), 5U);
    EXPECT_EQ(notices.audiences[4].of, NoticesOf::management);
    EXPECT_TRUE(hold(procedure, "harm").lift.empty());
    EXPECT_TRUE(hold(procedure, "security").hides);
    EXPECT_THAT(hold(procedure, "non-bau").lift, ElementsAre("level-2", "level-3"));
    EXPECT_EQ(hold(procedure, "non-bau").of, NoticesOf::users);
}

TEST(NoticeFile, AProcedureHasWordsOfItsOwn) {
    proves("HSSI-40");
    const Procedure procedure = hssi(
        holding, holding +
                     "  correction: { sms: \"Wrong: {{corrects}}\" }\n"
                     "  management: { subject: \"{{ref}} only for us\" }\n"
                     "  never: [{ when: { service: ward-orders }, why: it is for training }]\n");
    EXPECT_EQ(procedure.notices.correction.sms, "Wrong: {{corrects}}");
    EXPECT_EQ(procedure.notices.correction.mail, default_correction().mail);
    EXPECT_EQ(procedure.notices.management.subject, "{{ref}} only for us");
    ASSERT_EQ(procedure.notices.never.size(), 1U);
    EXPECT_EQ(procedure.notices.never[0].why, "it is for training");
    const Procedure closed = hssi(edm, edm +
                                           "  early: { to: [pat.ash], closed-for: [ward-orders], "
                                           "stages: [first, final] }\n");
    EXPECT_EQ(closed.notices.audiences[2].closed_for, std::set<std::string>{"ward-orders"});
    EXPECT_EQ(closed.notices.audiences[2].stages,
              (std::set<NoticeStage>{NoticeStage::first, NoticeStage::last}));
}

TEST(NoticeFile, EveryMistakeIsSaidWithItsPlaceAndWhatToDo) {
    proves("P20");
    struct Mistake {
        std::string line;
        std::string text;
        std::string what;
        std::string fix;
    };
    const auto audience = [](const std::string& inside) { return "  edm: { " + inside + " }\n"; };
    const std::vector<Mistake> mistakes = {
        {edm, audience("to: [pat.ahs]"), "nobody is called \"pat.ahs\"", "write \"pat.ash\""},
        {edm, audience("to: [nsd, nsd]"), "\"nsd\" is named twice", "delete one of them"},
        {edm, audience("on-duty: [edn]"), "no role asks the rota for \"edn\"", "write \"edm\""},
        {edm, audience("to: nsd, media: fax"), "\"fax\" is no medium", "write one of them"},
        {edm, audience("to: nsd, stages: [frist]"), "\"frist\" is no stage of a notice",
         "write \"first\""},
        {edm, audience("media: sms"), "the audience \"edm\" names nobody", "add \"to: [nsd]\""},
        {edm, audience("to: nsd, closed-for: [gp-record]"), "no service is called \"gp-record\"",
         "write \"gp-records\""},
        {edm, audience("to: nsd, when: { kind: outrage }"), "outrage", "write \"outage\""},
        {edm, audience("to: nsd, off: users"), "off", ""},
        {holding, "  from: confirm\n", "given twice", ""},
        {holding, "  holding: \"\"\n", "holding", ""},
        {"  next-update: { 1: 60 min, 2: 90 min }", "  next-update: { 1: 1 s, 6: 90 min }",
         "\"1\" of \"next-update\" of the notices is \"1 s\"", "write it as"},
        {"    final:  { needs: [summary] }", "    final:  { needs: [sumary] }",
         "\"sumary\" is no part of a notice", "write \"summary\""},
        {"    final:  { needs: [summary] }", "    final:  { sms: \"{{sumary}}\" }",
         "\"sms\" of the stage \"final\" cannot be filled in", "between the braces"},
        {"      lift: nobody\n", "", "lift", "name the roles that decide"},
        {"      lift: nobody\n", "      lift: levle-3\n", "no role is called \"levle-3\"",
         "write \"level-3\""},
        {"      why: a patient has come to harm\n", "", "why", "say why it waits"},
        {"      when: { flag: harm }\n", "", "when", "say which messages wait"},
        {"      status-page: hidden\n", "      status-page: gone\n", "gone", "hidden"},
    };
    for (const Mistake& one : mistakes) {
        const std::string words = told(one.line, one.text);
        EXPECT_THAT(words, HasSubstr(one.what)) << one.text;
        EXPECT_THAT(words, HasSubstr(one.fix)) << one.text;
        EXPECT_THAT(words, HasSubstr("hssi.yaml:")) << one.text;
    }
}

TEST(NoticeFile, WhoeverReadsAMessageLearnsWhenTheNextOneComes) {
    proves("HSSI-30");
    EXPECT_THAT(
        told("    update: { needs: [happened, next] }",
             "    update: { needs: [happened, next], sms: \"News: {{happened}}\" }", false),
        HasSubstr("\"sms\" of the stage \"update\" does not say when the next update comes"));
}

TEST(NoticeFile, ADomainNamesTrustsAndRegionsThatThereAre) {
    proves("HSSI-31");
    const ConfigurationSample sample;
    const Loaded good = sample.load();
    ASSERT_TRUE(good.configuration) << good.words("");
    EXPECT_EQ(good.configuration->directory.trusts.at("northtown").region, "North East");
    EXPECT_EQ(good.configuration->directory.services.at("gp-records").domain,
              std::set<std::string>{"North East"});
    sample.replace(sample.main_file(), "domain: [North East]", "domain: [North Est]");
    const Loaded bad = sample.load();
    EXPECT_FALSE(bad.configuration);
    EXPECT_THAT(bad.words(""), HasSubstr("no Trust or region is called \"North Est\""));
    EXPECT_THAT(bad.words(""), HasSubstr("write \"North East\""));
}

}  // namespace
}  // namespace tocsin
