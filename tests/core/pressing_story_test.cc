// P12: the button under a post of a room takes the incident for whoever is known there, and whoever
// presses hears what came of it.
#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace tocsin {
namespace {

class PressingStory : public ::testing::Test {
protected:
    static Provider room() {
        Provider one{"room", Medium::chat, 4};
        one.tells = {true, false, {}};
        return one;
    }

    Answer press(IncidentId incident, const std::string& person,
                 const std::string& channel = "room") {
        return story_.presses(Pressed{channel, "U0PRESSER", "C0ROOM", person, incident});
    }

    // What the presser reads, and nothing else of what was sent.
    std::optional<Message> answered() {
        std::optional<Message> found;
        for (const Sent& one : story_.expect_whatever_was_sent()) {
            if (!one.message.facts.contains("presser")) continue;
            EXPECT_FALSE(found) << "a second answer: " << one.message.text;
            EXPECT_EQ(one.message.facts.at("presser"), "U0PRESSER");
            EXPECT_EQ(one.message.facts.at("room"), "C0ROOM");
            EXPECT_EQ(one.message.facts.at("event"), "answer");
            found = one.message;
        }
        return found;
    }

    std::string answer() {
        const std::optional<Message> message = answered();
        EXPECT_TRUE(message) << "nobody is answered";
        return message ? message->text : "";
    }

    Story story_{"Sat 2026-11-28 03:00", {.more_providers = {room()}}};
};

TEST_F(PressingStory, WhoeverWasCalledTakesItAndTheCallsEnd) {
    proves("P12");
    const IncidentId incident = story_.alarm("gp-records", 1);
    story_.expect_whatever_was_sent();
    story_.wait(2min);
    story_.expect_whatever_was_sent();
    EXPECT_EQ(press(incident, "pat.ash").kind, Answer::Kind::taken);
    const std::vector<Sent> sent = story_.expect_whatever_was_sent();
    bool told_there = false;
    std::string text;
    for (const Sent& one : sent) {
        if (one.text_id == "place.taken") told_there = true;
        if (one.message.facts.contains("presser")) text = one.message.text;
    }
    EXPECT_TRUE(told_there) << "the room hears who has it";
    EXPECT_TRUE(text.starts_with("Taken. INC-1 GP Records is yours from 03:02\n")) << text;
    const Incident* taken = story_.state().incidents().find(incident);
    ASSERT_TRUE(taken->holder);
    EXPECT_EQ(taken->holder->person, "pat.ash");
    EXPECT_EQ(taken->holder->via, "chat");
    EXPECT_FALSE(taken->climb.running);
    story_.wait(30min);
    story_.nobody_else_was_called();
}

TEST_F(PressingStory, AStrangerTakesNothingAndIsToldWhomToPhone) {
    proves("P12");
    const IncidentId incident = story_.alarm("gp-records", 1);
    story_.expect_whatever_was_sent();
    EXPECT_EQ(press(incident, "").kind, Answer::Kind::unknown_person);
    const std::string text = answer();
    EXPECT_TRUE(
        text.starts_with("Not taken. We do not know who you are here\nTo take INC-1 phone "))
        << text;
    EXPECT_FALSE(story_.state().incidents().find(incident)->holder);
    EXPECT_TRUE(story_.state().incidents().find(incident)->climb.running);
    // Whom the settings name and the directory has no more is no better known.
    EXPECT_EQ(press(incident, "long.gone").kind, Answer::Kind::unknown_person);
    EXPECT_TRUE(answer().starts_with("Not taken."));
}

TEST_F(PressingStory, PressedAgainItSaysHowItStands) {
    const IncidentId incident = story_.alarm("gp-records", 1);
    press(incident, "pat.ash");
    story_.expect_whatever_was_sent();
    EXPECT_EQ(press(incident, "pat.ash").kind, Answer::Kind::already_yours);
    EXPECT_TRUE(answer().starts_with("Already yours. You have INC-1 since 03:00\n"));
    EXPECT_EQ(press(incident, "sam.elm").kind, Answer::Kind::taken_by_other);
    EXPECT_TRUE(answer().starts_with("Already taken. Pat Ash (EDM) has INC-1 since 03:00\n"));
    story_.resolve(incident);
    story_.expect_whatever_was_sent();
    EXPECT_EQ(press(incident, "sam.elm").kind, Answer::Kind::over);
    EXPECT_TRUE(answer().starts_with("Too late to take. INC-1 GP Records was stood down at 03:00"));
}

TEST_F(PressingStory, OfWhatIsForgottenItIsSaidThatItIsOver) {
    EXPECT_EQ(press({42}, "pat.ash").kind, Answer::Kind::not_found);
    EXPECT_TRUE(
        answer().starts_with("Nothing taken. We have nothing open that this button is for\n"));
    EXPECT_TRUE(story_.state().threads().empty()) << "a queue that nobody would ever forget";
}

TEST_F(PressingStory, APlaceThatHasGoneAnswersNobodyAndTheIncidentIsTaken) {
    const IncidentId incident = story_.alarm("gp-records", 1);
    story_.expect_whatever_was_sent();
    EXPECT_EQ(press(incident, "pat.ash", "gone").kind, Answer::Kind::taken);
    EXPECT_FALSE(answered());
}

// What the room is told waits behind what it could not take; who has pressed does not.
TEST_F(PressingStory, TheAnswerWaitsBehindNothingThatTheRoomIsTold) {
    story_.provider("room", Story::Mood::hangs);
    const IncidentId incident = story_.alarm("gp-records", 1);
    story_.expect_whatever_was_sent();
    press(incident, "pat.ash");
    EXPECT_TRUE(answered());
    EXPECT_EQ(story_.state().threads().size(), 2u);
    story_.provider("room", Story::Mood::accepts);
    story_.hung_provider_answers("room", Verdict::accepted);
    story_.expect_whatever_was_sent();
    story_.resolve(incident);
    story_.close(incident);
    story_.expect_whatever_was_sent();
    story_.wait(2h);
    story_.expect_whatever_was_sent();
    EXPECT_TRUE(story_.state().threads().empty()) << "both queues are forgotten with it";
}

TEST_F(PressingStory, NobodysAnswerWaitsForThatOfSomebodyElse) {
    const IncidentId incident = story_.alarm("gp-records", 1);
    story_.provider("room", Story::Mood::busy);
    story_.presses(Pressed{"room", "U0OTHER", "C0ROOM", "", incident});
    story_.expect_whatever_was_sent();
    story_.provider("room", Story::Mood::accepts);
    press(incident, "");
    EXPECT_TRUE(answered()) << "while the other's is tried again later";
}

TEST_F(PressingStory, AnExerciseIsMarkedInTheAnswer) {
    Story story("Sat 2026-11-28 03:00", {.exercise = true, .more_providers = {room()}});
    const IncidentId incident = story.alarm("gp-records", 1);
    story.expect_whatever_was_sent();
    story.presses(Pressed{"room", "U0PRESSER", "C0ROOM", "pat.ash", incident});
    int answers = 0;
    for (const Sent& one : story.expect_whatever_was_sent()) {
        if (!one.message.facts.contains("presser")) continue;
        ++answers;
        EXPECT_TRUE(one.message.text.starts_with("EXERCISE")) << one.message.text;
    }
    EXPECT_EQ(answers, 1);
}

}  // namespace
}  // namespace tocsin
