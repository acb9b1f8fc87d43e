// What befalls Tocsin itself, as its operator hears of it.
#include "core/operator_news.h"

#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(OperatorNews, ABackupThatIsNotMadeIsToldTwiceADayAndStandsInTheHandover) {
    proves("P21");
    Story story("Sat 2026-11-28 03:00");
    story.step({BackupFailed{"the folder is not there", {}}, 0});
    const Sent first = story.expect_level_1_told("op.backup");
    EXPECT_THAT(first.message.text, HasSubstr("can be made, there is none"));
    ASSERT_EQ(story.state().notes().size(), 1U);
    EXPECT_THAT(story.state().notes().begin()->second.text,
                HasSubstr("cannot make a backup of its journal; there is none"));
    story.wait(15min);
    story.step({BackupFailed{"the folder is not there", {}}, 0});
    story.nobody_else_was_called();
    EXPECT_EQ(story.state().notes().size(), 1U);
    story.wait(11h + 44min);
    story.step({BackupFailed{"the folder is not there", {}}, 0});
    story.nobody_else_was_called();
    story.wait(1min);
    const Instant good = story.now() - 20h;
    story.step({BackupFailed{"the folder is not there", good}, 0});
    const Sent again = story.expect_level_1_told("op.backup");
    EXPECT_THAT(again.message.text, HasSubstr("the last is of Fri 19:00"));
}

const std::string nginx =
    "sms-a answered 503: <html><head><title>503 Service Temporarily Unavailable</title></head>"
    "<body><center><h1>503 Service Temporarily Unavailable</h1></center><hr>[nginx] {edge-17} "
    "lorem ipsum dolor sit amet consectetur adipiscing elit</body></html>";

// Every text that the provider has in hand, it has not taken.
void refuse_for_now(Story& story, const std::string& channel, const std::string& detail) {
    std::vector<SendId> in_hand;
    for (const auto& [id, send] : story.state().sends()) {
        if (send.handed && send.message.channel == channel) in_hand.push_back(id);
    }
    for (const SendId id : in_hand)
        story.step({Answered{{id, Verdict::deferred, detail, "", std::nullopt}}, 0});
}

// What was sent within so many seconds, beside what was sent before.
std::vector<Sent> sent_within(Story& story, int seconds) {
    std::vector<Sent> all = story.expect_whatever_was_sent();
    for (int second = 0; second < seconds; ++second) {
        story.wait(1s);
        for (Sent& one : story.expect_whatever_was_sent()) all.push_back(std::move(one));
    }
    return all;
}

std::vector<std::string> words_of(const std::vector<Sent>& sent, const std::string& text_id,
                                  Medium medium) {
    std::vector<std::string> words;
    for (const Sent& one : sent) {
        if (one.text_id == text_id && one.message.medium == medium && !one.again)
            words.push_back(one.message.text);
    }
    return words;
}

TEST(OperatorNews, AFailingProviderIsToldInATextOfOursAndItsOwnWordsByMail) {
    proves("P11");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Story::Mood::hangs);
    story.alarm("gp-records", 1);
    std::vector<Sent> all = sent_within(story, 1);
    for (int go = 1; go <= 3; ++go) {
        refuse_for_now(story, "sms-a", nginx);
        for (Sent& one : sent_within(story, 10)) all.push_back(std::move(one));
    }
    EXPECT_THAT(words_of(all, "op.provider", Medium::email),
                ElementsAre(HasSubstr("Service Temporarily Unavailable")));
    EXPECT_THAT(words_of(all, "op.provider", Medium::sms),
                ElementsAre("Tocsin operator: sms-a is failing since 03:00, last 3 tries failed: "
                            "503\n"
                            "No other provider works: phone people yourself\n"
                            "Look: tocsin doctor"));
}

TEST(OperatorNews, AProviderThatWorksAgainIsToldOnceWhereItsFailingWas) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Story::Mood::busy);
    story.alarm("gp-records", 1);
    EXPECT_EQ(words_of(sent_within(story, 4), "op.provider", Medium::email).size(), 1U);
    story.provider("sms-a", Story::Mood::accepts);
    const std::vector<Sent> all = sent_within(story, 60);
    EXPECT_THAT(words_of(all, "op.back", Medium::sms),
                ElementsAre("Tocsin operator: sms-a works again since 03:00\n"
                            "Texts leave by it again"));
    EXPECT_EQ(words_of(all, "op.back", Medium::email).size(), 1U);
}

TEST(OperatorNews, AHiccupThatNobodyWasToldOfIsOverWithoutAWord) {
    proves("P14");
    Story story("Sat 2026-11-28 03:00", {.one_text_provider = true});
    story.provider("sms-a", Story::Mood::busy);
    story.alarm("gp-records", 1);
    sent_within(story, 1);
    story.provider("sms-a", Story::Mood::accepts);
    EXPECT_THAT(words_of(sent_within(story, 60), "op.back", Medium::sms), ElementsAre());
}

}  // namespace
}  // namespace tocsin
