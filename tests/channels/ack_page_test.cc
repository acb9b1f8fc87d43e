#include "channels/ack_page.h"

#include "tests/channels/golden.h"
#include "tests/channels/page_samples.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin {
namespace {

std::size_t occurrences(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return {};
    const auto start = begin + from.size();
    return text.substr(start, text.find(to, start) - start);
}

std::string title(const Page& page) {
    return between(page.html, "<title>", "</title>");
}
std::string heading(const Page& page) {
    return between(page.html, "<h1>", "</h1>");
}

Page sample(const std::string& name) {
    return ack_page(ack_samples().at(name));
}

bool says(const Page& page, const std::string& words) {
    return page.html.find(words) != std::string::npos;
}

bool has_main_button(const Page& page) {
    return says(page, "<button type=\"submit\" name=\"do\" value=\"take\">");
}

TEST(AckPage, EveryStateIsAsItsGoldenFile) {
    for (const auto& [name, view] : ack_samples()) {
        expect_golden("ack/" + name + ".html", ack_page(view).html);
    }
    expect_golden("ack/policy.txt", sample("open").csp + "\n");
}

// A call can cover tens of thousands, and the page must still load on a phone and fit the gate.
TEST(AckPage, StormOfAlarmsIsCountedAndItsWorstAreListed) {
    AckView view = ack_samples().at("merged");
    const Page few = ack_page(view);
    EXPECT_EQ(occurrences(few.html, "<li>"), 3U);
    EXPECT_FALSE(says(few, "And "));
    view.incidents.resize(40'000, view.incidents.back());
    const Page page = ack_page(view);
    EXPECT_EQ(occurrences(page.html, "<li>"), 20U);
    EXPECT_TRUE(says(page, "<p>And 39980 more.</p>"));
    EXPECT_TRUE(says(page, ">I am Pat Ash and I take all 40000</button>"));
    EXPECT_LT(page.html.size(), 10'000U);
}

TEST(AckPage, TitleBeginsWithTheOutcome) {
    EXPECT_EQ(title(sample("open")), "Not taken yet: GP Records is down, INC-2041");
    EXPECT_EQ(title(sample("press_again")), title(sample("open")));
    EXPECT_EQ(title(sample("taken_by_you")), "You have taken INC-2041, GP Records");
    EXPECT_EQ(title(sample("taken_by_other")), "Already taken: INC-2041, GP Records");
    EXPECT_EQ(title(sample("passed_on")), "You have passed INC-2041 on");
    EXPECT_EQ(title(sample("over")), "INC-2041 is over");
    EXPECT_EQ(title(sample("link_ended")), "This link has ended");
    EXPECT_EQ(title(sample("unknown_link")), "This link does not work");
    EXPECT_EQ(title(sample("not_saved")), "Not saved: INC-2041 is not taken");
    EXPECT_EQ(title(sample("too_many")), "Too many tries");
    EXPECT_EQ(title(sample("wrong_digits")), "Not taken: wrong digits, INC-2041");
    EXPECT_EQ(title(sample("locked")), "Not taken: this link is locked");
}

TEST(AckPage, EveryPageHasOneHeadingOneMainButtonAtMostAndOneForm) {
    for (const auto& [name, view] : ack_samples()) {
        const Page page = ack_page(view);
        EXPECT_EQ(occurrences(page.html, "<h1>"), 1U) << name;
        EXPECT_LE(occurrences(page.html, "value=\"take\""), 1U) << name;
        EXPECT_LE(occurrences(page.html, "<form "), 1U) << name;
        EXPECT_EQ(occurrences(page.html, "<script"), 0U) << name;
        EXPECT_NE(page.html.find("tel:+447700900010"), std::string::npos) << name;
    }
}

TEST(AckPage, OnlyWhereTakingIsPossibleIsThereAButtonForIt) {
    const std::vector<std::string> with = {"open",      "press_again", "not_saved",
                                           "digits",    "merged",      "wrong_digits",
                                           "last_rung", "security",    "exercise"};
    for (const auto& [name, view] : ack_samples()) {
        const bool expected = std::find(with.begin(), with.end(), name) != with.end();
        EXPECT_EQ(has_main_button(ack_page(view)), expected) << name;
    }
}

TEST(AckPage, StatusIsThatOfTheOutcome) {
    EXPECT_EQ(sample("open").status, 200);
    EXPECT_EQ(sample("taken_by_other").status, 200);
    EXPECT_EQ(sample("link_ended").status, 410);
    EXPECT_EQ(sample("unknown_link").status, 404);
    EXPECT_EQ(sample("not_saved").status, 503);
    EXPECT_EQ(sample("too_many").status, 429);
}

TEST(AckPage, MainButtonNamesWhoTakesWhat) {
    EXPECT_TRUE(says(sample("open"),
                     ">I am Pat Ash and I take <span class=\"ref\">INC-2041</span></button>"));
    EXPECT_TRUE(says(sample("merged"), ">I am Pat Ash and I take all 3</button>"));
}

TEST(AckPage, PressingOnceMoreIsAskedBeforeAnythingElse) {
    const Page page = sample("press_again");
    EXPECT_LT(page.html.find("Press once more, we could not be sure it was you"),
              page.html.find("Call for"));
    EXPECT_TRUE(has_main_button(page));
}

TEST(AckPage, EveryFailureSaysThatPeopleAreStillBeingCalled) {
    for (const auto* name : {"wrong_digits", "locked", "not_saved", "link_ended_running"}) {
        EXPECT_TRUE(says(sample(name), "People are still being called.")) << name;
    }
    for (const auto* name : {"link_ended", "unknown_link", "too_many"}) {
        EXPECT_TRUE(says(sample(name), "Nothing was taken.")) << name;
    }
}

TEST(AckPage, LinkInMailAsksForTheDigitsOfTheCall) {
    proves("P12");
    for (const auto* name : {"digits", "wrong_digits"}) {
        const Page page = sample(name);
        EXPECT_EQ(occurrences(page.html, "name=\"digits\""), 1U) << name;
        EXPECT_TRUE(says(page,
                         "inputmode=\"numeric\" pattern=\"[0-9]{4}\" maxlength=\"4\" "
                         "autocomplete=\"off\" required>"));
        // Both buttons stand in the form of the digits: passing on is as much an act as taking.
        const std::string form = between(page.html, "<form ", "</form>");
        EXPECT_NE(form.find("value=\"take\""), std::string::npos);
        EXPECT_NE(form.find("value=\"pass\""), std::string::npos);
    }
    EXPECT_FALSE(says(sample("open"), "name=\"digits\""));
}

TEST(AckPage, WrongDigitsSayHowOftenTheyMayStillBeTyped) {
    AckView view = ack_samples().at("wrong_digits");
    EXPECT_TRUE(says(ack_page(view), "You can try 2 more times, then this link is locked."));
    view.tries_left = 1;
    EXPECT_TRUE(says(ack_page(view), "You can try once more, then this link is locked."));
}

TEST(AckPage, LockedLinkTakesNothingAndNamesTheOtherRoads) {
    proves("P12");
    const Page page = sample("locked");
    EXPECT_FALSE(says(page, "<form "));
    EXPECT_TRUE(says(page, "open the link in it"));
}

TEST(AckPage, AnswerToAWrongTokenTellsNothingOfAnyCall) {
    proves("P18");
    AckView bare;
    bare.desk = national_desk();
    EXPECT_EQ(sample("unknown_link").html, ack_page(bare).html);
}

TEST(AckPage, MergedCallListsEveryIncident) {
    for (const auto* name : {"merged", "merged_taken"}) {
        for (const auto* ref : {"INC-2040", "INC-2041", "INC-2042"}) {
            EXPECT_TRUE(says(sample(name), ref)) << name;
        }
    }
    EXPECT_EQ(heading(sample("merged")), "3 incidents, the worst: GP Records is down");
    AckView view = ack_samples().at("merged");
    view.state = AckState::not_saved;
    EXPECT_EQ(heading(ack_page(view)), "Not saved: you have not taken any of the 3 incidents");
}

TEST(AckPage, SecurityTaskShowsNoDetail) {
    proves("HSSI-43");
    const Page page = sample("security");
    EXPECT_EQ(heading(page), "Details by phone only");
    EXPECT_FALSE(says(page, "Where"));
}

TEST(AckPage, LastRungHasNobodyToPassTo) {
    EXPECT_FALSE(says(sample("last_rung"), "value=\"pass\""));
    EXPECT_TRUE(says(sample("last_rung"), "The call goes on until somebody takes it."));
}

TEST(AckPage, ExerciseIsMarkedAtBothEnds) {
    for (const auto& [name, view] : ack_samples()) {
        AckView drill = view;
        drill.exercise = true;
        const Page page = ack_page(drill);
        EXPECT_EQ(title(page).substr(0, 9), "EXERCISE.") << name;
        EXPECT_EQ(title(page).substr(title(page).size() - 10), ". EXERCISE") << name;
        EXPECT_EQ(heading(page).substr(0, 12), "EXERCISE<br>") << name;
        EXPECT_TRUE(says(page, "<main>\n<p class=\"state\"><strong>EXERCISE.</strong>")) << name;
        EXPECT_TRUE(says(page, "<p><strong>EXERCISE</strong></p>\n</footer>")) << name;
    }
}

TEST(AckPage, ExerciseSaysTheDrillsOwnLine) {
    AckView drill = ack_samples().at("exercise");
    EXPECT_TRUE(says(ack_page(drill), "Press as if real, then stop."));
    drill.exercise_line = "Take it, then phone the umpire.";
    EXPECT_TRUE(says(ack_page(drill), "Take it, then phone the umpire."));
}

TEST(AckPage, PageOfOneIncidentKeepsUnder4KilobytesAtTheLongestValues) {
    AckView view = ack_samples().at("wrong_digits");
    view.exercise = true;
    view.person = std::string(20, 'P');
    view.role = std::string(14, 'R');
    view.incidents.front().service = std::string(20, 'S');
    view.incidents.front().state = "degraded (partly working)";
    view.incidents.front().place = std::string(43, 'L');
    view.incidents.front().impact = std::string(69, 'I');
    view.channels = "text, email and phone call";
    view.form = std::string(64, 'f');
    EXPECT_LE(ack_page(view).html.size(), 4096U);
}

TEST(AckPage, HostileValuesStayTextInEveryField) {
    const std::string evil = "\"'><script>x</script>\xE2\x80\xAE\x07&";
    const Time time{evil, evil};
    for (const auto& [name, view] : ack_samples()) {
        AckView hostile = view;
        hostile.exercise = true;
        hostile.exercise_line = hostile.person = hostile.role = hostile.channels = evil;
        hostile.next = hostile.pass_to = hostile.other_person = hostile.other_role = evil;
        hostile.ended = hostile.form = hostile.action = evil;
        hostile.desk = {evil, evil, evil};
        hostile.called = hostile.next_at = hostile.link_until = hostile.taken = time;
        hostile.ended_at = time;
        hostile.due = {{evil, time}};
        for (AckIncident& incident : hostile.incidents) {
            incident = {evil, evil, evil, 1, evil, evil, time};
        }
        const std::string html = ack_page(hostile).html;
        EXPECT_EQ(html.find("<script"), std::string::npos) << name;
        EXPECT_EQ(html.find("'>"), std::string::npos) << name;
        EXPECT_EQ(html.find("\xE2\x80\xAE"), std::string::npos) << name;
        EXPECT_EQ(html.find('\x07'), std::string::npos) << name;
        EXPECT_NE(html.find("&quot;&#39;&gt;&lt;script&gt;"), std::string::npos) << name;
    }
}

}  // namespace
}  // namespace tocsin
