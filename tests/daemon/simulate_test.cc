// tocsin simulate over the files of a fixed house, tests/golden/simulate/config: what it prints is
// kept byte for byte. TOCSIN_UPDATE_GOLDEN=1 writes it anew, and a person reads the difference.
#include "daemon/cli_simulate.h"
#include "daemon/fields.h"
#include "daemon/simulate_body.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/channels/golden.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
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

const std::filesystem::path house = source_dir() / "tests" / "golden" / "simulate" / "config";

// `exit` is what a program that asked is told.
Said run(SimulateOptions options, int exit = exit_done) {
    if (options.config.empty()) options.config = house / "tocsin.yaml";
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{out, err};
    const Instant now = parse_when("2026-07-01T12:00", load_zone("Europe/London")).value().at;
    const auto nobody = []() -> Client { throw std::logic_error("no daemon is asked"); };
    EXPECT_EQ(simulate(nobody, options, now, terminal), exit);
    return {out.str(), err.str()};
}

void expect_golden_of(const std::string& name, SimulateOptions options, int exit = exit_done) {
    const std::string words = run(options, exit).out;
    expect_golden("simulate/" + name + ".txt", words);
    // A message stands as it is sent; all else fits a terminal.
    std::istringstream lines(words);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_TRUE(signs(line) <= 96 || line.starts_with("    ")) << line;
    }
    options.json = true;
    expect_golden("simulate/" + name + ".json", run(options, exit).out);
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
    expect_golden_of("gap", down("2026-07-17T03:00"), exit_needs_you);
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
    expect_golden_of("no-rota", down("2030-07-17T03:00"), exit_needs_you);
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
    EXPECT_NE(said.out.find("\nwhoever was called last answers 12 min later:\n"), std::string::npos)
        << said.out;
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
              "--service \"GP Recods\" is not known\n"
              "--procedure \"hsi\" is not known\n"
              "--answer \"pat.ahs\" is not known\n"
              "--fails \"pigeon\" is not known");
    EXPECT_EQ(failure.fix,
              "write --service \"GP Records\"\n"
              "write --procedure \"hssi\"\n"
              "write --answer \"pat.ash\"\n"
              "write one of these: sms-a, sms-b, relay");
    EXPECT_EQ(refusal_of(down("tomorrow")).exit_code, exit_asked_wrongly);
    options = down("2026-07-08T03:00");
    options.answers = {"pat.ash in a while"};
    EXPECT_EQ(refusal_of(options).why,
              "--answer \"pat.ash in a while\" is not a person and a time");
    EXPECT_EQ(refusal_of(options).fix, "write pat.ash@+12m");
}

TEST(Simulate, AnAnswerThatIsAnnouncedComesHoweverLongTheLastResortIsCalled) {
    SimulateOptions options = down("2026-07-08T03:00");
    options.taken_at = 73;
    expect_golden_of("taken-late", options);
    options.taken_at = 24 * 60;
    expect_golden("simulate/taken-a-day-later.txt", run(options).out);
    options.taken_at = -1;
    options.answers = {"sam.elm@+25h"};
    EXPECT_EQ(refusal_of(options).why,
              "--answer \"sam.elm@+25h\" is too late: this looks no further than 24 hours");
}

TEST(Simulate, WhoeverHasItAndAnswersAgainPutsNoEndOff) {
    SimulateOptions options = down("2026-07-08T03:00");
    options.answers = {"sam.elm@+25m", "sam.elm@+60m"};
    const std::string said = run(options).out;
    EXPECT_NE(said.find("Nobody else is called after 03:25.\n"), std::string::npos) << said;
}

TEST(Simulate, WhenNobodyCanBeReachedItsFirstLineAndItsExitSaySo) {
    proves("P11");
    SimulateOptions options = down("2026-07-08T03:00");
    options.fails = {"sms-a", "sms-b", "relay"};
    expect_golden_of("nobody-reached", options, exit_needs_you);
    const std::string said = run(options, exit_needs_you).out;
    EXPECT_NE(said.substr(0, said.find('\n')).find("NOBODY is reached"), std::string::npos);
    EXPECT_EQ(said.find("NSD told"), std::string::npos) << said;
}

// The same house, whose first provider of texts has its replies come back.
class TwoWayHouse : public testing::Test {
protected:
    TwoWayHouse() {
        namespace fs = std::filesystem;
        std::string name = (fs::temp_directory_path() / "tocsin-simulate-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        fs::copy(house, folder_, fs::copy_options::recursive);
        put("key", "ops-11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-000000000000");
        put("token", "0123456789abcdef");
        std::ostringstream text;
        text << std::ifstream(folder_ / "tocsin.yaml").rdbuf();
        std::string main = text.str();
        const std::string from = "sms-a:  { medium: sms,   type: file, folder: out/sms-a }";
        main.replace(main.find(from), from.size(),
                     "sms-a: { medium: sms, type: govuk-notify, api-key: key, callback-token: "
                     "token, template-id: f0f0f0f0-1111-4222-8333-444455556666 }");
        put("tocsin.yaml", main);
    }
    ~TwoWayHouse() override { std::filesystem::remove_all(folder_); }

    void put(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text << "\n";
        std::filesystem::permissions(folder_ / name, std::filesystem::perms::owner_read |
                                                         std::filesystem::perms::owner_write);
    }

    std::filesystem::path folder_;
};

TEST_F(TwoWayHouse, ATextThatAsksForItsCodeIsAnsweredByText) {
    SimulateOptions options = down("2026-07-08T03:00");
    options.config = folder_ / "tocsin.yaml";
    options.taken_at = 2;
    const Said said = run(options);
    EXPECT_NE(said.out.find("    Reply 0000 to take it by 03:10\n"), std::string::npos) << said.out;
    EXPECT_NE(said.out.find("takes it by text\n"), std::string::npos) << said.out;
    options.fails = {"sms-a", "sms-b"};
    EXPECT_NE(run(options).out.find("takes it by link\n"), std::string::npos);
}

TEST(Simulate, ARefusalSaysWhatWasRefusedAndEveryFieldThereIs) {
    const Directory directory;
    const auto read = read_simulate(R"({"zzzzzzzz": 1})", directory, Instant{});
    const auto& refusal = std::get<ProblemDetail>(read);
    EXPECT_NE(problem("/problems/", refusal).body.find("Nothing was simulated: fields are wrong"),
              std::string::npos);
    for (const char* field : {"service", "state", "severity", "at", "procedure", "place",
                              "taken_after_min", "answers", "fails", "texts"}) {
        EXPECT_NE(refusal.errors.back().detail.find('"' + std::string(field) + '"'),
                  std::string::npos)
            << field;
    }
}

TEST(Simulate, TheSameQuestionHasTheSameAnswer) {
    EXPECT_EQ(run(down("2026-07-08T03:00")).out, run(down("2026-07-08T03:00")).out);
}

}  // namespace
}  // namespace tocsin
