// The life of an incident by the command line, against a scripted daemon.
#include "tests/daemon/command.h"
#include "tests/daemon/fake_daemon.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace tocsin {
namespace {

using Scripted = FakeDaemon::Scripted;
using Request = FakeDaemon::Request;

bool asks(const Request& request, const std::string& start) {
    return request.line.starts_with(start);
}

std::string incident(int number, const std::string& more) {
    return R"({"incident":"INC-)" + std::to_string(number) +
           R"(","status":"confirmed","service_name":"GP Records","severity":1,"summary":)"
           R"("Records of all practices in the north do not open since the switch at half past one",)"
           R"("source":"local:0","opened":"2026-07-08T00:52:00Z","resolved":"","drill":false,)" +
           more + "}";
}

const std::string held = R"("taken":true,"holder":{"person":"pat.ash","name":"Pat Ash",)"
                         R"("called":"EDM","via":"link","at":"2026-07-08T01:00:00Z"})";
const std::string calling = R"("taken":false,"step":{"where":"level-2, try 1",)"
                            R"("next_due":"2026-07-08T01:12:00Z"})";

TEST(CliList, CountsAndSaysWhoHasWhat) {
    const FakeDaemon daemon([](const Request& request) {
        const bool second = request.line.find("after=INC-41") != std::string::npos;
        return Scripted{
            200, second ? R"({"incidents":[)" + incident(42, calling) + R"(],"next":""})"
                        : R"({"incidents":[)" + incident(41, held) + R"(],"next":"INC-41"})"};
    });
    const Ended plain = ask_daemon(daemon, {"list"});
    EXPECT_EQ(plain.code, 0) << plain.err;
    EXPECT_TRUE(plain.out.starts_with("2 incidents, 1 not taken\n\nINC-41   sev 1   confirmed   "))
        << plain.out;
    EXPECT_NE(plain.out.find("Pat Ash (EDM)"), std::string::npos);
    EXPECT_NE(plain.out.find("calling level-2, try 1"), std::string::npos);
    // No terminal: nothing is shortened, and nothing is coloured.
    EXPECT_NE(plain.out.find("since the switch at half past one"), std::string::npos);
    EXPECT_EQ(plain.out.find('\033'), std::string::npos);
    EXPECT_EQ(daemon.requests()[0].line, "GET /v1/incidents?open=true HTTP/1.1");
    const Ended narrow = ask_daemon(daemon, {"list"}, true, 80);
    EXPECT_NE(narrow.out.find("INC-42"), std::string::npos);
    EXPECT_NE(narrow.out.find("calling level-2, try 1"), std::string::npos);
    EXPECT_EQ(narrow.out.find("half past one"), std::string::npos);
    EXPECT_NE(narrow.out.find("\033[1;31msev 1\033[0m   confirmed"), std::string::npos)
        << narrow.out;
}

TEST(CliList, FiltersGoToTheDaemon) {
    const FakeDaemon daemon(200, R"({"incidents":[],"next":""})");
    const Ended ended = ask_daemon(daemon, {"list", "--all", "--severity", "1,2", "--service",
                                            "gp-records", "--since", "2026-07-08T02:00"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "No incident fits.\n");
    EXPECT_EQ(daemon.requests()[0].line,
              "GET "
              "/v1/"
              "incidents?past=true&severity=1&severity=2&service=gp-records&since=2026-07-08T01%"
              "3A00%3A00Z "
              "HTTP/1.1");
    EXPECT_EQ(ask_daemon(daemon, {"list", "--severity", "9"}).code, 2);
    EXPECT_EQ(ask_daemon(daemon, {"list", "--since", "soon"}).code, 2);
    EXPECT_NE(ask_daemon(daemon, {"list", "--until", "soon"}).err.find("--until \"soon\""),
              std::string::npos);
}

Scripted glance(const Request& request, const std::string& owed) {
    if (asks(request, "GET /v1/obligations?incident=INC-41 ")) return {200, owed};
    if (asks(request, "GET /v1/incidents/INC-41/timeline ")) {
        return {200, R"({"entries":[{"seq":1,"at":"2026-07-08T00:52:00Z","kind":"incident-opened",)"
                     R"("sentence":"opened"},{"seq":2,"at":"2026-07-08T00:53:00Z","kind":)"
                     R"("call-made","sentence":"called Pat Ash"},{"seq":3,"at":)"
                     R"("2026-07-08T01:00:00Z","kind":"taken","sentence":"taken by Pat Ash"}]})"};
    }
    return {200, incident(41, held + R"(,"fields":{"kind":["outage"],"site":[]},"called":[)"
                                     R"({"name":"Pat Ash","called":"EDM","first":)"
                                     R"("2026-07-08T00:53:00Z","delivered":""}])")};
}

TEST(CliShow, TellsHolderOwedAndTheLastOfTheTimeline) {
    const FakeDaemon daemon([](const Request& request) {
        return glance(request, R"({"late":1,"obligations":[{"incident":"INC-41","name":"report",)"
                               R"("what":"HSSI report","owner":"level-1","when":"late by 2 h",)"
                               R"("due_words":"Wed 01:00","late":true,"then":""}]})");
    });
    const Ended ended = ask_daemon(daemon, {"show", "INC-41", "--last", "2"});
    EXPECT_EQ(ended.code, 1) << "something is late: " << ended.err;
    for (const char* words :
         {"INC-41  GP Records, sev 1, confirmed\n", "Pat Ash (EDM) since", "kind=outage",
          "late by 2 h", "HSSI report", "without 1 earlier line", "taken by Pat Ash"}) {
        EXPECT_NE(ended.out.find(words), std::string::npos) << words << "\n" << ended.out;
    }
    EXPECT_EQ(ended.out.find("  opened"), std::string::npos);
    const Ended json = ask_daemon(daemon, {"show", "INC-41", "--json"});
    EXPECT_TRUE(json.out.starts_with(R"({"incident":{"incident":"INC-41")")) << json.out;
    EXPECT_NE(json.out.find(R"("timeline":{"entries":)"), std::string::npos);
}

TEST(CliShow, WhatIsOverOwesNothing) {
    const FakeDaemon daemon([](const Request& request) {
        if (asks(request, "GET /v1/obligations"))
            return Scripted{404, R"({"title":"Not found","detail":"It is over."})"};
        return glance(request, "");
    });
    const Ended ended = ask_daemon(daemon, {"show", "INC-41"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(ended.out.find("Nothing is owed."), std::string::npos);
}

TEST(CliIncident, EachActAsksForWhatItSays) {
    struct Act {
        std::vector<std::string> typed;
        std::string line;
        std::string body;
    };
    const std::string of = "POST /v1/incidents/INC-42/";
    const std::vector<Act> acts = {
        {{"open", "gp-records", "--summary", "it is slow", "--degraded", "--sev", "2"},
         "POST /v1/incidents ",
         R"({"service":"gp-records","summary":"it is slow","state":"degraded","severity":2})"},
        {{"ack", "INC-42", "--as", "pat.ash"}, of + "acknowledge ", R"({"person":"pat.ash"})"},
        {{"escalate", "INC-42", "--to", "level-3", "--reason", "two sites"},
         of + "escalate ",
         R"({"reason":"two sites","to":"level-3"})"},
        {{"confirm", "INC-42", "--down"}, of + "confirm ", R"({"state":"down"})"},
        {{"resolve", "INC-42", "--summary", "mended"}, of + "resolve ", R"({"summary":"mended"})"},
        {{"close", "INC-42", "--as", "jo.oak"}, of + "close ", R"({"person":"jo.oak"})"},
        {{"note", "INC-42", "handed over", "--kind", "progress"},
         of + "notes ",
         R"({"text":"handed over","kind":"progress"})"},
        {{"note", "handover", "phones at 9"}, "POST /v1/notes ", R"({"text":"phones at 9"})"}};
    for (const Act& act : acts) {
        const FakeDaemon daemon(200, R"({"incident":"INC-42","done":"x","kind":"information"})");
        const Ended ended = ask_daemon(daemon, act.typed);
        EXPECT_EQ(ended.code, 0) << act.line << ended.err;
        ASSERT_EQ(daemon.requests().size(), 1u) << act.line;
        EXPECT_TRUE(daemon.requests()[0].line.starts_with(act.line)) << daemon.requests()[0].line;
        EXPECT_EQ(daemon.requests()[0].body, act.body);
    }
}

TEST(CliIncident, NobodyAcknowledgesForNobody) {
    EXPECT_EQ(run({"ack", "INC-42", "--socket", "/nowhere"}).code, 2);
    EXPECT_EQ(run({"note", "INC-42", "--socket", "/nowhere"}).code, 2);
    // What it was called elsewhere is guessed.
    EXPECT_NE(run({"take", "INC-42"}).err.find("\"ack\""), std::string::npos);
    EXPECT_NE(run({"report"}).err.find("\"open\""), std::string::npos);
}

TEST(CliUpdate, IsANoticeOfThatStage) {
    const FakeDaemon daemon(201, R"({"notice":1})");
    ask_daemon(daemon, {"update", "INC-42", "Supplier reroutes", "--next", "60m"});
    ASSERT_EQ(daemon.requests().size(), 1u);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("POST /v1/incidents/INC-42/notices"));
    for (const char* words :
         {R"("stage":"update")", R"("happened":"Supplier reroutes")", R"("next":"60m")"})
        EXPECT_NE(daemon.requests()[0].body.find(words), std::string::npos) << words;
}

std::string event(int id, const std::string& kind, const std::string& text) {
    return "id: " + std::to_string(id) + "\nevent: " + kind +
           "\ndata: {\"incident\":\"INC-42\",\"at\":\"2026-07-08T00:52:00Z\",\"text\":\"" + text +
           "\"}\n\n";
}

// Streams, ends, and refuses whoever comes a third time: so a test of it ends.
FakeDaemon::Scripted streamed(const Request& request) {
    if (request.headers.find("Last-Event-ID: 8") != std::string::npos)
        return {403, R"({"title":"Not allowed","detail":"no more"})", "application/problem+json"};
    if (request.headers.find("Last-Event-ID: 7") != std::string::npos)
        return {200, event(8, "taken", "taken by Pat Ash"), "text/event-stream"};
    return {200, ": hello\n\n" + event(7, "call-failed", "not reached"), "text/event-stream"};
}

TEST(CliWatch, GoesOnWhereItWasWhenTheStreamEnds) {
    const FakeDaemon daemon(streamed);
    const Ended ended = ask_daemon(daemon, {"watch", "INC-42"});
    EXPECT_EQ(ended.out,
              "01:52:00  INC-42     not reached\n01:52:00  INC-42     taken by Pat Ash\n");
    EXPECT_EQ(ended.code, 4);
    ASSERT_EQ(daemon.requests().size(), 3u);
    EXPECT_EQ(daemon.requests()[0].line, "GET /v1/events?incident=INC-42 HTTP/1.1");
    EXPECT_EQ(daemon.requests()[0].headers.find("Last-Event-ID"), std::string::npos);
    EXPECT_EQ(ended.err, "tocsin: Not allowed\nwhy: no more\n");
}

TEST(CliWatch, ForProgramsIsALineAnEvent) {
    const FakeDaemon daemon(streamed);
    const Ended ended = ask_daemon(daemon, {"watch", "--json", "--after", "7"});
    EXPECT_EQ(ended.out, R"({"id":8,"kind":"taken","data":{"incident":"INC-42","at":)"
                         R"("2026-07-08T00:52:00Z","text":"taken by Pat Ash"}})"
                         "\n");
}

TEST(CliWatch, WithoutADaemonItDoesNotWait) {
    EXPECT_EQ(run({"watch", "--socket", "/nowhere/tocsin.sock"}).code, 3);
    const FakeDaemon other(200, "data: <html>\n\n", "text/event-stream");
    EXPECT_EQ(ask_daemon(other, {"watch"}).code, 3);
    EXPECT_EQ(ask_daemon(other, {"watch", "--after", "x"}).code, 2);
}

TEST(CliUrl, ATokenNeverTravelsInTheClear) {
    setenv("TOCSIN_TOKEN", "toc_secret.word", 1);
    const Ended clear = run({"list", "--url", "http://tocsin.example.org"});
    unsetenv("TOCSIN_TOKEN");
    EXPECT_EQ(clear.code, 2);
    EXPECT_NE(clear.err.find("everybody on the way could read it"), std::string::npos);
    EXPECT_EQ(clear.err.find("word"), std::string::npos);
    for (const char* wrong : {"tocsin.example.org", "ftp://x", "https://a:b@x", "https://"})
        EXPECT_EQ(run({"list", "--url", wrong}).code, 2) << wrong;
    EXPECT_EQ(run({"list", "--url", "https://x", "--socket", "y"}).code, 2);
    EXPECT_EQ(run({"list", "--url", "https://x", "--token-file", "/nowhere"}).code, 2);
    EXPECT_EQ(run({"list", "--url", "http://127.0.0.1:1"}).code, 3);
}

// What bash offers for a line that was typed so far.
std::string offered(const std::filesystem::path& script, const std::string& words) {
    const std::string command = "bash --norc -c 'source " + script.string() + "; COMP_WORDS=(" +
                                words +
                                "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tocsin; "
                                "echo \"${COMPREPLY[*]}\"' > " +
                                script.string() + ".out";
    if (std::system(command.c_str()) != 0) return "it fails";
    std::ifstream out(script.string() + ".out");
    std::string line;
    std::getline(out, line);
    return line;
}

TEST(CliCompletion, BashOffersWhatTheCommandLineHas) {
    const std::filesystem::path script =
        std::filesystem::temp_directory_path() / ("tocsin-" + std::to_string(getpid()));
    std::ofstream(script) << run({"completion", "bash"}).out;
    EXPECT_EQ(offered(script, "tocsin esc"), "escalate");
    EXPECT_EQ(offered(script, "tocsin rota sw"), "swap");
    EXPECT_EQ(offered(script, "tocsin rota swap --rea"), "--reason");
    EXPECT_EQ(offered(script, "tocsin rota swap --reason sw"), "") << "a value: left to the shell";
    EXPECT_EQ(offered(script, "tocsin ack INC-42 --a"), "--as");
    EXPECT_EQ(offered(script, "tocsin show --js"), "--json");
    EXPECT_EQ(offered(script, "tocsin list --json --sev"), "--severity") << "a flag has no value";
    EXPECT_EQ(offered(script, "tocsin xyz"), "");
    std::filesystem::remove(script);
    std::filesystem::remove(script.string() + ".out");
    EXPECT_EQ(run({"completion", "fish"}).code, 2);
}

TEST(CliCompletion, ZshDescribesEveryCommand) {
    const std::string script = run({"completion", "zsh"}).out;
    EXPECT_TRUE(script.starts_with("#compdef tocsin\n"));
    EXPECT_NE(script.find("'ack:Records that a person has it: nobody else is called.'"),
              std::string::npos);
    EXPECT_NE(script.find("'--as:who has it"), std::string::npos);
}

}  // namespace
}  // namespace tocsin
