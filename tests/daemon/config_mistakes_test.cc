// What people get wrong, and that each mistake is refused with its place and a reason.
#include "daemon/config.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Mistake {
    const char* title;  // of the test
    const char* file;
    const char* from;  // what the shipped file says,
    const char* to;    // and what somebody made of it
    const char* at;    // where the problem must point: the first place where the new file says so
    const char* says;
    bool warning = false;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
    *out << mistake.to;
}

constexpr const char* tocsin_yaml = "tocsin.yaml";
constexpr const char* hssi_yaml = "procedures/hssi.yaml";
constexpr const char* long_name = "Records of all general practices";

const Mistake mistakes[] = {
    // The main file.
    {"UnknownKey", tocsin_yaml, "\nsite:", "\nsight: x\nsite:", "sight", "no key called \"sight\""},
    {"EmptySite", tocsin_yaml, "site: National services", "site:", "site:", "\"site\""},
    {"ListenWithoutPort", tocsin_yaml, "[\"127.0.0.1:8080\"]", "[\"127.0.0.1\"]", "\"127.0.0.1\"]",
     "no address to listen on"},
    {"ListenToAName", tocsin_yaml, "[\"127.0.0.1:8080\"]", "[\"localhost:8080\"]", "\"localhost",
     "no address to listen on"},
    {"BaseUrlWithoutScheme", tocsin_yaml, "base-url: http://127.0.0.1:8080",
     "base-url: alert.example.org", "alert.example.org", "\"base-url\" is no address"},
    {"BaseUrlInTheClear", tocsin_yaml, "base-url: http://127.0.0.1:8080",
     "base-url: http://alert.example.org", "http://alert.example.org", "not encrypted", true},
    {"MailDomainWithAnAt", tocsin_yaml, "mail-domain: alert.example.org",
     "mail-domain: tocsin@example.org", "tocsin@example.org", "no name of a domain"},
    {"NoSuchZone", tocsin_yaml, "time-zone: Europe/London", "time-zone: Europe/Londinium",
     "Europe/Londinium", "Europe/Londinium"},
    {"NoSuchDay", tocsin_yaml, "# bank-holidays: { known-to: 2029-12-31",
     "bank-holidays: { known-to: 2029-02-30", "2029-02-30", "\"2029-02-30\" is no day"},
    {"NoSuchDefaultProcedure", tocsin_yaml, "default-procedure: hssi", "default-procedure: hsssi",
     "hsssi", "no procedure is called \"hsssi\""},
    {"NoProcedures", tocsin_yaml, "procedures: procedures\n", "procedures: elsewhere\n",
     "elsewhere", "holds no procedure"},
    {"NoRotaFolder", tocsin_yaml, "\nrotas: rotas", "\nrotas: rotaz", "rotaz",
     "no such folder of rotas", true},
    {"PhoneTooShort", tocsin_yaml, "07700 900102", "07700 9001", "07700 9001,",
     "\"phone\" of the person \"sam.elm\" cannot be used"},
    {"PersonOfALandline", tocsin_yaml, "07700 900102", "0113 496 0123", "0113 496 0123,",
     "\"phone\" of the person \"sam.elm\" cannot be used"},
    {"PersonOfAPremiumNumber", tocsin_yaml, "07700 900102", "0909 879 0123", "0909 879 0123,",
     "\"phone\" of the person \"sam.elm\" cannot be used"},
    {"DeskOfALandlineAlone", tocsin_yaml,
     "phone: 07700 900011\n    mail: service.bridge@example.org", "phone: 0113 496 0123",
     "0113 496 0123", "\"phone\" of the desk \"service-bridge\" cannot be used"},
    {"PhonesOfNoCountry", tocsin_yaml, "phone-region: GB", "phone-region: UK", "UK",
     "\"UK\" is no country whose phones are known"},
    {"MailWithoutAt", tocsin_yaml, "sam.elm@example.org", "sam.elm", "sam.elm }",
     "\"mail\" of the person \"sam.elm\" cannot be used"},
    {"PersonWithoutContact", tocsin_yaml,
     ",       phone: 07700 900102, mail: sam.elm@example.org }", " }", "{ name: Sam Elm",
     "the person \"sam.elm\" has neither phone nor mail"},
    {"PersonWithoutName", tocsin_yaml, "{ name: Sam Elm,       phone", "{ phone",
     "{ phone: 07700 900102", "the person \"sam.elm\" has no \"name\""},
    {"PersonTwice", tocsin_yaml, "  jo.oak:  ", "  pat.ash: ", nullptr, "\"pat.ash\""},
    {"PersonWithASpace", tocsin_yaml, "  jo.oak:  ", "  Jo Oak:  ", "{ name: Jo Oak",
     "a person cannot be called \"Jo Oak\""},
    {"TwoPeopleOfOnePhone", tocsin_yaml, "07700 900104", "07700 900103", nullptr,
     "has the phone of \"robin.yew\"", true},
    {"PersonMisspelt", tocsin_yaml, "{ name: Jo Oak,  ", "{ nmae: x, name: Jo Oak,  ", "nmae",
     "the person \"jo.oak\" has no key called \"nmae\""},
    {"DeskOfAPersonsName", tocsin_yaml, "\n  nsd:\n", "\n  pat.ash:\n", nullptr,
     "a desk and a person are both called \"pat.ash\""},
    {"DeskNameTooLong", tocsin_yaml, "name: Service Bridge", "name: Service Bridges",
     "Service Bridges", "has 15 characters, and at most 14 fit"},
    {"RotaTeamOutside", tocsin_yaml, "rota-team: [nsd]", "rota-team: [northline]", "northline]",
     "who is outside", true},
    {"LevelOneOutside", hssi_yaml, "{ when: out-of-hours, desk: nsd, called: NSD }",
     "{ when: out-of-hours, desk: nsd, called: NSD, outside: yes }", "level-1\n",
     "level 1 (the role \"level-1\") is outside", true},
    {"OutsideUnsaid", tocsin_yaml, "    outside: yes", "    # outside", "{ supplier: [northline] }",
     "whether \"northline\", a supplier, is outside", true},
    {"OutsideOfARoleIsYesOrNo", hssi_yaml, "called: supplier, outside: yes",
     "called: supplier, outside: perhaps", "perhaps", "\"outside\""},
    {"RotaTeamUnknown", tocsin_yaml, "rota-team: [nsd]", "rota-team: [nds]", "nds]",
     "no desk or person is called \"nds\""},
    {"ServiceNameTooLong", tocsin_yaml, "name: GP Records\n",
     "name: Records of all general practices\n", long_name, "at most 20 fit"},
    {"PlaceTooLong", tocsin_yaml, "place: Northtown and Eastvale",
     "place: Northtown, Eastvale, Southbury, Westmoor and more", "Northtown, E", "at most 43 fit"},
    {"ServiceOfNoProcedure", tocsin_yaml, "name: GP Records\n", "name: GP\n    procedure: hsi\n",
     "hsi\n", "no procedure is called \"hsi\""},
    {"UnknownDialect", tocsin_yaml, "dialect: alertmanager", "dialect: alertmanger", "alertmanger",
     "cannot be \"alertmanger\""},
    {"SeverityBeyondFive", tocsin_yaml, "info: 4 }", "info: 6 }", "6 }",
     "not a whole number from 1"},
    {"MissingPasswordFile", tocsin_yaml,
     "# basic: [{ user: alertmanager, password-file: keys/alertmanager }]",
     "basic: [{ user: alertmanager, password-file: keys/alertmanager }]", "keys/alertmanager }",
     "cannot be read: it does not exist"},
    {"ChannelTypeMisspelt", tocsin_yaml, "medium: sms,   type: file", "medium: sms,   type: files",
     "files,", "\"type\" of the channel \"sms-files\" cannot be \"files\""},
    {"ChannelOfUnknownMedium", tocsin_yaml, "medium: sms,   type", "medium: fax,   type", "fax,",
     "cannot be \"fax\""},
    {"ChannelTwice", tocsin_yaml, "  mail-files:", "  sms-files:", nullptr, "\"sms-files\""},
    {"TooManyOnTheWay", tocsin_yaml, "folder: out/sms }", "folder: out/sms, in-flight: 900 }",
     "900 }", "\"in-flight\" of the channel \"sms-files\""},
    {"StatusPageByFtp", tocsin_yaml, "publish: [out/www]", "publish: [\"ftp://example.org/\"]",
     "\"ftp:", "the status page cannot be put there"},
    {"LimitOutOfRange", tocsin_yaml, "connections: 4000", "connections: 4", "4\n",
     "\"connections\" of the block \"limits\""},
    {"TabForIndent", tocsin_yaml, "\n  site-url:", "\n\tsite-url:", nullptr, ""},
    // The procedure.
    {"WeekTimeOfNoDay", hssi_yaml, "publish: Mon 08:00", "publish: Monday 08:00", "Monday 08:00",
     "\"Monday 08:00\" is no time of a week"},
    {"WeeklyRotaForNobody", hssi_yaml, "to: [nsd, service-bridge, kim.hazel]", "to: []", "[]",
     "the weekly rota has no readers"},
    {"WeeklyRotaForAStranger", hssi_yaml, "service-bridge, kim.hazel]",
     "service-bridge, kim.hasel]", "kim.hasel", "nobody is called \"kim.hasel\""},
    {"WeeklyRotaTwiceToOne", hssi_yaml, "service-bridge, kim.hazel]", "service-bridge, nsd]",
     "nsd]\n", "\"nsd\" is named twice"},
    {"WeeklyRotaMisspelt", hssi_yaml, "missing-alarm:", "mising-alarm:", "mising-alarm",
     "no key called \"mising-alarm\""},
    {"HandoverWithoutRules", hssi_yaml, "\n  rules:\n    - { from: { desk: service-bridge }",
     "\n  rulez:\n    - { from: { desk: service-bridge }", "rulez", "no key called \"rulez\""},
    {"HandoverOfAStranger", hssi_yaml, "to: { desk: nsd }", "to: { desk: nsdd }", "nsdd",
     "no desk is called \"nsdd\""},
    {"HandoverOfADeskAndADuty", hssi_yaml, "to: { desk: nsd }", "to: { desk: nsd, rota: edm }",
     "{ desk: nsd, rota: edm }", "one desk, or one duty"},
    {"HandoverToNobody", hssi_yaml, "to: { desk: nsd }", "to: {}", "{}", "one desk, or one duty"},
    {"HandoverAtNoTime", hssi_yaml, "at: \"17:30\"", "at: \"5 pm\"", "\"5 pm\"",
     "\"5 pm\" is no time of a handover"},
    {"HandoverAtTheEndOfADesksShift", hssi_yaml, "at: \"08:00\", call", "at: shift-end, call",
     "shift-end, call", "a desk has no shifts that end"},
    {"HandoverWithACallMisspelt", hssi_yaml, "\"17:30\", call: always", "\"17:30\", call: allways",
     "allways", "allways"},
    {"HandoverRemindedTooOften", hssi_yaml, "remind: 30 min", "remind: 1 min", "1 min",
     "\"remind\""},
    {"HandoverSectionOfNothing", hssi_yaml, "of: holds", "of: hold", "hold\n",
     "cannot be \"hold\""},
    {"HandoverLineThatNobodyFills", hssi_yaml, "{{#next}} Next update {{next}}.",
     "{{#next}} {{nxt}}", "\"Sev {{severity}}", "this line of a handover cannot be filled in"},
    {"HandoverLineOfAnotherSection", hssi_yaml, "Decides: {{decides}}", "Due: {{due}}",
     "\"{{service}}, {{what}} since", "this line of a handover cannot be filled in"},
    {"HandoverLineThatNeverEnds", hssi_yaml, ", late by {{late}}{{/late}}", ", late by {{late}}",
     "\"{{#ref}}{{ref}} {{service}}", "this line of a handover cannot be filled in"},
    {"ProcedureUnknownKey", hssi_yaml, "alarm-cleared:", "alarm-clear:", "alarm-clear",
     "no key called \"alarm-clear\""},
    {"DutyThatNoRoleAsksFor", hssi_yaml, "duties: [edm, level-3]", "duties: [edm, level-4]",
     "level-4]", "no role asks the rota for \"level-4\""},
    {"ShiftToConfirmInNoTime", hssi_yaml, "confirm-within: 30 min", "confirm-within: 119 s",
     "119 s", "must be from 2 min to 12 h"},
    {"ShiftStartUnknownKey", hssi_yaml, "live-ahead: 30 min", "life-ahead: 30 min", "life-ahead",
     "no key called \"life-ahead\""},
    {"NoSuchHour", hssi_yaml, "from: \"08:00\"", "from: \"8 am\"", "\"8 am\"",
     "\"8 am\" is no time of day"},
    {"NoSuchDayOfTheWeek", hssi_yaml, "days: mon-fri", "days: mon-fry", "mon-fry",
     "\"mon-fry\" is no day"},
    {"StatusMissing", hssi_yaml, "confirmed, resolved,", "confirmed,", "[reported",
     "the status \"resolved\" is missing"},
    {"StatusTwice", hssi_yaml, "confirmed, resolved,", "confirmed, resolved, resolved,",
     "resolved, closed", "\"resolved\" is given twice"},
    {"RoleOfAStranger", hssi_yaml, "people: [kim.hazel]", "people: [kim.hazle]", "kim.hazle",
     "no person is called \"kim.hazle\""},
    {"RoleOfNoDesk", hssi_yaml, "desk: nsd,", "desk: nds,", "nds,", "no desk is called \"nds\""},
    {"RoleOfNobody", hssi_yaml, "people: [kim.hazel]", "people: []", "[]", "names nobody"},
    {"RoleOfTwoKinds", hssi_yaml, "{ rota: level-3, called", "{ rota: level-3, desk: nsd, called",
     "{ rota: level-3", "names its people twice"},
    {"RoleCalledTooLong", hssi_yaml, "called: level 4", "called: the fourth level of support",
     "the fourth", "at most 14 fit"},
    {"RoleCalledTooLongForATry", hssi_yaml, "called: level 4", "called: the fourth line",
     "the fourth", "at most 14 fit"},
    {"RoleOfCoreHoursOnly", hssi_yaml, "- { people: [kim.hazel]",
     "- { when: core-hours, people: [kim.hazel]", "level-4, attempts",
     "the role \"level-4\" has nobody out of hours", true},
    {"TriesOfSeconds", hssi_yaml, "level-3, attempts: 2, within: 20 min",
     "level-3, attempts: 2, within: 1 min", "{ role: level-3", "less than a minute", true},
    {"RoleWithoutWords", hssi_yaml, "{ rota: level-3, called: level 3 }", "{ rota: level-3 }",
     "{ rota: level-3 }", "has no \"called\""},
    {"RotaNotNamed", hssi_yaml, "rota: on-call  ", "#", "edm,", "asks a rota, and none is named"},
    {"LadderOfNoRole", hssi_yaml, "{ role: level-3, attempts", "{ role: level-33, attempts",
     "level-33", "no role is called \"level-33\""},
    {"NoAttempt", hssi_yaml, "{ role: level-3, attempts: 2", "{ role: level-3, attempts: 0", "0,",
     "not a whole number from 1 to 10"},
    {"ElevenAttempts", hssi_yaml, "{ role: level-3, attempts: 2", "{ role: level-3, attempts: 11",
     "11,", "not a whole number from 1 to 10"},
    {"RungOfSeconds", hssi_yaml, "level-3, attempts: 2, within: 20 min",
     "level-3, attempts: 2, within: 30 s", "30 s", "must be from 1 min to 24 h"},
    {"RungOfTwoDays", hssi_yaml, "level-3, attempts: 2, within: 20 min",
     "level-3, attempts: 2, within: 2 days", "2 days", "must be from 1 min to 24 h"},
    {"RungWithoutUnit", hssi_yaml, "level-3, attempts: 2, within: 20 min",
     "level-3, attempts: 2, within: 21", "21 ", "no length of time"},
    {"LadderNeverStarts", hssi_yaml, "starts: reported\n  rungs", "starts: reportd\n  rungs",
     "reportd", "no status is called \"reportd\""},
    {"Cleared", hssi_yaml, "alarm-cleared: resolve", "alarm-cleared: resolvd", "resolvd",
     "cannot be \"resolvd\""},
    {"ObligationWithoutTitle", hssi_yaml, "title: conference call arranged",
     "titel: conference call", "titel: conf", "no key called \"titel\""},
    {"ObligationWithALongTitle", hssi_yaml, "title: conference call arranged",
     "title: the conference call of everybody concerned is arranged", "the conference call",
     "at most 40 fit"},
    {"ObligationOfNoMoment", hssi_yaml, "starts: [asked, taken]", "starts: [asked, takn]", "takn",
     "\"takn\" is no moment of an incident"},
    {"ObligationTakenByNoRung", hssi_yaml, "starts: [asked, taken]",
     "starts: [asked, { taken: security }]", "security }]\n    due: 30 min",
     "nobody is ever called as \"security\""},
    {"ObligationMetByNone", hssi_yaml, "starts: [asked, taken]",
     "starts: [asked, { met: conference }]", "conference }", "no obligation is called"},
    {"ObligationDueSometime", hssi_yaml, "starts: [asked, taken]\n    due: 30 min\n",
     "starts: [asked, taken]\n    due: soon\n", "soon\n", "\"soon\" is no time to do something in"},
    {"ObligationOfNoSeverity", hssi_yaml, "starts: [asked, taken]\n    due: 30 min\n",
     "starts: [asked, taken]\n    due: { 6: 30 min }\n", "6: 30", "\"6\" is no severity"},
    {"ObligationOfNoRole", hssi_yaml, "owner: holder\n    waive", "owner: level-9\n    waive",
     "level-9", "no role is called \"level-9\""},
    {"ObligationEscalatedNowhere", hssi_yaml, "tell: [level-3], again: 15",
     "escalate: security, again: 15", "security, again", "the ladder has no rung \"security\""},
    {"ObligationUntilNever", hssi_yaml, "again: 15 min }\n    until: resolved\n\n  # Level 2",
     "again: 15 min }\n    until: nevermore\n\n  # Level 2", "nevermore",
     "no status is called \"nevermore\""},
    {"RoleByTheServiceAndADesk", hssi_yaml, "{ service: supplier, called: supplier, outside: yes }",
     "{ service: supplier, desk: nsd, called: supplier }", "{ service: supplier, desk",
     "names its people twice"},
    {"RoleByAnUnknownContact", hssi_yaml, "{ service: supplier, called",
     "{ service: suplier, called", "suplier", "no service has a contact called \"suplier\"", true},
    {"ContactOfNobody", tocsin_yaml, "contacts: { supplier: [northline] }",
     "contacts: { supplier: [northlin] }", "northlin]", "no person or desk is called \"northlin\""},
    {"TermOfNoDay", hssi_yaml, "called: level 4 }", "called: level 4, from: 2026-02-30 }",
     "2026-02-30", "\"2026-02-30\" is no day"},
    {"TermBackwards", hssi_yaml, "called: level 4 }",
     "called: level 4, from: 2027-01-01, until: 2026-12-31 }", "2026-12-31 }",
     "ends before it begins"},
    {"TermOfARota", hssi_yaml, "rota: level-3, called: level 3 }",
     "rota: level-3, called: level 3, until: 2027-12-31 }", "2027-12-31", "is of nobody"},
    {"InterimForEver", hssi_yaml, "called: level 4 }", "called: level 4, interim: yes }", "yes }",
     "has no last day"},
    {"LevelOneForATerm", hssi_yaml, "desk: nsd, called: NSD }",
     "people: [sam.elm], called: NSD, until: 2027-12-31 }", "level-1\n\n", "for sure out of hours"},
    {"TermsOverlap", hssi_yaml, "    - { people: [kim.hazel], called: level 4 }",
     "    - { people: [kim.hazel], called: level 4, until: 2027-06-30 }\n"
     "    - { people: [sam.elm], called: level 4, from: 2027-06-01, until: 2029-12-31 }",
     "{ people: [sam.elm]", "overlap from 2027-06-01 to 2027-06-30", true},
    {"TermsLeaveAGap", hssi_yaml, "    - { people: [kim.hazel], called: level 4 }",
     "    - { people: [kim.hazel], called: level 4, until: 2027-06-30 }\n"
     "    - { people: [sam.elm], called: level 4, from: 2027-07-02, until: 2029-12-31 }",
     "{ people: [kim.hazel]", "nobody holds the role \"level-4\" from 2027-07-01 to 2027-07-01",
     true},
    {"TermEndsSoon", hssi_yaml, "called: level 4 }", "called: level 4, until: 2026-12-21 }",
     "{ people: [kim.hazel]", "nobody holds the role \"level-4\" from 2026-12-22", true},
    {"WarnTermsTooLate", hssi_yaml, "warn-terms: 30 days", "warn-terms: 20 min", "20 min\n",
     "\"warn-terms\""},
};

std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

// "12:5" of the first place where `text` says `words`.
std::string position(const std::string& text, const std::string& words) {
    const std::size_t at = text.find(words);
    if (at == std::string::npos) return "nowhere";
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return std::to_string(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n') +
                          1) +
           ":" + std::to_string(at - begin + 1);
}

class EachMistake : public testing::TestWithParam<Mistake> {};

TEST_P(EachMistake, IsToldWithItsPlaceAndReason) {
    const Mistake& mistake = GetParam();
    const ConfigurationSample sample;
    const std::filesystem::path path = sample.folder() / mistake.file;
    sample.replace(path, mistake.from, mistake.to);
    const Loaded loaded = sample.load();
    EXPECT_EQ(loaded.configuration.has_value(), mistake.warning);
    const std::string expected =
        mistake.at ? path.filename().string() + ":" + position(text_of(path), mistake.at) + ": "
                   : "";
    const bool told =
        std::any_of(loaded.problems.begin(), loaded.problems.end(), [&](const Problem& problem) {
            const std::string words = short_form(problem);
            return words.starts_with(expected) && problem.warning == mistake.warning &&
                   problem.mark.line > 0 && problem.what.find(mistake.says) != std::string::npos;
        });
    EXPECT_TRUE(told) << "expected " << expected << mistake.says << "\nfound\n" << loaded.words("");
    proves("P20");
}

INSTANTIATE_TEST_SUITE_P(Configuration, EachMistake, testing::ValuesIn(mistakes),
                         [](const auto& row) { return std::string(row.param.title); });

TEST(ConfigurationMistakes, AreToldAllAtOnceFromEveryFile) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "site: National services", "sight: National services");
    sample.replace(sample.main_file(), "07700 900102", "0770");
    sample.replace(sample.main_file(), "type: file, folder: out/mail", "type: flie");
    sample.replace(sample.procedure_file(), "{ role: level-3, attempts: 2",
                   "{ role: level-33, attempts: 0");
    sample.write("procedures/wrong.yaml", "procedure: [\n");
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration);
    const std::string words = loaded.words("Nothing was changed.");
    for (const char* piece : {"has no \"site\"", "no key called \"sight\"",
                              "\"phone\" of the person", "cannot be \"flie\"",
                              "no role is called \"level-33\"", "from 1 to 10", "wrong.yaml:1:"}) {
        EXPECT_THAT(words, HasSubstr(piece));
    }
    EXPECT_THAT(words, HasSubstr("do:  write \"file\""));
    EXPECT_THAT(words, HasSubstr(" errors, 0 warnings. Nothing was changed.\n"));
    proves("P20");
}

// Loading throws nothing, whatever line somebody lost on the way.
TEST(ConfigurationMistakes, AnyLostLineIsJudged) {
    const ConfigurationSample sample;
    for (const auto& path : {sample.main_file(), sample.procedure_file()}) {
        const std::string whole = text_of(path);
        for (std::size_t begin = 0; begin < whole.size();) {
            const std::size_t end = whole.find('\n', begin) + 1;
            std::ofstream(path) << whole.substr(0, begin) << whole.substr(end);
            const Loaded loaded = sample.load();
            EXPECT_EQ(loaded.configuration.has_value(), !refused(loaded.problems));
            std::ofstream(path) << whole.substr(0, begin);
            EXPECT_FALSE(sample.load().words("").empty());
            begin = end;
        }
        std::ofstream(path) << whole;
    }
}

TEST(ConfigurationMistakes, ATermThatEndsLaterOrIsFollowedIsNoWarning) {
    proves("WSIC-11");
    for (const char* lines : {"    - { people: [kim.hazel], called: level 4, until: 2026-12-23 }",
                              "    - { people: [kim.hazel], called: level 4, until: 2026-12-01 }\n"
                              "    - { people: [sam.elm], called: level 4, from: 2026-12-02 }",
                              "    - { people: [kim.hazel], called: level 4, until: 2026-12-01, "
                              "interim: yes }\n"
                              "    - { people: [sam.elm], called: level 4, from: 2026-11-25 }"}) {
        const ConfigurationSample sample;
        sample.replace(sample.procedure_file(), "    - { people: [kim.hazel], called: level 4 }",
                       lines);
        const Loaded loaded = sample.load();
        EXPECT_TRUE(loaded.configuration);
        EXPECT_THAT(short_form(loaded.problems), Not(HasSubstr("level-4"))) << lines;
    }
}

TEST(ConfigurationMistakes, MissingFileIsAProblem) {
    const Loaded loaded = load_configuration("/nowhere/tocsin.yaml", {});
    EXPECT_FALSE(loaded.configuration);
    ASSERT_EQ(loaded.problems.size(), 1U);
    EXPECT_THAT(loaded.problems[0].what, HasSubstr("it does not exist"));
}

TEST(ConfigurationMistakes, SecondProcedureOfOneNameIsRefused) {
    const ConfigurationSample sample;
    sample.write("procedures/other.yaml", text_of(sample.procedure_file()));
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration);
    EXPECT_THAT(short_form(loaded.problems),
                HasSubstr("other.yaml:1:1: a second procedure is called \"hssi\""));
}

// P11 asks that somebody is always told; a configuration that cannot is never taken over.
TEST(ConfigurationMistakes, NobodyForSureAtLevelOneIsRefused) {
    const ConfigurationSample without_night;
    without_night.replace(without_night.procedure_file(),
                          "    - { when: out-of-hours, desk: nsd, called: NSD }\n", "");
    const Loaded night = without_night.load();
    EXPECT_FALSE(night.configuration);
    EXPECT_THAT(short_form(night.problems),
                HasSubstr("level 1 (the role \"level-1\") reaches nobody for sure out of hours"));

    const ConfigurationSample by_rota;
    by_rota.replace(by_rota.procedure_file(), "desk: service-bridge, called", "rota: edm, called");
    EXPECT_THAT(short_form(by_rota.load().problems), HasSubstr("for sure in core hours"));

    const ConfigurationSample absent;
    absent.replace(absent.procedure_file(), "\nlevel-1: level-1", "\n");
    const Loaded none = absent.load();
    EXPECT_FALSE(none.configuration);
    EXPECT_THAT(short_form(none.problems), HasSubstr("has no \"level-1\""));

    const ConfigurationSample unreachable;
    unreachable.replace(unreachable.main_file(),
                        "    phone: 07700 900010\n    mail: nsd@example.org\n", "");
    const Loaded silent = unreachable.load();
    EXPECT_FALSE(silent.configuration);
    EXPECT_THAT(short_form(silent.problems), HasSubstr("the desk \"nsd\" has neither"));
    EXPECT_THAT(short_form(silent.problems), HasSubstr("for sure out of hours"));
    proves("P11");
}

TEST(ConfigurationMistakes, NobodyForSureAsLastResortIsRefused) {
    const ConfigurationSample by_rota;
    by_rota.replace(by_rota.procedure_file(), "{ people: [duty.director], called",
                    "{ rota: director, called");
    const Loaded rota = by_rota.load();
    EXPECT_FALSE(rota.configuration);
    EXPECT_THAT(short_form(rota.problems), HasSubstr("the last resort (the role \"last-resort\") "
                                                     "reaches nobody for sure at any hour"));

    const ConfigurationSample absent;
    absent.replace(absent.procedure_file(), "  last-resort: { role: last-resort, every: 5 min }\n",
                   "");
    const Loaded none = absent.load();
    EXPECT_FALSE(none.configuration);
    EXPECT_THAT(short_form(none.problems), HasSubstr("the ladder has no \"last-resort\""));
    proves("P11");
}

TEST(ConfigurationMistakes, ContactThatNoChannelReachesIsRefused) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(),
                   "  mail-files: { medium: email, type: file, folder: out/mail }\n", "");
    EXPECT_TRUE(sample.load().configuration);
    sample.replace(sample.main_file(), "phone: 07700 900199, mail", "mail");
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration);
    EXPECT_THAT(short_form(loaded.problems),
                HasSubstr("no channel reaches the person \"duty.director\""));
    EXPECT_THAT(short_form(loaded.problems), HasSubstr("the last resort"));
}

TEST(ConfigurationMistakes, HttpChannelsSpeakHttpAndOnlyToProviders) {
    const ConfigurationSample sample;
    sample.replace(
        sample.main_file(), "\n  #\n  # Any provider of texts",
        "\n  files: { medium: sms, type: http, url: \"file:///etc/passwd\" }"
        "\n  clear: { medium: sms, type: http, url: \"http://sms.example.org/\" }"
        "\n  named: { medium: sms, type: http, url: \"https://{to}.example.org/\" }"
        "\n  blank: { medium: sms, type: http, url: \"https://sms.example.org/{nobody}\" }"
        "\n  relay: { medium: sms, type: smtp, url: \"smtp://relay.example.org\" }"
        "\n  # Any provider of texts");
    const std::string problems = short_form(sample.load().problems);
    EXPECT_THAT(problems,
                HasSubstr("\"url\" of the channel \"files\" is no address of a provider"));
    EXPECT_THAT(problems, HasSubstr("\"url\" of the channel \"clear\" is not encrypted"));
    EXPECT_THAT(problems,
                HasSubstr("\"url\" of the channel \"named\" is no address of a provider"));
    EXPECT_THAT(problems, HasSubstr("the channel \"blank\": nobody gives {nobody}"));
    EXPECT_THAT(problems, HasSubstr("the channel \"relay\" of type smtp sends mail"));
}

TEST(ConfigurationMistakes, SecretsAreNeverShown) {
    const ConfigurationSample sample;
    sample.replace(
        sample.main_file(), "\n  #\n  # Any provider of texts",
        "\n  one: { medium: email, type: smtp, url: \"smtp://me:hunter2@relay.example.org\" }"
        "\n  two: { medium: email, type: smtp, url: \"smtp://relay.example.org\", user: me,"
        "\n         password: hunter2 }"
        "\n  three: { medium: email, type: smtp, url: \"smtp://relay.example.org\", user: me,"
        "\n           password-file: hunter2 }"
        "\n  four: { medium: sms, type: http, url: \"https://sms.example.org/\", user: me,"
        "\n          password: hunter2 }"
        "\n  five: { medium: sms, type: http, url: \"https://sms.example.org/{nobody}\","
        "\n          secrets: { key: keys/two-lines } }"
        "\n  # Any provider of texts");
    sample.replace(sample.main_file(), "    service-label: service ",
                   "    secret-paths: [keys/short]\n    service-label: service ");
    sample.write("keys/two-lines", "hunter2\nhunter2\n");
    sample.write("keys/short", "hunter2");
    const Loaded loaded = sample.load();
    EXPECT_FALSE(loaded.configuration);
    EXPECT_GE(loaded.problems.size(), 7U) << loaded.words("");
    EXPECT_THAT(loaded.words("Nothing was changed."), Not(HasSubstr("hunter2")));
    proves("P18");
}

TEST(ConfigurationMistakes, SecretReadableByEverybodyIsAWarning) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "    service-label: service ",
                   "    secret-paths: [keys/path]\n    service-label: service ");
    const auto path = sample.write("keys/path", "0123456789abcdef0123456789abcdef");
    std::filesystem::permissions(path, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    const Loaded loaded = sample.load();
    EXPECT_TRUE(loaded.configuration);
    EXPECT_THAT(short_form(loaded.problems),
                HasSubstr("warning: a secret path of the source \"alertmanager\" may be read by"));
}

}  // namespace
}  // namespace tocsin
