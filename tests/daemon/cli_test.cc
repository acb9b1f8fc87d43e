// The command line against a scripted daemon: what it asks, what it prints and how it ends.
#include "daemon/cli.h"

#include "daemon/cli_socket.h"
#include "daemon/cli_who.h"
#include "daemon/client.h"
#include "daemon/zone_load.h"
#include "tests/daemon/command.h"
#include "tests/daemon/config_samples.h"
#include "tests/daemon/fake_daemon.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace tocsin {
namespace {

// Wed 8 July 2026 02:16 BST.
const std::string night =
    R"({"at":"2026-07-08T01:16:00Z","core_hours":false,"roles":[)"
    R"({"role":"level-1","called":"NSD","people":[{"id":"nsd","name":"NSD",)"
    R"("phone":"+447700900010","mail":"nsd@example.org"}],"until":"2026-07-08T07:00:00Z"},)"
    R"({"role":"level-2","called":"EDM","people":[{"id":"pat.ash","name":"Pat Ash",)"
    R"("phone":"+447700900101","mail":"pat.ash@example.org"}],"until":"2026-07-08T07:00:00Z"},)"
    R"({"role":"level-3","called":"level 3","people":[{"id":"sam.elm","name":"Sam Elm",)"
    R"("phone":"+447700900102","mail":""},{"id":"jo.oak","name":"Jo Oak","phone":"",)"
    R"("mail":"jo.oak@example.org"}],"until":"2026-07-13T07:00:00Z"},)"
    R"({"role":"last-resort","called":"the last resort","people":[{"id":"duty.director",)"
    R"("name":"Duty Director","phone":"+447700900199","mail":""}],"until":""}]})";

// The EDM asks a rota; the officer holds the role for a term.
const std::string followed =
    R"({"at":"2026-07-08T01:16:00Z","core_hours":false,"roles":[)"
    R"({"role":"level-2","called":"EDM","people":[{"id":"pat.ash","name":"Pat Ash",)"
    R"("phone":"+447700900101","mail":""}],"until":"2026-07-08T07:00:00Z",)"
    R"("then":{"called":"level 2","people":[{"id":"lee.rowan","name":"Lee Rowan"}]},)"
    R"("rota":"on-call","version":42},)"
    R"({"role":"level-3","called":"level 3","people":[{"id":"sam.elm","name":"Sam Elm",)"
    R"("phone":"+447700900102","mail":""}],"until":"2026-07-13T07:00:00Z",)"
    R"("then":{"called":"level 3","people":[]},"rota":"on-call","version":42},)"
    R"({"role":"officer","called":"officer","people":[{"id":"kim.hazel","name":"Kim Hazel",)"
    R"("phone":"+447700900103","mail":""}],"until":"2026-12-31T00:00:00Z",)"
    R"("then":{"called":"officer","people":[{"id":"jo.oak","name":"Jo Oak"}]},)"
    R"("term":{"from":"2026-07-01","until":"2026-12-30","interim":true}}]})";

const std::string gap =
    R"({"at":"2026-07-08T01:16:00Z","core_hours":false,"roles":[{"role":"level-2",)"
    R"("called":"EDM","people":[],"until":"2026-07-08T07:00:00Z"}]})";

const std::string autumn =
    R"({"at":"2026-10-25T00:30:00Z","core_hours":false,"roles":[{"role":"level-2","called":"EDM",)"
    R"("people":[{"id":"jo.oak","name":"Jo Oak","phone":"+447700900104","mail":""}],)"
    R"("until":"2026-10-25T07:00:00Z"}]})";

TEST(CliWho, SaysWhoIsOnCallWithPhonesInFull) {
    const FakeDaemon daemon(200, night);
    const Ended outcome = ask_daemon(daemon, {"who"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out,
              "On call now, Wed 8 July 2026 02:16 BST, out of hours\n\n"
              "Level 1       NSD             07700 900010         until Wed 08:00\n"
              "EDM           Pat Ash         07700 900101         until Wed 08:00\n"
              "Level 3       Sam Elm         07700 900102         until Mon 13 July 08:00\n"
              "              Jo Oak          jo.oak@example.org   until Mon 13 July 08:00\n"
              "Last resort   Duty Director   07700 900199         always\n");
    EXPECT_EQ(outcome.err, "");
    ASSERT_EQ(daemon.requests().size(), 1u);
    EXPECT_EQ(daemon.requests()[0].line, "GET /v1/on-call HTTP/1.1");
}

TEST(CliWho, SaysWhoFollowsForWhichTermAndByWhichRota) {
    proves("WSIC-11");
    const FakeDaemon daemon(200, followed);
    const Ended outcome = ask_daemon(daemon, {"who"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out,
              "On call now, Wed 8 July 2026 02:16 BST, out of hours\n\n"
              "EDM       Pat Ash     07700 900101   until Wed 08:00, then level 2 Lee Rowan\n"
              "Level 3   Sam Elm     07700 900102   until Mon 13 July 08:00, then nobody\n"
              "Officer   Kim Hazel   07700 900103   until Thu 31 December 00:00 GMT, then Jo Oak   "
              "interim to Wed 30 December 2026\n"
              "\nRota on-call, version 42\n");
    EXPECT_EQ(ask_daemon(daemon, {"who", "level-2"}).out, ask_daemon(daemon, {"who", "edm"}).out);
    EXPECT_EQ(ask_daemon(daemon, {"who", "level 2"}).out,
              "EDM   Pat Ash   07700 900101   until Wed 08:00, then level 2 Lee Rowan\n");
}

TEST(CliWho, AGapIsSaidInWordsAndByTheExitCode) {
    proves("HSSI-16");
    const FakeDaemon daemon(200, gap);
    const Ended outcome = ask_daemon(daemon, {"who"});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.out,
              "On call now, Wed 8 July 2026 02:16 BST, out of hours\n\n"
              "EDM   NOBODY (GAP)      until Wed 08:00\n\n"
              "1 role is empty: calls go on to the next level at once (HSSI-16).\n");
    EXPECT_NE(ask_daemon(daemon, {"who"}, true).out.find("\033[1;31mNOBODY (GAP)\033[0m"),
              std::string::npos);
}

TEST(CliWho, TellsOneRoleHoweverItIsCalled) {
    const FakeDaemon daemon(200, night);
    for (const std::string role : {"edm", "EDM", "level-2", "level 2"}) {
        const Ended outcome = ask_daemon(daemon, {"who", role});
        EXPECT_EQ(outcome.code, 0) << role;
        EXPECT_EQ(outcome.out, "EDM   Pat Ash   07700 900101   until Wed 08:00\n") << role;
    }
}

TEST(CliWho, SuggestsTheRoleThatWasMeant) {
    const FakeDaemon daemon(200, night);
    const Ended outcome = ask_daemon(daemon, {"who", "edn"});
    EXPECT_EQ(outcome.code, 5);
    EXPECT_EQ(outcome.err,
              "tocsin: no role \"edn\" at that moment\n"
              "why: the roles then are: Level 1, EDM, Level 3, Last resort\n"
              "do:  did you mean \"EDM\"?\n");
}

TEST(CliWho, TheRepeatedHourIsNoted) {
    proves("P10");
    const FakeDaemon daemon(200, autumn);
    const Ended outcome = ask_daemon(daemon, {"who", "edm", "--at", "2026-10-25T01:30"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err,
              "tocsin: 01:30 comes twice on Sun 25 October 2026. This is the first, 01:30 BST.\n"
              "        For the second: --at 2026-10-25T01:30Z\n");
    EXPECT_EQ(outcome.out, "EDM   Jo Oak   07700 900104   until Sun 07:00 GMT\n");
    EXPECT_EQ(daemon.requests().at(0).line, "GET /v1/on-call?at=2026-10-25T00:30:00Z HTTP/1.1");
}

TEST(CliWho, AnHourThatTheClocksSkipIsNoted) {
    proves("P10");
    const FakeDaemon daemon(200, night);
    const Ended outcome = ask_daemon(daemon, {"who", "--at", "2026-03-29T01:30"});
    EXPECT_EQ(outcome.err,
              "tocsin: the clocks skip that time on Sun 29 March 2026. This is 02:00 BST, the "
              "first moment after it.\n");
    EXPECT_EQ(daemon.requests().at(0).line, "GET /v1/on-call?at=2026-03-29T01:00:00Z HTTP/1.1");
}

TEST(CliWho, PrintsTheJsonOfTheDaemonAsItIs) {
    const FakeDaemon daemon(200, gap);
    const Ended outcome = ask_daemon(daemon, {"who", "--json"});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_EQ(outcome.out, gap + "\n");
}

TEST(CliWho, RefusesATimeThatIsNoneBeforeItAsks) {
    const FakeDaemon daemon(200, night);
    EXPECT_EQ(ask_daemon(daemon, {"who", "--at", "yesterday"}).code, 2);
    EXPECT_TRUE(daemon.requests().empty());
}

TEST(CliToken, AddPrintsTheTokenAloneOnStandardOutput) {
    const FakeDaemon daemon(201, R"({"id":"7","token":"tcs_7_secret"})");
    const Ended outcome = ask_daemon(
        daemon, {"token", "add", "the \"am\"", "--scope", "intake,read", "--days", "90"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out, "tcs_7_secret\n");
    EXPECT_NE(outcome.err.find("shown this once"), std::string::npos);
    EXPECT_EQ(outcome.err.find("secret"), std::string::npos);
    ASSERT_EQ(daemon.requests().size(), 1u);
    EXPECT_EQ(daemon.requests()[0].line, "POST /v1/tokens HTTP/1.1");
    EXPECT_EQ(daemon.requests()[0].body,
              R"({"name":"the \"am\"","scopes":["intake","read"],"days":90})");
    EXPECT_NE(daemon.requests()[0].headers.find("Content-Type: application/json"),
              std::string::npos);
}

TEST(CliToken, AScopeThatIsNoneIsRefusedBeforeTheDaemonIsAsked) {
    const FakeDaemon daemon(201, "{}");
    const Ended outcome = ask_daemon(daemon, {"token", "add", "am", "--scope", "intak"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.err,
              "tocsin: no scope \"intak\". Did you mean \"intake\"?\n"
              "do:  write some of intake, operate, rota, read, admin, with commas between\n");
    EXPECT_TRUE(daemon.requests().empty());
}

TEST(CliToken, ListCountsFirst) {
    const FakeDaemon daemon(
        200,
        R"({"tokens":[{"id":"1","name":"am","scopes":["intake"],)"
        R"("created":"2026-07-01T08:00:00Z","expires":"2026-10-01T08:00:00Z","revoked":false},)"
        R"({"id":"12","name":"bridge","scopes":["read","operate"],)"
        R"("created":"2026-07-02T08:00:00Z","expires":null,"revoked":true}]})");
    EXPECT_EQ(ask_daemon(daemon, {"token", "list"}).out,
              "2 tokens, 1 of them revoked\n\n"
              "1   am      intake        since 2026-07-01  until 2026-10-01\n"
              "12  bridge  read,operate  since 2026-07-02  REVOKED\n");
}

TEST(CliToken, RevokeNamesWhatItTookBack) {
    const FakeDaemon daemon(204);
    const Ended outcome = ask_daemon(daemon, {"token", "revoke", "12"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(daemon.requests().at(0).line, "DELETE /v1/tokens/12 HTTP/1.1");
    EXPECT_NE(outcome.out.find("Revoked: token 12."), std::string::npos);
    EXPECT_EQ(ask_daemon(daemon, {"token", "revoke", "../audit"}).code, 2);
    EXPECT_EQ(daemon.requests().size(), 1u);
}

TEST(CliAudit, ASoundJournalIsZeroAndABrokenOneIsOne) {
    const FakeDaemon sound(
        200, R"({"sound":true,"entries":88131,"head":"3fa2","first_bad":null,"why":""})");
    EXPECT_EQ(ask_daemon(sound, {"audit", "verify"}).code, 0);
    const FakeDaemon broken(
        200, R"({"sound":false,"entries":9,"head":"00","first_bad":4,"why":"its hash differs"})");
    const Ended outcome = ask_daemon(broken, {"audit", "verify"});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_TRUE(outcome.out.starts_with(
        "NOT SOUND: entry 4 is the first that does not hold.\nWhy    its hash differs\n"))
        << outcome.out;
    EXPECT_EQ(ask_daemon(broken, {"audit", "verify", "--json"}).code, 1);
}

TEST(CliExplain, PrintsTheWordsOfTheDaemonWithoutControlCharacters) {
    const FakeDaemon daemon(200, "Level 3 was called.\n\033[2Jx\n", "text/plain; charset=utf-8");
    const Ended outcome = ask_daemon(daemon, {"explain", "inc-39"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out, "Level 3 was called.\n?[2Jx\n");
    EXPECT_EQ(daemon.requests().at(0).line, "GET /v1/incidents/INC-39/explain HTTP/1.1");
    EXPECT_NE(daemon.requests().at(0).headers.find("Accept: text/plain\r\n"), std::string::npos);
    EXPECT_EQ(ask_daemon(daemon, {"explain", "39/../../tokens"}).code, 2);
}

TEST(CliExplain, AsksAboutOnePerson) {
    const FakeDaemon daemon(200, "Kit Fir was not called.\n", "text/plain; charset=utf-8");
    EXPECT_EQ(ask_daemon(daemon, {"explain", "39", "--person", "kit.fir"}).out,
              "Kit Fir was not called.\n");
    EXPECT_EQ(daemon.requests().at(0).line,
              "GET /v1/incidents/INC-39/explain?person=kit.fir HTTP/1.1");
    EXPECT_EQ(ask_daemon(daemon, {"explain", "39", "--person", "kit&x=1"}).code, 2);
}

TEST(CliSimulate, AsksTheDaemonInUtcAndNotesTheRepeatedHour) {
    proves("P10");
    const FakeDaemon daemon(200, "Nothing is sent. \033[2J\n", "text/plain; charset=utf-8");
    const Ended outcome =
        ask_daemon(daemon, {"simulate", "--service", "GP Records", "--down", "--at",
                            "2026-10-25T01:55", "--answer", "pat.ash@+12m"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out, "Nothing is sent. ?[2J\n");
    EXPECT_TRUE(outcome.err.starts_with("tocsin: 01:55 comes twice on Sun 25 October 2026."))
        << outcome.err;
    ASSERT_EQ(daemon.requests().size(), 1u);
    EXPECT_EQ(daemon.requests()[0].line, "POST /v1/simulate HTTP/1.1");
    EXPECT_EQ(daemon.requests()[0].body,
              R"({"service":"GP Records","severity":1,"state":"down",)"
              R"("at":"2026-10-25T00:55:00Z","answers":["pat.ash@+12m"],"texts":false})");
}

TEST(CliSimulate, WhatNamesNothingWasAskedWrongly) {
    const FakeDaemon daemon(422,
                            R"({"title":"Fields are wrong","detail":"","errors":[)"
                            R"({"pointer":"#/service","detail":"is not known"}]})",
                            "application/problem+json");
    const Ended outcome = ask_daemon(daemon, {"simulate", "--service", "x"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.err,
              "tocsin: that cannot be simulated\nwhy: --service \"x\" is not known\n"
              "do:  tocsin simulate --help\n");
    EXPECT_EQ(run({"simulate", "--service", "x", "--down", "--degraded"}).code, 2);
    EXPECT_EQ(run({"simulate", "--service", "x", "--rota", "week.yaml"}).code, 2);
}

TEST(Cli, ARefusalIsToldInWordsAndItsStatusIsTheExitCode) {
    const std::string body = R"({"title":"Not found","detail":"There is no INC-9.",)"
                             R"("errors":[{"pointer":"#/x","detail":"is wrong"}]})";
    const std::vector<std::pair<int, int>> codes{{400, 1}, {401, 4}, {403, 4}, {404, 5}, {409, 6},
                                                 {412, 6}, {422, 1}, {429, 7}, {500, 7}, {503, 7}};
    for (const auto& [status, code] : codes) {
        const FakeDaemon daemon(status, body, "application/problem+json");
        const Ended outcome = ask_daemon(daemon, {"explain", "INC-9"});
        EXPECT_EQ(outcome.code, code) << status;
        EXPECT_EQ(outcome.err, "tocsin: Not found\nwhy: There is no INC-9.\n     #/x: is wrong\n");
        EXPECT_EQ(outcome.out, "");
    }
    const FakeDaemon other(404, "<html>");
    EXPECT_EQ(ask_daemon(other, {"explain", "INC-9"}).err,
              "tocsin: the daemon answers with status 404\n");
}

TEST(Cli, ARefusalNamesTheCommandAndNotTheAddress) {
    const auto words = [](const std::string& detail) {
        const FakeDaemon daemon(404, R"({"title":"Not found","detail":")" + detail + "\"}");
        return ask_daemon(daemon, {"silence", "end", "9"}).err;
    };
    EXPECT_EQ(words("There is no such silence: GET /v1/silences"),
              "tocsin: Not found\nwhy: There is no such silence: tocsin silence list\n");
    EXPECT_EQ(words("GET /v1/rotas lists them. GET /v1/rotas/on-call shows one."),
              "tocsin: Not found\nwhy: tocsin rota list lists them. GET /v1/rotas/on-call shows "
              "one.\n");
    EXPECT_EQ(words("GET /v1/rotas/on-call, GET /v1/rotas"),
              "tocsin: Not found\nwhy: GET /v1/rotas/on-call, tocsin rota list\n");
}

TEST(CliPage, WhoeverCannotBeCalledIsSaidBeforeADrillIsOpened) {
    const FakeDaemon daemon(200, R"({"people":[{"person":"pat.ash","contacts":[]},)"
                                 R"({"person":"sam.elm","contacts":[{"medium":"sms"}]}]})");
    for (const char* person : {"pat.ash", "pat.aash"}) {
        const Ended ended = ask_daemon(daemon, {"page", "test", person});
        EXPECT_EQ(ended.code, 5);
        EXPECT_NE(ended.err.find("tocsin contacts"), std::string::npos) << ended.err;
        EXPECT_EQ(ended.out, "");
    }
    for (const auto& request : daemon.requests())
        EXPECT_TRUE(request.line.starts_with("GET /v1/contacts ")) << request.line;
}

TEST(CliErase, APersonIsNoIncident) {
    const Ended ended = run({"erase", "pat.ash", "--reason", "request 17"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_NE(ended.err.find("tocsin erase --person pat.ash"), std::string::npos) << ended.err;
}

TEST(CliRestore, WhatIsNoBackupIsNotBlamedOnTheDaemon) {
    const std::string data =
        (std::filesystem::temp_directory_path() / "tocsin-restored-nowhere").string();
    const Ended ended = run({"restore", "/nowhere/at/all.db", "--data", data});
    EXPECT_EQ(ended.code, 1);
    EXPECT_NE(ended.err.find("do:  name a file that tocsin backup has made"), std::string::npos)
        << ended.err;
    EXPECT_FALSE(std::filesystem::exists(data));
}

TEST(Cli, ADaemonThatDoesNotAnswerIsThree) {
    const Ended outcome = run({"who", "--socket", "/nowhere/tocsin.sock"});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_EQ(outcome.err,
              "tocsin: the daemon does not answer\n"
              "why: nothing listens on its socket /nowhere/tocsin.sock\n"
              "do:  systemctl status tocsin, then systemctl start tocsin\n"
              "     Until then phone people from the on-call sheet: tocsin sheet\n");
    EXPECT_EQ(run({"who", "--socket", "/" + std::string(200, 'x')}).code, 3);
}

TEST(Cli, AnAnswerThatIsNotOursIsThree) {
    for (const char* body : {"", "hello", "[]", "{}"}) {
        const FakeDaemon daemon(200, body);
        EXPECT_EQ(ask_daemon(daemon, {"who"}).code, 3) << body;
        EXPECT_EQ(ask_daemon(daemon, {"audit", "verify"}).code, 3) << body;
    }
}

TEST(CliClient, PatienceWithASilentDaemonEnds) {
    const FakeDaemon daemon(200, "", "", true);
    EXPECT_THROW(Client(daemon.socket(), std::chrono::milliseconds(50)).request("GET", "/"),
                 NoAnswer);
}

TEST(Cli, TheSocketComesFromTheConfiguration) {
    const ConfigurationSample sample;
    EXPECT_EQ(socket_of(sample.main_file()), sample.load().configuration.value().socket);
    const Ended outcome = run({"who", "--config", sample.main_file().string()});
    EXPECT_EQ(outcome.code, 3);
    EXPECT_NE(outcome.err.find((sample.folder() / "data" / "tocsin.sock").string()),
              std::string::npos);
    EXPECT_EQ(run({"who", "--config", "/nowhere.yaml"}).code, 2);
}

TEST(Cli, TheSocketComesFromTheEnvironmentUnlessItIsNamed) {
    const FakeDaemon daemon(200, night);
    setenv("TOCSIN_SOCKET", daemon.socket().c_str(), 1);
    const int by_environment = run({"who"}).code;
    const int by_flag = run({"who", "--socket", "/nowhere/tocsin.sock"}).code;
    unsetenv("TOCSIN_SOCKET");
    EXPECT_EQ(by_environment, 0);
    EXPECT_EQ(by_flag, 3);
}

TEST(Cli, AMistypedCommandIsGuessed) {
    const Ended outcome = run({"whoo"});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.err, "tocsin: no command \"whoo\". Did you mean \"who\"?\n");
    EXPECT_EQ(run({"token", "lst"}).err,
              "tocsin: no command \"token lst\". Did you mean \"token list\"?\n");
    for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
             {}, {"token"}, {"who", "--jsn"}, {"xyzzy"}, {"serve"}}) {
        EXPECT_EQ(run(wrong).code, 2);
    }
}

TEST(Cli, AMistypedOptionIsGuessed) {
    const Ended outcome = run({"who", "--jsn"});
    EXPECT_EQ(outcome.err,
              "tocsin: The following argument was not expected: --jsn. Did you mean --json?\n"
              "do:  tocsin who --help\n");
    EXPECT_NE(run({"resolve", "INC-42", "--sumary=mended"}).err.find("Did you mean --summary?"),
              std::string::npos);
    EXPECT_EQ(run({"who", "--xyzzy"}).err.find("Did you mean"), std::string::npos);
}

// A disk that is full, as /dev/full is: who sends the answer into a file believes the exit code.
TEST(Cli, WhatCannotBeWrittenIsNoSuccess) {
    const FakeDaemon daemon(200, night);
    std::ofstream full("/dev/full");
    std::ostringstream err;
    Terminal terminal{full, err, false, 0};
    const int code = command_line({"who", "--socket", daemon.socket()}, terminal,
                                  [](const ServeOptions&) { return 42; });
    EXPECT_EQ(code, 1);
    EXPECT_TRUE(err.str().starts_with("tocsin: what it says could not be written\n")) << err.str();
}

TEST(Cli, HelpAndVersionAreAnswers) {
    const Ended codes = run({"help", "exit"});
    EXPECT_EQ(codes.code, 0);
    EXPECT_NE(codes.out.find("3     no daemon       it does not answer"), std::string::npos);
    EXPECT_TRUE(run({"--version"}).out.starts_with("tocsin 0."));
    const Ended help = run({"token", "add", "--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_TRUE(help.out.starts_with("Makes a token and prints it, once.")) << help.out;
    EXPECT_NE(help.out.find("Usage: tocsin token add"), std::string::npos) << help.out;
    EXPECT_EQ(run({"help", "token"}).code, 0);
    const std::string manual = run({"help", "manual"}).out;
    EXPECT_TRUE(manual.starts_with(".TH TOCSIN 1"));
    for (const char* part :
         {".SS tocsin token add\n", "\\fB\\-\\-dry\\-run\\fR", ".SH EXIT STATUS"})
        EXPECT_NE(manual.find(part), std::string::npos) << part;
    EXPECT_EQ(run({"help", "tokn"}).code, 2);
    // One table: what --help says at its end is what `help exit` explains.
    const std::string all = run({"--help"}).out;
    for (const ExitCode& one : exit_codes) {
        const std::string both = std::to_string(one.code) + " " + std::string(one.name);
        EXPECT_NE(all.find(both), std::string::npos) << both;
    }
}

TEST(CliServe, HandsItsOptionsToTheDaemon) {
    const Ended plain = run({"serve", "--config", "a.yaml"});
    EXPECT_EQ(plain.code, 42);
    ASSERT_TRUE(plain.served);
    EXPECT_EQ(plain.served->config, "a.yaml");
    EXPECT_FALSE(plain.served->exercise);
    const Ended drill = run({"serve", "--config", "a.yaml", "--exercise", "--speed", "60",
                             "--begin", "2026-11-28T03:00"});
    ASSERT_TRUE(drill.served);
    EXPECT_TRUE(drill.served->exercise);
    EXPECT_EQ(drill.served->speed, 60);
    EXPECT_EQ(drill.served->begin, "2026-11-28T03:00");
}

TEST(CliServe, TimeRunsFasterInAnExerciseOnly) {
    for (const std::vector<std::string>& more :
         std::vector<std::vector<std::string>>{{"--speed", "60"},
                                               {"--begin", "2026-11-28T03:00"},
                                               {"--exercise", "--speed", "0"},
                                               {"--exercise", "--speed", "61"},
                                               {"--exercise", "--begin", "soon"}}) {
        std::vector<std::string> arguments{"serve", "--config", "a.yaml"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ended outcome = run(arguments);
        EXPECT_EQ(outcome.code, 2) << more[0] << " " << more[1];
        EXPECT_FALSE(outcome.served);
    }
}

}  // namespace
}  // namespace tocsin
