// Every text, at its sample and at its longest: short enough, plain enough, and sent by somebody.
#include "core/wording.h"

#include "core/gsm7.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <cctype>

namespace tocsin {
namespace {

// The ask must be in the first part of a text of two: 153 signs (wording 2.2).
constexpr std::size_t first_part = 153;
const std::string link = "https://alert.example.org/a/7k2m9x4qvt3hc8rw5n6p";

// Wording 2.3, and the values that only the mails have.
const Values sample = {{"desk", "NSD"},
                       {"desk_long", "National Service Desk"},
                       {"sev", "1"},
                       {"service", "GP Records"},
                       {"state", "down"},
                       {"state_words", "down"},
                       {"place", "Multiple Trusts in North East"},
                       {"code", "4715"},
                       {"until", "02:24"},
                       {"role", "EDM"},
                       {"phone", "07700 900010"},
                       {"ref", "INC-2041"},
                       {"sent", "02:14"},
                       {"sent_long", "02:14 on Wednesday 8 July 2026"},
                       {"next", "level 3"},
                       {"why", "EDM not reached, you are level 3"},
                       {"round", "2"},
                       {"count", "3"},
                       {"more", "2"},
                       {"person", "Pat Ash"},
                       {"owner", "EDM"},
                       {"owed", "conference call"},
                       {"late", "10 min late"},
                       {"task", "clinical safety task"},
                       {"of", "INC-2040"},
                       {"was", "3"},
                       {"owing", "\nConference call arranged: by 02:49"},
                       {"or_reply", "Or reply 4715 to our text, if you have it.\n"},
                       {"supplier", " Supplier Exampletech."},
                       {"decider", "EDM"},
                       {"ask", "Arrange it, or say why it is not needed"},
                       {"chase", ". Next chase 03:40"},
                       {"time", "02:19"},
                       {"reason", "Service confirmed back 05:05"},
                       {"how", "text"},
                       {"after", "5 min"},
                       {"mobile", "07700 900101"},
                       {"tries", "02:14 no answer, 02:24 not delivered"},
                       {"frm", "Thu 17:30"},
                       {"frm_iso", "2026-07-16T17:30"},
                       {"to", "Fri 08:00"},
                       {"gaprole", "EDM"},
                       {"when", ", out of hours"},
                       {"procedure", "wsic"},
                       {"effect", "go straight to level 3"},
                       {"hours", "24 hours"},
                       {"impact", "Users cannot open shared records"},
                       {"prov", "sms-a"},
                       {"source", "zabbix"},
                       {"since", "02:10"},
                       {"rate", "last 3 tries failed: 403"},
                       {"now", "Another provider is used instead"},
                       {"used", "Texts leave by it again"},
                       {"list", "INC-2041, INC-2043, INC-2044"},
                       {"missed", "EDM and level 3 not reached"},
                       {"try_short", "try 1 of 2"},
                       {"try", "Try 1 of 2"},
                       {"opening", "Pat Ash, you are EDM on call."},
                       {"summary", "no answer from the front door"},
                       {"start_long", "01:52 on Wednesday 8 July 2026"},
                       {"next_people", "level 3 Sam Elm"},
                       {"step", "+1 hour"},
                       {"k", "2"},
                       {"by", "Kim Hazel"},
                       {"instead", "Jo Oak"},
                       {"tocsin", "07700 900900"},
                       {"above", "Level 3"},
                       {"goes", "level 3, Sam Elm"},
                       {"week", "Mon 13 July"},
                       {"week_iso", "2026-07-13"},
                       {"week_long", "Monday 13 July 2026"},
                       {"first", "EDM Mon 17:30"},
                       {"differs", "The ladder of INC-1 is due 03:10, and nothing will happen"},
                       {"out", "Mon 08:00"},
                       {"kept", "the last is of Wed 03:00"},
                       {"last", "Last upload: version 41, reaching to Monday 13 July 2026."},
                       {"rota", "on-call"},
                       {"lack", "No week is uploaded"},
                       {"from", "NSD"},
                       {"due", "Wed 08:00"},
                       {"stands", "The rolling rota stands"},
                       {"people", "Sam Elm"},
                       {"cause", "number does not exist"},
                       {"ways", "email still asks them"},
                       {"wrong", "4751"},
                       {"end", "05:05"},
                       {"duties", "EDM Tue 17:30 to Wed 08:00"},
                       {"shift", "shift"},
                       {"it", "it"},
                       {"prev", "nobody"},
                       {"after_you", "Kim Hazel"},
                       {"open", "2 incidents"},
                       {"who", "not taken yet"},
                       {"choices", "4715 = INC-2041 GP Records\n5120 = INC-2043 Ward Orders"},
                       {"hold", "a patient has come to harm"},
                       {"what", "final message"},
                       {"found", "1 NHS number in happened"},
                       {"link", link}};

Values longest() {
    static const std::map<std::string, std::size_t> caps = {
        {"desk", 14},   {"service", 20}, {"state", 8},    {"place", 43},     {"until", 9},
        {"role", 14},   {"phone", 12},   {"ref", 9},      {"sent", 9},       {"next", 15},
        {"why", 44},    {"round", 2},    {"count", 2},    {"more", 2},       {"person", 20},
        {"time", 9},    {"reason", 44},  {"how", 14},     {"after", 6},      {"mobile", 12},
        {"tries", 51},  {"frm", 22},     {"to", 19},      {"gaprole", 14},   {"effect", 30},
        {"source", 20}, {"hours", 8},    {"prov", 12},    {"since", 9},      {"rate", 40},
        {"now", 48},    {"list", 42},    {"missed", 34},  {"try_short", 10}, {"next_people", 60},
        {"step", 10},   {"k", 4},        {"tocsin", 12},  {"above", 15},     {"goes", 37},
        {"wrong", 4},   {"end", 9},      {"by", 20},      {"instead", 20},   {"people", 42},
        {"cause", 22},  {"ways", 26},    {"duties", 72},  {"shift", 6},      {"it", 4},
        {"who", 27},    {"week", 16},    {"first", 24},   {"differs", 60},   {"out", 9},
        {"kept", 24},   {"stands", 26},  {"lack", 27},    {"from", 35},      {"due", 9},
        {"owner", 16},  {"owed", 40},    {"what", 21},    {"late", 12},      {"task", 24},
        {"of", 9},      {"ask", 70},     {"chase", 22},   {"when", 15},      {"procedure", 20},
        {"hold", 44},   {"found", 60},   {"decider", 15}, {"owing", 56},     {"used", 30}};
    Values values = sample;
    values["choices"] = "4715 = INC-20412 " + std::string(20, 'x') + "\n5120 = INC-20413 " +
                        std::string(20, 'x') + "\n6120 = INC-20414 " + std::string(20, 'x') +
                        "\nand 99 more";
    for (const auto& [name, signs] : caps) values[name] = std::string(signs, 'x');
    return values;
}

std::string whole(const Template& wording, const Values& values, bool exercise) {
    const std::string text = filled(wording.text, values);
    return exercise ? exercise_text(text, wording.ask) : text;
}

// Its words in small letters; an apostrophe is a letter.
std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words(1);
    for (const char sign : text) {
        const auto letter = static_cast<unsigned char>(sign);
        if (std::isalpha(letter) != 0 || sign == '\'') {
            words.back() += static_cast<char>(std::tolower(letter));
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    return words;
}

TEST(Wording, EveryTextFitsIntoTwoPartsHoweverLongItsValuesAre) {
    for (const Template& wording : templates()) {
        for (const Values& values : {sample, longest()}) {
            const std::string text = whole(wording, values, false);
            const SmsSize size = sms_size(text);
            EXPECT_EQ(size.alphabet, SmsAlphabet::gsm7) << text;
            EXPECT_LE(size.segments, 2) << wording.id << ", " << size.units << ":\n" << text;
            EXPECT_EQ(text.find_first_of("{}"), std::string::npos) << wording.id << ":\n" << text;
        }
        const std::string drill = whole(wording, sample, true);
        EXPECT_LE(sms_size(drill).segments, 2) << wording.id << ":\n" << drill;
    }
}

TEST(Wording, TheAskIsWholeInTheFirstPartEvenInAnExercise) {
    ASSERT_EQ(link.size(), 48U);
    for (const Template& wording : templates()) {
        if (wording.ask == Ask::nothing) continue;
        const std::string ask = wording.ask == Ask::press ? link : "Reply 4715";
        for (const Values& values : {sample, longest()}) {
            const std::string text = whole(wording, values, true);
            EXPECT_LT(text.find(ask) + ask.size(), first_part) << wording.id << ":\n" << text;
        }
    }
}

TEST(Wording, NoTextUsesAWordThatWeDoNotSay) {
    // Wording 2.1; "open this page" is a page that is read, and not a call.
    const std::set<std::string> words = {
        "please", "urgent",     "asap",        "ack",       "alert",  "alerts",    "ring",
        "retry",  "telephone",  "critical",    "retries",   "outage", "unstable",  "issue",
        "issues", "bulletin",   "impaired",    "none",      "null",   "drill",     "dummy",
        "fyi",    "midnight",   "ignore",      "code",      "sorry",  "apologise", "don't",
        "can't",  "simulation", "unavailable", "unassigned"};
    const std::vector<std::string> stems = {"acknowledge", "accept", "claim",   "notification",
                                            "reassign",    "reject", "decline", "attempt"};
    Values values = sample;
    values["link"] = "(link)";
    for (const Template& wording : templates()) {
        for (const std::string_view part : {wording.subject, wording.text, wording.mail}) {
            const std::string text = filled(part, values);
            EXPECT_EQ(text.find('!'), std::string::npos) << wording.id;
            EXPECT_EQ(text.find("N/A"), std::string::npos) << wording.id;
            for (const std::string& word : words_of(text)) {
                EXPECT_FALSE(words.contains(word)) << wording.id << " says \"" << word << "\"";
                for (const std::string& stem : stems) {
                    EXPECT_FALSE(word.starts_with(stem))
                        << wording.id << " says \"" << word << "\"";
                }
            }
        }
    }
}

TEST(Wording, TheMeaningOfASubjectIsInItsFirst35Signs) {
    for (const Template& wording : templates()) {
        const std::string subject = filled(wording.subject, sample);
        // What asks for a reply, and what answers one, goes by text alone; what is spoken has none.
        const bool text_alone = wording.ask == Ask::reply || wording.id.starts_with("reply.") ||
                                wording.id.starts_with("press.") ||
                                wording.id.starts_with("voice.");
        EXPECT_EQ(subject.empty(), text_alone) << wording.id;
        EXPECT_LE(subject.size(), 70U) << subject;
        EXPECT_EQ(subject.find('\n'), std::string::npos);
        EXPECT_EQ(subject.find_first_of("{}"), std::string::npos) << subject;
    }
}

TEST(Wording, EveryTextReadsAsItsGoldenFile) {
    for (const Template& wording : templates()) {
        Values values = sample;
        if (wording.ask != Ask::nothing)
            values["after"] = "we try you once more, and then call level 3";
        const std::string_view mail = wording.mail.empty() ? wording.text : wording.mail;
        std::string all = "--- text\n" + filled(wording.text, values) + "\n";
        if (!wording.subject.empty()) {
            all += "--- subject\n" + filled(wording.subject, values) + "\n--- mail\n" +
                   filled(mail, values) + "\n";
        }
        expect_golden("texts/" + std::string(wording.id) + ".txt", all);
    }
}

TEST(Wording, AMailSaysThatATextCanBeAnsweredWhereOneCan) {
    for (const bool replies : {false, true}) {
        Story story("Sat 2026-11-28 03:00",
                    {.two_way = replies ? both_ways : std::set<std::string>{}});
        story.alarm("gp-records", 1);
        const Sent mail = story.expect_mail_to("pat.ash", "call.open");
        const std::string or_reply =
            "\nOr reply " + story.code_of("pat.ash") + " to our text, if you have it.\n";
        EXPECT_EQ(mail.message.text.find(or_reply) != std::string::npos, replies)
            << mail.message.text;
        story.expect_whatever_was_sent();
    }
}

TEST(Wording, AnExerciseMarksEveryMessageFirstAndLast) {
    Story story("Sat 2026-11-28 03:00", {.exercise = true});
    story.alarm("gp-records", 1);
    const auto marked = [](const std::string& text) {
        std::string trimmed = text;
        while (trimmed.ends_with('\n')) trimmed.pop_back();
        return trimmed.starts_with("EXERCISE ") && trimmed.ends_with("EXERCISE");
    };
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    const Sent text = story.expect_text_to("pat.ash", "call.open");
    EXPECT_TRUE(marked(text.message.text)) << text.message.text;
    EXPECT_NE(text.message.text.find("Exercise: act as if real, then stop"), std::string::npos);
    EXPECT_TRUE(marked(mail.message.subject)) << mail.message.subject;
    EXPECT_TRUE(marked(mail.message.text)) << mail.message.text;
    const std::string& html = mail.message.html;
    const std::size_t body = html.find("<main");
    EXPECT_EQ(html.find("EXERCISE", body), html.find('>', html.find("<h1", body)) + 1) << html;
    EXPECT_EQ(html.rfind("EXERCISE") + 8, html.rfind("</p>")) << html;
    story.acknowledge("pat.ash");
    const Sent news = story.expect_mail_to("nsd", "told.level1.taken");
    EXPECT_TRUE(marked(news.message.subject));
    EXPECT_TRUE(marked(story.expect_text_to("nsd", "told.level1.taken").message.text));
}

TEST(Wording, TheHtmlPartEscapesWhateverAnAlarmSays) {
    const std::string html =
        html_part("<b>&\"", "<img src=x onerror=alert(1)>\n\n\"quoted\" & <b>\n{link}\n");
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_EQ(html.find("<b>"), std::string::npos);
    EXPECT_NE(html.find("<title>&lt;b&gt;&amp;&quot;</title>"), std::string::npos);
    EXPECT_NE(html.find("<a href=\"{link}\""), std::string::npos);
}

TEST(Wording, AMailHasTheSameSentencesInBothParts) {
    Story story("Sat 2026-11-28 03:00");
    story.alarm("gp-records", 1);
    const Sent mail = story.expect_mail_to("pat.ash", "call.open");
    story.expect_text_to("pat.ash", "call.open");
    std::size_t at = 0;
    for (std::size_t from = 0; from < mail.message.text.size();) {
        const std::size_t end = mail.message.text.find('\n', from);
        const std::string line = mail.message.text.substr(from, end - from);
        from = end + 1;
        if (line.empty() || line == "{link}") continue;
        at = mail.message.html.find(line, at);
        ASSERT_NE(at, std::string::npos) << line;
    }
    EXPECT_EQ(mail.message.message_id, "<" + mail.message.reference + "@alert.example.org>");
    EXPECT_TRUE(mail.message.urgent);
}

// Counted when the whole program has run; a part of it need not send everything.
class EveryTextIsSent : public testing::Environment {
    void TearDown() override {
        const auto& tests = *testing::UnitTest::GetInstance();
        if (tests.test_to_run_count() < tests.total_test_count()) return;
        for (const Template& wording : templates()) {
            EXPECT_TRUE(Story::texts_sent().contains(std::string(wording.id)))
                << "no story sends " << wording.id;
        }
    }
};

const testing::Environment* const registered =
    testing::AddGlobalTestEnvironment(new EveryTextIsSent);  // GoogleTest owns it

}  // namespace
}  // namespace tocsin
