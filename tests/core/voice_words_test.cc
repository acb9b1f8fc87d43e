#include "core/voice_words.h"

#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace tocsin {
namespace {

const Values values = {{"person", "Pat Ash"},
                       {"desk_long", "National Service Desk"},
                       {"spoken_phone", "0 7 7 0 0, 9 0 0, 0 1 0"},
                       {"next", "level 3"},
                       {"Next", "Level 3"},
                       {"Above", "Level 3"},
                       {"other", "Sam Elm"},
                       {"service", "GP Records"},
                       {"state", "down"},
                       {"place", "Multiple Trusts in North East"},
                       {"spoken_ref", "I, N, C, 2, 0, 4, 1"},
                       {"all", ""}};

TEST(VoiceWords, EverySentenceIsSaidOnceAndWhole) {
    std::set<std::string_view> ids;
    for (const VoiceSentence& one : voice_sentences()) {
        EXPECT_TRUE(ids.insert(one.id).second) << one.id;
        const std::string said = spoken(one.id, values);
        EXPECT_EQ(said.find_first_of("{}\n'"), std::string::npos) << said;
        EXPECT_TRUE(said.ends_with('.')) << said;
        // At about 150 words a minute, so that no sentence is longer than 14 s.
        EXPECT_LE(std::count(said.begin(), said.end(), ' '), 35) << said;
    }
    EXPECT_THROW(spoken("v.nothing", values), std::logic_error);
}

TEST(VoiceWords, NoSentenceSaysThatAnsweringTakesIt) {
    proves("P12");
    EXPECT_EQ(spoken("v.none", values),
              "No key was pressed, so it is not taken. We go on calling. Our text has the 4 digits "
              "to reply. Goodbye.");
    EXPECT_EQ(spoken("v.none.link", values),
              "No key was pressed, so it is not taken. We go on calling. Our text has the link to "
              "take it. Goodbye.");
    EXPECT_EQ(spoken("v.none.call", values),
              "No key was pressed, so it is not taken. We go on calling. To speak to somebody, "
              "phone 0 7 7 0 0, 9 0 0, 0 1 0. Goodbye.");
    EXPECT_EQ(spoken("v.machine", values),
              "National Service Desk on-call system. Listening to this does not take the call. "
              "Read your texts, or phone 0 7 7 0 0, 9 0 0, 0 1 0.");
}

TEST(VoiceWords, WhatCouldNotBeSavedIsAskedForByItsOwnKey) {
    proves("P12");
    EXPECT_EQ(spoken("v.notsaved", values),
              "Your answer could not be saved, so it is not taken. Press 1 again.");
    EXPECT_EQ(spoken("v.notsaved.pass", values),
              "Your answer could not be saved, so it is not passed on. Press 2 again.");
    EXPECT_EQ(spoken("v.notsaved.notme", values), "Your answer could not be saved. Press 9 again.");
    EXPECT_EQ(spoken("v.notme.sure", values),
              "To say that you are not Pat Ash, press 9 once more.");
    EXPECT_EQ(
        spoken("v.notme", values),
        "Thank you. This number will be checked before we use it for Pat Ash again. Goodbye.");
}

TEST(VoiceWords, WhoeverPressesNothingIsAskedOnceMore) {
    const std::string ask =
        "Press 1 to take it. Press 2 to pass it on. Press 3 to hear this again. Press 9 if you are "
        "not Pat Ash.";
    EXPECT_EQ(
        spoken_again(values, false),
        "Nobody has taken it yet. GP Records is down, Multiple Trusts in North East.\n" + ask);
    Values three = values;
    three["count"] = "3";
    EXPECT_EQ(spoken_again(three, false),
              "Nobody has taken it yet. GP Records is down, Multiple Trusts in North East. This is "
              "about 3 incidents.\n" +
                  ask);
}

TEST(VoiceWords, ExerciseIsSaidToBeOne) {
    proves("DSPT-10");
    const std::string again = spoken_again(values, true);
    EXPECT_LT(again.find("This is an exercise. Press keys as if it were real, then stop."),
              again.find("Press 1 to take it."));
    EXPECT_TRUE(spoken_last("v.over", values, true)
                    .ends_with("Goodbye.\nExercise, exercise, "
                               "exercise."));
    EXPECT_EQ(spoken_last("v.over", values, false), spoken("v.over", values));
}

TEST(VoiceWords, ReferencesAreSpelt) {
    EXPECT_EQ(letter_by_letter("INC-2041"), "I, N, C, 2, 0, 4, 1");
    EXPECT_EQ(letter_by_letter(""), "");
}

TEST(VoiceWords, PhonesAreSaidDigitByDigit) {
    EXPECT_EQ(digit_by_digit("07700 900010"), "0 7 7 0 0, 9 0 0, 0 1 0");
    EXPECT_EQ(digit_by_digit("0113 496 0123"), "0 1 1 3, 4 9 6, 0 1 2 3");
    EXPECT_EQ(digit_by_digit("+33612345678"), "3 3, 6 1 2, 3 4 5, 6 7 8");
    EXPECT_EQ(digit_by_digit("the service desk"), "");
}

}  // namespace
}  // namespace tocsin
