// What people really reply, and what each reply gets: the whole road, from the text that came to
// the text that answers it, and to the call that is taken, handed on, or goes on.
#include "core/reply.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

// What is going on when the reply comes. Pat Ash is the EDM, Sam Elm is level 3.
enum class When {
    called,   // one call to Pat
    two,      // two calls to Pat, with a code each
    merged,   // one call to Pat about two incidents
    has_it,   // Pat has taken it
    other,    // somebody else has taken it
    level_3,  // Pat was not reached, Sam is being called
    passed,   // Pat has passed it on to level 3
    over,     // it was stood down
    closed,   // and its record is closed
    quiet,    // nothing at all
};

enum class Effect { nothing, taken, passed };

struct Line {
    When when;
    const char* text;    // {code} of the call, {other} of the second or of Sam's, {wrong} of none
    const char* answer;  // the id of the text; empty: silence
    Effect effect;
    const char* from = "pat.ash";  // or a phone
};

constexpr const char* call_text =
    "NSD: Sev 1. GP Records down\nMultiple Trusts in North East\nReply {code} to take it by 03:10\n"
    "You are EDM on call. Or phone 07700 900010\nINC-1, try 1 of 2, 03:00";

const std::vector<Line> table = {
    // ------------------------------------------------ plainly yes
    {When::called, "{code}", "reply.taken", Effect::taken},
    {When::called, "{code} ", "reply.taken", Effect::taken},
    {When::called, " {code}.", "reply.taken", Effect::taken},
    {When::called, "\n{code}\r\n", "reply.taken", Effect::taken},
    {When::called, "{code} ok thanks", "reply.taken", Effect::taken},
    {When::called, "Ok {code}", "reply.taken", Effect::taken},
    {When::called, "OK{code}", "reply.taken", Effect::taken},
    {When::called, "{code}ok", "reply.taken", Effect::taken},
    {When::called, "ack {code}", "reply.taken", Effect::taken},
    {When::called, "ACK {code}!!", "reply.taken", Effect::taken},
    {When::called, "yes {code}", "reply.taken", Effect::taken},
    {When::called, "Reply {code}", "reply.taken", Effect::taken},
    {When::called, "code: {code}", "reply.taken", Effect::taken},
    {When::called, "#{code}", "reply.taken", Effect::taken},
    {When::called, "({code})", "reply.taken", Effect::taken},
    {When::called, "\"{code}\"", "reply.taken", Effect::taken},
    {When::called, "'{code}'", "reply.taken", Effect::taken},
    {When::called, "\u201c{code}\u201d", "reply.taken", Effect::taken},
    {When::called, "{co de}", "reply.taken", Effect::taken},
    {When::called, "ack {co de}", "reply.taken", Effect::taken},
    {When::called, "{c-o-d-e}", "reply.taken", Effect::taken},
    {When::called, "{letters}", "reply.taken", Effect::taken},
    {When::called, "{arabic}", "reply.taken", Effect::taken},
    {When::called, "{wide}", "reply.taken", Effect::taken},
    {When::called, "{keycaps}", "reply.taken", Effect::taken},
    {When::called, "{code} \U0001F44D", "reply.taken", Effect::taken},
    {When::called, "\U0001F44D\U0001F3FD{code}", "reply.taken", Effect::taken},
    {When::called, "{code} on it, logging in", "reply.taken", Effect::taken},
    {When::called, "{code} {code}", "reply.taken", Effect::taken},
    {When::called, "{code} ETA 0330", "reply.taken", Effect::taken},
    {When::called, "{code} there in 30-45 mins", "reply.taken", Effect::taken},
    {When::called, "{code}\nPat Ash\nService Manager\n0113 496 0999 ext 4471", "reply.taken",
     Effect::taken},
    {When::called, "{code}\n--\nPat Ash, bleep 6677\nIf you are not the reader, tell us",
     "reply.taken", Effect::taken},
    {When::called, "{code} P\u00e2t Ash, +44 7700 900101", "reply.taken", Effect::taken},
    {When::called, "{code}\nSent from my phone. Why not get one?", "reply.taken", Effect::taken},
    {When::called, "{code} INC-1", "reply.taken", Effect::taken},
    {When::called, "{code} for inc1 thanks", "reply.taken", Effect::taken},
    {When::called, "{code} ok\n> NSD: Sev 1. GP Records down\n> Reply {code} to take it",
     "reply.taken", Effect::taken},
    {When::called, "{code}\n\nOn Sat 28 Nov 2026 at 03:00, NSD wrote:\nEDM not reached",
     "reply.taken", Effect::taken},
    {When::called, "\u200e{code}\u200b", "reply.taken", Effect::taken},
    // ------------------------------------------------ yes, and how or who
    {When::called, "{code} on it", "reply.taken", Effect::taken},
    {When::called, "{code} will do", "reply.taken", Effect::taken},
    {When::called, "{code} Pat", "reply.taken", Effect::taken},
    {When::called, "{code} - Pat", "reply.taken", Effect::taken},
    {When::called, "Pat {code}", "reply.taken", Effect::taken},
    {When::called, "{code} Pat Ash EDM", "reply.taken", Effect::taken},
    {When::called, "{code} got it, dialling in", "reply.taken", Effect::taken},
    {When::called, "{code} I'll take it", "reply.taken", Effect::taken},
    {When::called, "{code} I\u2019ve got this", "reply.taken", Effect::taken},
    {When::called, "{code} on my way", "reply.taken", Effect::taken},
    {When::called, "{code} logging on now", "reply.taken", Effect::taken},
    {When::called, "{code}, eta 10 mins", "reply.taken", Effect::taken},
    {When::called, "{code} there in 30mins", "reply.taken", Effect::taken},
    {When::called, "{code} joining the call", "reply.taken", Effect::taken},
    {When::called, "{code} joining the conference call", "reply.taken", Effect::taken},
    {When::called, "{code} thank you", "reply.taken", Effect::taken},
    {When::called, "{code} hi NSD", "reply.taken", Effect::taken},
    {When::called, "{code} thanks NSD", "reply.taken", Effect::taken},
    {When::called, "{code} kind regards Sian", "reply.taken", Effect::taken},
    {When::called, "{code} ok regards, Pat Ash, Service Manager", "reply.taken", Effect::taken},
    {When::called, "{code} received", "reply.taken", Effect::taken},
    {When::called, "{code} roger", "reply.taken", Effect::taken},
    {When::called, "{code} understood, will do", "reply.taken", Effect::taken},
    {When::called, "{code} confirmed", "reply.taken", Effect::taken},
    {When::called, "Yep {code}", "reply.taken", Effect::taken},
    {When::called, "{code} sure", "reply.taken", Effect::taken},
    {When::called, "{code} mine", "reply.taken", Effect::taken},
    {When::called, "Acknowledged {code}", "reply.taken", Effect::taken},
    {When::called, "{code} acknowledged thanks", "reply.taken", Effect::taken},
    {When::called, "{code} I am on it", "reply.taken", Effect::taken},
    {When::called, "{code} im awake and logging in", "reply.taken", Effect::taken},
    {When::called, "{code} right on it", "reply.taken", Effect::taken},
    {When::called, "{code} Pat, ext 4471", "reply.taken", Effect::taken},
    {When::called, "{code} taking this now", "reply.taken", Effect::taken},
    {When::called, "Hi\n{code}\nPat", "reply.taken", Effect::taken},
    {When::called, "{code} ok\nPat Ash\nEDM on call", "reply.taken", Effect::taken},
    {When::called, "{code}\nSian Yew\nEscalation Desk\nLeeds", "reply.taken", Effect::taken},
    {When::called, "Re: {code}", "reply.taken", Effect::taken},
    {When::called, "{code} wilco", "reply.taken", Effect::taken},
    {When::called, "{code} ok, dealing with it", "reply.taken", Effect::taken},
    {When::called, "{code} looking into it", "reply.taken", Effect::taken},
    {When::called, "Got it. {code}. On my way. Pat", "reply.taken", Effect::taken},
    // ------------------------------------------------ plainly no
    {When::called, "{code} PASS", "reply.passed", Effect::passed},
    {When::called, "pass {code}", "reply.passed", Effect::passed},
    {When::called, "{code}pass", "reply.passed", Effect::passed},
    {When::called, "{code} NO", "reply.passed", Effect::passed},
    {When::called, "{code} can't", "reply.passed", Effect::passed},
    {When::called, "{code} can\u2019t sorry", "reply.passed", Effect::passed},
    {When::called, "{code} pass please, in theatre", "reply.passed", Effect::passed},
    {When::called, "{code} unavailable, pass", "reply.passed", Effect::passed},
    {When::called, "{code} decline, pass to Sam", "reply.passed", Effect::passed},
    // ------------------------------------------------ doubtful
    {When::called, "{code} not me", "reply.unclear", Effect::nothing},
    {When::called, "{code} who is this?", "reply.unclear", Effect::nothing},
    {When::called, "{code} later", "reply.unclear", Effect::nothing},
    {When::called, "{code} no problem", "reply.unclear", Effect::nothing},
    {When::called, "{code} I won't", "reply.unclear", Effect::nothing},
    {When::called, "{code} wrong person", "reply.unclear", Effect::nothing},
    {When::called, "{code}?", "reply.unclear", Effect::nothing},
    {When::called, "{code} \U0001F44E", "reply.unclear", Effect::nothing},
    {When::called, "{code} ack, pass to days", "reply.unclear", Effect::nothing},
    {When::called, "{code} STOP", "reply.unclear", Effect::nothing},
    {When::called, "{code} \u043d\u0435\u0442", "reply.unclear", Effect::nothing},
    {When::called, "{code} or was it {wrong}", "reply.unclear", Effect::nothing},
    {When::called, "{code} for INC-77", "reply.unclear", Effect::nothing},
    {When::called, "{code} I'm off duty", "reply.unclear", Effect::nothing},
    // ------------------------------------------------ words that nobody listed
    {When::called, "{code} unavailable", "reply.unclear", Effect::nothing},
    {When::called, "{code} decline", "reply.unclear", Effect::nothing},
    {When::called, "{code} declined, thanks", "reply.unclear", Effect::nothing},
    {When::called, "{code} escalate", "reply.unclear", Effect::nothing},
    {When::called, "{code} reject", "reply.unclear", Effect::nothing},
    {When::called, "{code} negative", "reply.unclear", Effect::nothing},
    {When::called, "{code} n", "reply.unclear", Effect::nothing},
    {When::called, "{code} nack", "reply.unclear", Effect::nothing},
    {When::called, "{code} nobody here", "reply.unclear", Effect::nothing},
    {When::called, "{code} call Sam", "reply.unclear", Effect::nothing},
    {When::called, "{code} give to Sam", "reply.unclear", Effect::nothing},
    {When::called, "{code} Sam", "reply.unclear", Effect::nothing},
    {When::called, "{code} for Sam", "reply.unclear", Effect::nothing},
    {When::called, "Sam {code}", "reply.unclear", Effect::nothing},
    {When::called, "{code} DROP", "reply.unclear", Effect::nothing},
    {When::called, "{code} SEND", "reply.unclear", Effect::nothing},
    {When::called, "{code} HOLDING", "reply.unclear", Effect::nothing},
    {When::called, "{code} sorry", "reply.unclear", Effect::nothing},
    {When::called, "{code} asleep", "reply.unclear", Effect::nothing},
    {When::called, "{code} on a train", "reply.unclear", Effect::nothing},
    {When::called, "{code} level 3", "reply.unclear", Effect::nothing},
    {When::called, "{code} duty manager", "reply.unclear", Effect::nothing},
    {When::called, "{code} you take it", "reply.unclear", Effect::nothing},
    {When::called, "{code} for you", "reply.unclear", Effect::nothing},
    {When::called, "{code} please take it", "reply.unclear", Effect::nothing},
    {When::called, "{code} do I have this", "reply.unclear", Effect::nothing},
    {When::called, "{code} am I on", "reply.unclear", Effect::nothing},
    {When::called, "{code} call me", "reply.unclear", Effect::nothing},
    {When::called, "{code} phone me", "reply.unclear", Effect::nothing},
    {When::called, "{code} NSD", "reply.unclear", Effect::nothing},
    {When::called, "{code} tomorrow", "reply.unclear", Effect::nothing},
    {When::called, "{code} in 2 hours", "reply.unclear", Effect::nothing},
    {When::called, "{code} Si\u00e2n for Pat", "reply.unclear", Effect::nothing},
    {When::called, "{code} who", "reply.unclear", Effect::nothing},
    {When::called, "{code} nope", "reply.unclear", Effect::nothing},
    {When::called, "{code} nah mate", "reply.unclear", Effect::nothing},
    {When::called, "{code} in theatre", "reply.unclear", Effect::nothing},
    {When::called, "{code} in a meeting", "reply.unclear", Effect::nothing},
    {When::called, "{code} over to Sam", "reply.unclear", Effect::nothing},
    {When::called, "{code} ask the manager", "reply.unclear", Effect::nothing},
    {When::called, "decline\n{code}", "reply.unclear", Effect::nothing},
    {When::called, "call Sam\n{code}", "reply.unclear", Effect::nothing},
    {When::called, "{code}\ndecline", "reply.unclear", Effect::nothing},
    {When::called, "{code}\nn", "reply.unclear", Effect::nothing},
    {When::called, "{code}\ncall Sam", "reply.unclear", Effect::nothing},
    {When::called, "{code}\nDROP", "reply.unclear", Effect::nothing},
    {When::called, "{co de} unavailable", "reply.unclear", Effect::nothing},
    {When::called, "{code} regards, unavailable", "reply.unclear", Effect::nothing},
    {When::called, "{code} ill do", "reply.unclear", Effect::nothing},
    {When::called, "{code} I decline to take it", "reply.unclear", Effect::nothing},
    {When::called, "{code} contact Sam", "reply.unclear", Effect::nothing},
    {When::called, "{code} password", "reply.unclear", Effect::nothing},
    {When::called, "{code} going out now", "reply.unclear", Effect::nothing},
    {When::called, "{code} all the best", "reply.unclear", Effect::nothing},
    {When::called, "{code} do it now", "reply.unclear", Effect::nothing},
    {When::called, "{code} Sam is taking it", "reply.unclear", Effect::nothing},
    // ------------------------------------------------ no code
    {When::called, "ok", "reply.nocode", Effect::nothing},
    {When::called, "Ack.", "reply.nocode", Effect::nothing},
    {When::called, "ack 7k2 thanks", "reply.nocode", Effect::nothing},
    {When::called, "YES", "reply.nocode", Effect::nothing},
    {When::called, "HELP", "reply.nocode", Effect::nothing},
    {When::called, "on it", "reply.nocode", Effect::nothing},
    {When::called, "PASS", "reply.nocode", Effect::nothing},
    {When::called, "\U0001F44D", "reply.nocode", Effect::nothing},
    {When::called, "", "reply.nocode", Effect::nothing},
    {When::called, "1 ", "reply.nocode", Effect::nothing},
    {When::called, "INC-1", "reply.nocode", Effect::nothing},
    {When::called, "ack 1", "reply.nocode", Effect::nothing},
    {When::called, "take inc 2041", "reply.nocode", Effect::nothing},
    {When::called, "call me on 07700 900101", "reply.nocode", Effect::nothing},
    {When::called, "0320", "reply.nocode", Effect::nothing},
    {When::called, "I am driving and will see your message when I arrive", "reply.nocode",
     Effect::nothing},
    {When::called, "I am on leave until Mon 30/11/2026. For help ring 0113 496 0999",
     "reply.nocode", Effect::nothing},
    {When::called, "ok\n> {call}", "reply.nocode", Effect::nothing},
    {When::called, "ok {call}", "reply.nocode", Effect::nothing},
    {When::called, "Liked \u201c{call}\u201d", "reply.nocode", Effect::nothing},
    {When::called, "I am away.\nNot taken yet. To take INC-1 reply {code}\nNSD 07700 900010",
     "reply.nocode", Effect::nothing},
    // ------------------------------------------------ wrong codes, and wrong phones
    {When::called, "{wrong}", "reply.wrongcode", Effect::nothing},
    {When::called, "{wrong} ok", "reply.wrongcode", Effect::nothing},
    {When::called, "{wrong} PASS", "reply.wrongcode", Effect::nothing},
    {When::called, "contact {wrong}", "reply.nocode", Effect::nothing},
    {When::called, "I am away, ring {wrong}", "reply.nocode", Effect::nothing},
    {When::called, "{code}", "reply.unknown", Effect::nothing, "+447700900555"},
    {When::called, "{code}", "reply.notyours", Effect::nothing, "max.birch"},
    {When::called, "{code} ok", "reply.notyours", Effect::nothing, "nsd"},
    {When::called, "who is this", "reply.unknown", Effect::nothing, "+447700900555"},
    {When::called, "STOP", "", Effect::nothing, "+447700900555"},
    {When::level_3, "{other}", "reply.notyours", Effect::nothing},
    // ------------------------------------------------ several
    {When::two, "ok", "reply.which", Effect::nothing},
    {When::two, "{other}", "reply.taken", Effect::nothing},
    {When::two, "{code}", "reply.taken", Effect::taken},
    {When::two, "{code} {other}", "reply.taken.merged", Effect::taken},
    {When::two, "{code} and {other} ok", "reply.taken.merged", Effect::taken},
    {When::merged, "{code}", "reply.taken.merged", Effect::taken},
    {When::merged, "{code} INC-2", "reply.taken", Effect::nothing},
    {When::merged, "{code} INC-1", "reply.taken", Effect::taken},
    {When::merged, "ok", "reply.nocode", Effect::nothing},
    // ------------------------------------------------ after the fact
    {When::has_it, "{code}", "reply.yours", Effect::taken},
    {When::has_it, "thanks", "reply.yours", Effect::taken},
    {When::has_it, "{code} PASS", "reply.passed", Effect::passed},
    {When::other, "{code}", "reply.already", Effect::nothing},
    {When::other, "{code} pass", "reply.already", Effect::nothing},
    {When::level_3, "{code}", "reply.taken.late", Effect::taken},
    {When::level_3, "{code} can't", "reply.passed", Effect::nothing},
    {When::passed, "{code}", "reply.taken.late", Effect::taken},
    {When::passed, "ok thanks", "reply.passed", Effect::nothing},
    {When::over, "{code}", "reply.toolate", Effect::nothing},
    {When::over, "ok", "reply.toolate", Effect::nothing},
    {When::closed, "{code}", "reply.nothing", Effect::nothing},
    // ------------------------------------------------ the words of the providers
    {When::called, "STOP", "op.stop", Effect::nothing},
    {When::called, "Stop.", "op.stop", Effect::nothing},
    {When::called, "unsubscribe", "op.stop", Effect::nothing},
    {When::called, "START", "reply.stop.start", Effect::nothing},
    {When::called, "TEST", "reply.test", Effect::nothing},
    {When::quiet, "Test!", "reply.test", Effect::nothing},
    {When::quiet, "hello", "reply.nothing", Effect::nothing},
    {When::quiet, "{wrong}", "reply.nothing", Effect::nothing},
    {When::quiet, "hello", "reply.unknown", Effect::nothing, "+447700900556"},
};

std::string with(std::string text, const std::string& name, const std::string& value) {
    for (std::size_t at = text.find(name); at != std::string::npos;
         at = text.find(name, at + value.size())) {
        text.replace(at, name.size(), value);
    }
    return text;
}

template <class Change>
std::string each(const std::string& code, const Change& change) {
    std::string text;
    for (const char digit : code) text += change(digit);
    return text;
}

std::string typed(const Line& line, const std::string& code, const std::string& other) {
    std::string wrong = "9876";
    while (wrong == code || wrong == other) wrong.back() = static_cast<char>(wrong.back() - 1);
    std::string text = with(line.text, "{call}", call_text);
    text = with(text, "{code}", code);
    text = with(text, "{other}", other);
    text = with(text, "{wrong}", wrong);
    if (code.empty()) return text;
    text = with(text, "{co de}", code.substr(0, 2) + " " + code.substr(2));
    text = with(text, "{c-o-d-e}",
                code.substr(0, 1) + "-" + code.substr(1, 1) + "-" + code.substr(2, 1) + "-" +
                    code.substr(3));
    text = with(text, "{letters}", each(code, [](char digit) {
                    return std::string(1, digit == '0' ? 'o' : digit == '1' ? 'l' : digit);
                }));
    text = with(text, "{arabic}", each(code, [](char digit) {
                    return std::string("\xD9") + static_cast<char>(0xA0 + digit - '0');
                }));
    text = with(text, "{wide}", each(code, [](char digit) {
                    return std::string("\xEF\xBC") + static_cast<char>(0x90 + digit - '0');
                }));
    return with(text, "{keycaps}",
                each(code, [](char digit) { return std::string(1, digit) + "\uFE0F\u20E3"; }));
}

// A story in which `when` holds, the codes that people were sent, and the incident of the first.
struct Scene {
    explicit Scene(When when) : story("Sat 2026-11-28 03:00", {.two_way = both_ways}) {
        if (when == When::quiet) return;
        if (when == When::merged) {
            story.alarms({firing("a", "gp-records", 1), firing("b", "ward-orders", 1)});
        } else {
            story.alarm("gp-records", 1);
        }
        code = story.code_of("pat.ash");
        story.expect_whatever_was_sent();
        go_on(when);
        story.expect_whatever_was_sent();
    }

    void go_on(When when) {
        switch (when) {
            case When::two:
                story.wait(31s);
                story.alarm("ward-orders", 1);
                other = story.code_of("pat.ash");
                break;
            case When::has_it:
                story.replies("pat.ash", code);
                break;
            case When::other:
                story.acknowledge_by_api("max.birch", incident);
                break;
            case When::level_3:
                story.wait(10min);
                story.expect_whatever_was_sent();
                story.wait(10min);
                other = story.code_of("sam.elm");
                break;
            case When::passed:
                story.passes_on("pat.ash");
                break;
            case When::over:
            case When::closed:
                story.resolve(incident);
                if (when == When::closed) story.close(incident);
                break;
            case When::called:
            case When::merged:
            case When::quiet:
                break;
        }
    }

    Effect effect() const {
        const Incident* now = story.state().incidents().find(incident);
        if (now == nullptr) return Effect::nothing;
        if (now->holder && now->holder->person == "pat.ash") return Effect::taken;
        const bool by_text = story.timeline().find("passed on by pat.ash") != std::string::npos;
        return by_text && now->climb.rung == 1 ? Effect::passed : Effect::nothing;
    }

    Story story;
    IncidentId incident{1};
    std::string code;
    std::string other = "0000";
};

TEST(ReplyTable, EveryReplyGetsItsAnswerAndDoesWhatItSays) {
    proves("P12");
    proves("HSSI-17");
    EXPECT_GE(table.size(), 200U);
    for (const Line& line : table) {
        Scene scene(line.when);
        Story& story = scene.story;
        const std::string text = typed(line, scene.code, scene.other);
        SCOPED_TRACE("\"" + text + "\" from " + line.from + ", line " +
                     std::to_string(&line - table.data()));
        const bool calling = line.when == When::called || line.when == When::level_3;
        const std::string from = line.from;
        const Answer answer =
            from.starts_with('+') ? story.text_from(from, text) : story.replies(from, text);
        EXPECT_EQ(answer.detail, line.answer);
        const std::vector<Sent> sent = story.expect_whatever_was_sent();
        const auto answers = std::count_if(sent.begin(), sent.end(), [&](const Sent& one) {
            return one.text_id == line.answer && one.message.medium == Medium::sms;
        });
        EXPECT_EQ(answers, *line.answer == '\0' ? 0 : 1);
        // What passes on before the reply is no effect of it.
        const Effect expected = line.when == When::passed && line.effect == Effect::nothing
                                    ? Effect::passed
                                    : line.effect;
        EXPECT_EQ(scene.effect(), expected);
        if (calling && line.effect == Effect::nothing) {
            EXPECT_TRUE(story.incident(scene.incident).climb.running) << "not taken: calls go on";
        }
        for (const Sent& one : sent) {
            if (one.message.medium == Medium::email) continue;
            EXPECT_EQ(one.message.text.find('{'), std::string::npos) << one.message.text;
        }
    }
}

TEST(ReplyTable, AnyBytesAreReadAndNoneAreTaken) {
    proves("P12");
    std::string bytes;
    for (int byte = 0; byte < 1600; ++byte) bytes += static_cast<char>(byte * 7);
    for (const std::string& text :
         {bytes, std::string(1600, '\0'), std::string(1600, '4'), std::string(1600, ' '),
          std::string("\xF0\x9F\x91"), std::string("\xC3"), std::string("4715\xFF")}) {
        const ReplyText read = read_reply(text);
        const bool takes = !read.codes.empty() && read.wish == ReplyText::Wish::take;
        EXPECT_FALSE(takes) << text.substr(0, 20);
    }
    EXPECT_EQ(read_reply(std::string("47") + '\0' + "15").codes, std::vector<std::string>{"4715"});
    EXPECT_EQ(read_reply(std::string("4715\0", 5)).codes, std::vector<std::string>{"4715"});
}

TEST(ReplyTable, OnlyWhoseNameIsKnownSignsBesideTheCode) {
    proves("P12");
    using Wish = ReplyText::Wish;
    EXPECT_EQ(read_reply("4715 Sian", {"Si\u00e2n Yew"}).wish, Wish::take);
    EXPECT_EQ(read_reply("4715 Si\u00e2n", {"Si\u00e2n Yew"}).wish, Wish::take);
    EXPECT_EQ(read_reply("4715 Si\u00e2n", {"Sian Yew"}).wish, Wish::take);
    EXPECT_EQ(read_reply("4715 Sam", {"Pat Ash", "Sam Elm"}).wish, Wish::take) << "a shared phone";
    EXPECT_EQ(read_reply("4715 Sam", {"Pat Ash"}).wish, Wish::doubtful);
    EXPECT_EQ(read_reply("4715 Pat").wish, Wish::doubtful);
}

TEST(ReplyTable, LettersThatLookLikeDigitsAreDigits) {
    for (const char* text : {"4l15", "47I5", "ack 4l15", "4|15", "47l5 ok"}) {
        ASSERT_EQ(read_reply(text).codes.size(), 1U) << text;
    }
    EXPECT_EQ(read_reply("4l15").codes.front(), "4115");
    EXPECT_EQ(read_reply("47O8").codes.front(), "4708");
    EXPECT_TRUE(read_reply("o715").codes.empty()) << "reads as 07:15, which no code does";
    EXPECT_TRUE(read_reply("lol1").codes.empty());
}

}  // namespace
}  // namespace tocsin
