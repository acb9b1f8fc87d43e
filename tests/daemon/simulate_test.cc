// tocsin simulate over the files of a fixed house, tests/golden/simulate/config: what it prints is
// kept byte for byte. TOCSIN_UPDATE_GOLDEN=1 writes it anew, and a person reads the difference.
#include "daemon/cli_simulate.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tocsin {
namespace {

struct Said {
    std::string out;
    std::string err;
};

SimulateOptions down(const std::string& at) {
    SimulateOptions options;
    options.service = "GP Records";
    options.down = true;
    options.at = at;
    return options;
}

Said run(SimulateOptions options) {
    options.config = source_dir() / "tests" / "golden" / "simulate" / "config" / "tocsin.yaml";
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err};
    const Instant now = parse_when("2026-07-01T12:00", load_zone("Europe/London")).value().at;
    const auto nobody = []() -> Client { throw std::logic_error("no daemon is asked"); };
    EXPECT_EQ(simulate(nobody, options, now, terminal), 0);
    return {out.str(), err.str()};
}

void expect_golden_of(const std::string& name, SimulateOptions options) {
    expect_golden("simulate/" + name + ".txt", run(options).out);
    options.json = true;
    expect_golden("simulate/" + name + ".json", run(options).out);
}

CommandFailed refusal_of(const SimulateOptions& options) {
    try {
        run(options);
    } catch (const CommandFailed& failure) {
        return failure;
    }
    return {0, "nothing was refused"};
}

TEST(Simulate, SpringNightCrossesTheHourThatDoesNotExist) {
    proves("P10");
    expect_golden_of("spring", down("2026-03-29T00:55"));
}

TEST(Simulate, AutumnNightSaysWhichOfTheTwoHoursItIs) {
    proves("P10");
    expect_golden_of("autumn-first", down("2026-10-25T01:55"));
    const Said said = run(down("2026-10-25T01:55"));
    EXPECT_EQ(said.err,
              "tocsin: 01:55 comes twice on Sun 25 October 2026. This is the first, 01:55 BST.\n"
              "        For the second: --at 2026-10-25T01:55Z\n");
}

TEST(Simulate, AutumnNightInItsSecondHour) {
    proves("P10");
    expect_golden_of("autumn-second", down("2026-10-25T01:55Z"));
    EXPECT_EQ(run(down("2026-10-25T01:55Z")).err, "");
}

TEST(Simulate, TimeThatIsSkippedIsTheFirstAfterIt) {
    const Said said = run(down("2026-03-29T01:30"));
    EXPECT_EQ(said.err,
              "tocsin: the clocks skip that time on Sun 29 March 2026. This is 02:00 BST, the "
              "first moment after it.\n");
    EXPECT_NE(said.out.find("\n02:00 BST  EDM Pat Ash, try 1"), std::string::npos) << said.out;
}

TEST(Simulate, BankHolidaysAreOutOfHoursAllDay) {
    proves("HSSI-10");
    proves("HSSI-11");
    expect_golden_of("christmas-day", down("2026-12-25T11:00"));
    expect_golden_of("boxing-day-substitute", down("2026-12-28T08:30"));
    expect_golden_of("good-friday", down("2026-04-03T18:45"));
}

TEST(Simulate, MondayMorningHandsOverInTheMiddleOfALadder) {
    proves("HSSI-14");
    expect_golden_of("monday-0800", down("2026-07-13T07:55"));
}

TEST(Simulate, NightWithoutAnEdmGoesStraightToLevel3) {
    proves("HSSI-16");
    expect_golden_of("gap", down("2026-07-17T03:00"));
}

TEST(Simulate, ServiceWithAProcedureOfItsOwnClimbsItsOwnLadder) {
    SimulateOptions options;
    options.service = "mail-relay";
    options.degraded = true;
    options.severity = 2;
    options.at = "2026-07-08T12:00";
    expect_golden_of("own-procedure", options);
}

TEST(Simulate, WithoutARotaTheLastRungsAreStillCalled) {
    expect_golden_of("no-rota", down("2030-07-17T03:00"));
}

TEST(Simulate, AProviderThatFailsIsFollowedByTheNextAndSomebodyTakesIt) {
    SimulateOptions options = down("2026-07-08T03:00");
    options.fails = {"sms-a"};
    options.answers = {"sam.elm@+25m"};
    options.texts = true;
    expect_golden_of("failover-taken", options);
}

TEST(Simulate, WhoeverWasCalledLastTakesIt) {
    SimulateOptions options = down("2026-07-08T03:00");
    options.taken_at = 12;
    const Said said = run(options);
    EXPECT_NE(said.out.find("whoever was called last answers 12 min later:\n"), std::string::npos);
    EXPECT_NE(said.out.find("\n03:12  Jo Oak (EDM)       takes it by link\n"), std::string::npos)
        << said.out;
    EXPECT_EQ(said.out.find("Sam Elm"), std::string::npos);
}

TEST(Simulate, WhatIsNotKnownIsNamedWithWhatWasMeant) {
    SimulateOptions options = down("2026-07-08T03:00");
    options.service = "GP Recods";
    options.procedure = "hsi";
    options.answers = {"pat.ahs@+3m"};
    options.fails = {"pigeon"};
    const CommandFailed failure = refusal_of(options);
    EXPECT_EQ(failure.exit_code, exit_asked_wrongly);
    EXPECT_EQ(failure.why,
              "#/service: is not known; did you mean \"GP Records\"?\n"
              "#/procedure: is not known; did you mean \"hssi\"?\n"
              "#/answers: is not known; did you mean \"pat.ash\"?\n"
              "#/fails: is not known; known are sms-a, sms-b, relay");
    EXPECT_EQ(refusal_of(down("tomorrow")).exit_code, exit_asked_wrongly);
    options = down("2026-07-08T03:00");
    options.answers = {"pat.ash in a while"};
    EXPECT_EQ(refusal_of(options).why, "#/answers: is a person and a time, such as pat.ash@+12m");
}

TEST(Simulate, TheSameQuestionHasTheSameAnswer) {
    EXPECT_EQ(run(down("2026-07-08T03:00")).out, run(down("2026-07-08T03:00")).out);
}

}  // namespace
}  // namespace tocsin
