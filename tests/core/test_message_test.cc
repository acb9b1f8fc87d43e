// The message by which a channel is tried says what it is, whatever the channel sends
// (wording 2.6).
#include "core/test_message.h"

#include "core/gsm7.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

Message of(const Story& story, Medium medium, const std::string& to) {
    const Draft draft(story.state(), story.directory(), story.now(), 1);
    return test_message(draft, {.name = "hospital-channel", .medium = medium}, to,
                        "test-0123456789abcdef");
}

TEST(TestMessage, SaysThatThereIsNothingToDo) {
    Story story("Sat 2026-11-28 03:00");
    std::string all;
    for (const Medium medium :
         {Medium::sms, Medium::email, Medium::voice, Medium::push, Medium::chat, Medium::hook}) {
        const Message message = of(story, medium, is_place(medium) ? "" : "somebody");
        all += "--- " + std::string(medium_name(medium)) + "\n" + message.subject +
               (message.subject.empty() ? "" : "\n\n") + message.text + "\n";
        EXPECT_EQ(message.channel, "hospital-channel");
        EXPECT_FALSE(message.urgent) << "it goes behind calls";
        EXPECT_EQ(message.expires, story.now() + 10min);
        if (is_place(medium)) {
            EXPECT_EQ(message.facts.at("event"), "test");
        }
    }
    expect_golden("channels/test.txt", all);
    const Message mail = of(story, Medium::email, "pat.ash@example.org");
    EXPECT_EQ(mail.message_id, "<test-0123456789abcdef@alert.example.org>");
    EXPECT_NE(mail.html.find("nothing for you to do"), std::string::npos);
    EXPECT_EQ(sms_size(of(story, Medium::sms, "x").text).segments, 1);
}

TEST(TestMessage, OfAnExerciseIsMarked) {
    proves("DSPT-10");
    Story story("Sat 2026-11-28 03:00", {.exercise = true});
    for (const Medium medium : {Medium::sms, Medium::email, Medium::push}) {
        const Message message = of(story, medium, "somebody");
        EXPECT_TRUE(message.text.starts_with("EXERCISE ")) << message.text;
        EXPECT_NE(message.text.rfind("EXERCISE"), 0U);
        if (!message.subject.empty()) {
            EXPECT_TRUE(message.subject.ends_with("EXERCISE"));
        }
    }
}

}  // namespace
}  // namespace tocsin
