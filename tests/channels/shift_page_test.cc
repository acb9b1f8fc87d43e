#include "channels/shift_page.h"

#include "tests/channels/golden.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <map>

namespace tocsin {
namespace {

ShiftView sample(ShiftState state) {
    return {.state = state,
            .exercise = false,
            .person = "Pat Ash",
            .duties = "EDM Tue 17:30 to Wed 08:00",
            .until = {"2026-07-07T18:00:00+01:00", "18:00"},
            .desk = {"National Service Desk", "07700 900010", "+447700900010"},
            .form = "1783443600000.abc",
            .action = "/a/7k2m9x4qvt3hc8rw",
            .ask_digits = false,
            .tries_left = 2};
}

bool says(const Page& page, const std::string& words) {
    return page.html.find(words) != std::string::npos;
}

TEST(ShiftPage, EveryStateIsAsItsGoldenFile) {
    const std::map<std::string, ShiftState> states = {
        {"open", ShiftState::open},           {"press-again", ShiftState::press_again},
        {"confirmed", ShiftState::confirmed}, {"declined", ShiftState::declined},
        {"ended", ShiftState::ended},         {"locked", ShiftState::locked},
        {"not-saved", ShiftState::not_saved}, {"wrong-digits", ShiftState::wrong_digits}};
    for (const auto& [name, state] : states) {
        ShiftView view = sample(state);
        view.ask_digits = state == ShiftState::wrong_digits;
        expect_golden("shift/" + name + ".html", shift_page(view).html);
    }
}

TEST(ShiftPage, OnlyAButtonAnswersAndTheMailAsksForItsDigits) {
    proves("P12");
    ShiftView view = sample(ShiftState::open);
    const Page by_text = shift_page(view);
    EXPECT_TRUE(says(by_text, "<form method=\"post\" action=\"/a/7k2m9x4qvt3hc8rw\">"));
    EXPECT_TRUE(says(by_text, "name=\"do\" value=\"take\">I am Pat Ash and I do it</button>"));
    EXPECT_TRUE(says(by_text, "name=\"do\" value=\"pass\">I cannot do it</button>"));
    EXPECT_FALSE(says(by_text, "digits"));
    view.ask_digits = true;
    EXPECT_TRUE(says(shift_page(view), "name=\"digits\""));
    view.state = ShiftState::locked;
    EXPECT_FALSE(says(shift_page(view), "<button"));
    view.state = ShiftState::ended;
    EXPECT_EQ(shift_page(view).status, 410);
    EXPECT_FALSE(says(shift_page(view), "<button"));
}

TEST(ShiftPage, WhatPeopleWroteIsEscaped) {
    ShiftView view = sample(ShiftState::open);
    view.person = "<b>&\"";
    view.duties = "<script>";
    const Page page = shift_page(view);
    EXPECT_FALSE(says(page, "<b>"));
    EXPECT_FALSE(says(page, "<script>"));
}

TEST(ShiftPage, AnExerciseIsMarkedFirstAndLast) {
    ShiftView view = sample(ShiftState::open);
    view.exercise = true;
    const Page page = shift_page(view);
    EXPECT_TRUE(says(page, "<title>EXERCISE. Not confirmed yet"));
    EXPECT_TRUE(says(page, "<strong>EXERCISE</strong></p>\n</footer>"));
}

}  // namespace
}  // namespace tocsin
