// tocsin rota show, history, hours and export, and tocsin feed, against a scripted daemon.
#include "channels/wire.h"
#include "tests/channels/golden.h"
#include "tests/daemon/command.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace tocsin {
namespace {

const std::string week =
    R"({"rota":"on-call","week":"2026-11-23","version":41,"rolling":false,)"
    R"("uploaded":"2026-11-16T09:02:00Z","by":"kim.hazel","sha256":"","shifts":[)"
    R"({"role":"edm","called":"EDM","from":"2026-11-23T17:30:00+00:00",)"
    R"("to":"2026-11-24T08:00:00+00:00","people":["pat.ash"],"persons":[{"id":"pat.ash",)"
    R"("name":"Pat Ash","phone":"+447700900101","mail":"pat.ash@example.org"}],"gap":false},)"
    R"({"role":"edm","called":"EDM","from":"2026-11-24T17:30:00+00:00",)"
    R"("to":"2026-11-25T08:00:00+00:00","people":["jo.oak","sam.elm"],"persons":[{"id":"jo.oak",)"
    R"("name":"Jo Oak","phone":"+447700900104","mail":"","swapped_with":"Pat Ash"},)"
    R"({"id":"sam.elm","name":"Sam Elm","phone":"","mail":"sam.elm@example.org"}],"gap":false}]})";

const std::string week_with_gap =
    R"({"rota":"on-call","week":"2026-11-23","version":7,"rolling":true,)"
    R"("uploaded":"2026-11-16T09:02:00Z","by":"","sha256":"","shifts":[)"
    R"({"role":"level-3","called":"level 3","from":"2026-11-23T08:00:00+00:00",)"
    R"("to":"2026-11-30T08:00:00+00:00","people":[],"persons":[],"gap":true}]})";

const std::string history =
    R"({"rota":"on-call","entries_in_all":3,"entries":[{"entry":90,"at":"2026-11-24T10:03:00Z",)"
    R"("by":"pat.ash","reason":"training","what":"swap, EDM Tue 24 November 17:30 to Wed 25 )"
    R"(November 08:00: Pat Ash -> Jo Oak","version":41,"restores":0,"rolling":false,"swap":true,)"
    R"("changes":1,"words":"EDM   Tue 24 November 17:30 to Wed 25 November 08:00   Pat Ash -> Jo )"
    R"(Oak\n"},{"entry":80,"at":"2026-11-16T09:02:00Z","by":"kim.hazel","reason":"","what":)"
    R"("version 41, published, 1 week from Mon 23 November","version":41,"restores":0,)"
    R"("rolling":false,"swap":false,"changes":0,"words":""}]})";

const std::string hours =
    R"({"rota":"on-call","from":"2026-11-01","to":"2026-11-30","hours":[)"
    R"({"person":"jo.oak","name":"Jo Oak","role":"edm","kind":"weekday night",)"
    R"("bank_holiday":false,"shifts":2,"minutes":1740,"hours":"29.00"},)"
    R"({"person":"pat.ash","name":"Pat Ash","role":"edm","kind":"Friday night",)"
    R"("bank_holiday":false,"shifts":1,"minutes":785,"hours":"13.08"}]})";

TEST(CliDuty, AWeekIsShownWithPhonesAndWhereItComesFrom) {
    const FakeDaemon daemon(200, week);
    const Ended ended = ask_daemon(daemon, {"rota", "show", "2026-W48"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_golden("cli/rota-show.txt", ended.out);
    ASSERT_EQ(daemon.requests().size(), 1U);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("GET /v1/rotas/on-call/2026-W48 "));
}

TEST(CliDuty, AGapInAWeekNeedsSomebody) {
    const FakeDaemon daemon(200, week_with_gap);
    const Ended ended = ask_daemon(daemon, {"rota", "show", "2026-11-23", "--rota", "on-call"});
    EXPECT_EQ(ended.code, 1);
    expect_golden("cli/rota-show-gap.txt", ended.out);
    EXPECT_NE(ask_daemon(daemon, {"rota", "show", "2026-11-23"}, true).out.find("\033[1;31mNOBODY"),
              std::string::npos);
    EXPECT_EQ(ask_daemon(daemon, {"rota", "show", "2026-11-23", "--json"}).out,
              week_with_gap + "\n");
}

TEST(CliDuty, ThisWeekIsAskedForWhenNoneIsNamed) {
    const FakeDaemon daemon(200, week);
    ask_daemon(daemon, {"rota", "show"});
    ASSERT_EQ(daemon.requests().size(), 1U);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("GET /v1/rotas/on-call/20"))
        << daemon.requests()[0].line;
}

TEST(CliDuty, HistorySaysWhenByWhomWhyAndWhat) {
    const FakeDaemon daemon(200, history);
    const Ended ended = ask_daemon(daemon, {"rota", "history", "--limit", "2"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_golden("cli/rota-history.txt", ended.out);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with("GET /v1/rotas/on-call/history?limit=2 "));
    EXPECT_EQ(ask_daemon(daemon, {"rota", "history", "--json"}).out, history + "\n");
}

TEST(CliDuty, HoursAreForPeopleOrForASpreadsheet) {
    const FakeDaemon daemon(200, hours);
    const std::vector<std::string> asked = {"rota",       "hours", "--from",
                                            "2026-11-01", "--to",  "2026-11-30"};
    const Ended ended = ask_daemon(daemon, asked);
    EXPECT_EQ(ended.code, 0) << ended.err;
    expect_golden("cli/rota-hours.txt", ended.out);
    EXPECT_TRUE(daemon.requests()[0].line.starts_with(
        "GET /v1/rotas/on-call/hours?from=2026-11-01&to=2026-11-30 "));

    const FakeDaemon sheet(200, "From,To\r\n", "text/csv; charset=utf-8");
    std::vector<std::string> as_csv = asked;
    as_csv.insert(as_csv.end(), {"--csv", "--each"});
    EXPECT_EQ(ask_daemon(sheet, as_csv).out, "From,To\r\n");
    EXPECT_NE(sheet.requests()[0].line.find("&each=true "), std::string::npos);
    EXPECT_NE(sheet.requests()[0].headers.find("text/csv"), std::string::npos);
    EXPECT_EQ(ask_daemon(sheet, {"rota", "hours"}).code, 2);
}

TEST(CliDuty, AnExportIsTheFileAlone) {
    const FakeDaemon daemon(200, "rota: on-call\n", "application/yaml");
    const Ended ended = ask_daemon(daemon, {"rota", "export", "2026-11-23", "--yaml"});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(ended.out, "rota: on-call\n");
    EXPECT_NE(daemon.requests()[0].headers.find("application/yaml"), std::string::npos);
    EXPECT_EQ(ask_daemon(daemon, {"rota", "export", "2026-11-23"}).code, 2);
    EXPECT_EQ(ask_daemon(daemon, {"rota", "export", "2026-11-23", "--csv", "--ics"}).code, 2);
    const FakeDaemon json(200, week);
    EXPECT_EQ(ask_daemon(json, {"rota", "export", "2026-11-23", "--json"}).out, week + "\n");
    EXPECT_NE(json.requests()[0].headers.find("application/json"), std::string::npos);
    EXPECT_EQ(ask_daemon(json, {"rota", "export", "2026-11-23", "--json", "--ics"}).code, 2);
    const FakeDaemon none(404, R"({"title":"Not found","detail":"No week of that date."})",
                          "application/problem+json");
    EXPECT_EQ(ask_daemon(none, {"rota", "export", "2031-01-06", "--csv"}).code, 5);
}

TEST(CliDuty, AWithdrawnUploadIsSaidToPeopleAndToPrograms) {
    const FakeDaemon daemon(204);
    EXPECT_EQ(ask_daemon(daemon, {"rota", "withdraw", "on-call", "4711"}).out,
              "Plan 4711 is withdrawn. The rota in force stays in force.\n");
    EXPECT_EQ(ask_daemon(daemon, {"rota", "withdraw", "on-call", "4711", "--json"}).out,
              "{\"rota\":\"on-call\",\"withdrawn\":\"4711\"}\n");
    const FakeDaemon none(404, R"({"title":"Not found","detail":"None."})",
                          "application/problem+json");
    EXPECT_EQ(ask_daemon(none, {"rota", "withdraw", "on-call", "12"}).err,
              "tocsin: no upload with the number 12 waits\n"
              "why: it is in force, or withdrawn already\n"
              "do:  tocsin rota list\n");
}

TEST(CliHandover, SaysInItsOwnWordsThatThereIsNone) {
    const FakeDaemon none(404, R"({"title":"Not found","detail":"Nothing in a month."})",
                          "application/problem+json");
    const Ended ended = ask_daemon(none, {"handover"});
    EXPECT_EQ(ended.code, 5);
    EXPECT_EQ(ended.err,
              "tocsin: nothing has been handed over in the last month\n"
              "do:  tocsin handover --now shows what would be handed over now\n");
    EXPECT_TRUE(ask_daemon(none, {"handover", "call"})
                    .err.starts_with("tocsin: no handover waits for its phone call\n"));
}

TEST(CliFeed, PrintsTheLinkAloneAndTheRestBesideIt) {
    const FakeDaemon daemon(
        201,
        R"({"id":"7c1e09ab","person":"pat.ash","role":"","url":"https://alert.example.org/feeds/x.ics"})");
    const Ended ended = ask_daemon(daemon, {"feed", "add", "--person", "pat.ash"});
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, "https://alert.example.org/feeds/x.ics\n");
    EXPECT_EQ(ended.err,
              "Feed 7c1e09ab of pat.ash. Whoever has the link reads it; it is shown this once.\n"
              "Take it back: tocsin feed revoke 7c1e09ab\n");
    EXPECT_EQ(daemon.requests()[0].body, R"({"person":"pat.ash"})");
    EXPECT_EQ(ask_daemon(daemon, {"feed", "add"}).code, 2);
    EXPECT_EQ(ask_daemon(daemon, {"feed", "add", "--person", "pat.ash", "--role", "edm"}).code, 2);
}

TEST(CliFeed, ListsWhatThereIsAndRevokesById) {
    const FakeDaemon daemon(
        200, R"({"feeds":[{"id":"7c1e09ab","person":"pat.ash","role":"","opened":)"
             R"("2026-11-22T02:45:00Z","by":"kim.hazel","revoked":""},{"id":"99","person":"",)"
             R"("role":"edm","opened":"2026-11-22T02:45:00Z","by":"kim.hazel",)"
             R"("revoked":"2026-11-23T02:45:00Z"}]})");
    EXPECT_EQ(ask_daemon(daemon, {"feed", "list"}).out,
              "2 feeds, 1 of them revoked\n\n"
              "7c1e09ab  pat.ash   since 2026-11-22  by kim.hazel  open\n"
              "99        role edm  since 2026-11-22  by kim.hazel  REVOKED\n");
    const FakeDaemon gone(204);
    EXPECT_EQ(ask_daemon(gone, {"feed", "revoke", "../x"}).code, 0);
    EXPECT_TRUE(gone.requests()[0].line.starts_with("DELETE /v1/feeds/..%2Fx "))
        << gone.requests()[0].line;
}

TEST(CliRota, WhatIsWrongWithAFileIsSaidByItsName) {
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("week-" + std::to_string(::getpid()) + ".csv");
    std::ofstream(file) << "role,date\n";
    const FakeDaemon daemon(
        422,
        R"({"title":"Rota not accepted","detail":"1 error. #1 stays.","errors":[)"
        R"({"pointer":"#2:24","detail":"this line has no person. Fill it in"}]})",
        "application/problem+json");
    const Ended ended = ask_daemon(daemon, {"rota", "upload", file.string(), "--rota", "on-call"});
    std::filesystem::remove(file);
    EXPECT_EQ(ended.err, "tocsin: Rota not accepted\nwhy: 1 error. #1 stays.\n     " +
                             file.filename().string() +
                             ":2:24: this line has no person. Fill it in\n");
}

class CliSheet : public testing::Test {
protected:
    CliSheet() {
        std::string pattern = (std::filesystem::temp_directory_path() / "sheet-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~CliSheet() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name) << text;
    }

    std::filesystem::path folder_;
};

TEST_F(CliSheet, IsReadFromTheDiskWithoutADaemon) {
    write("tocsin.yaml", "data: var\nnonsense: [1]\n");
    write("var/on-call/on-call.txt", "ON CALL\n");
    const std::string config = (folder_ / "tocsin.yaml").string();
    const Ended fresh = run({"sheet", "--config", config});
    EXPECT_EQ(fresh.code, 0) << fresh.err;
    EXPECT_EQ(fresh.out, "ON CALL\n");
    EXPECT_EQ(fresh.err, "");

    write("tocsin.yaml", "data: var\non-call-sheet: { folder: elsewhere }\n");
    write("var/elsewhere/on-call.txt", "ELSEWHERE\n");
    EXPECT_EQ(run({"sheet", "--config", config}).out, "ELSEWHERE\n");
}

TEST_F(CliSheet, AnOldOneSaysThatNobodyIsCalled) {
    write("on-call.txt", "ON CALL\n");
    std::filesystem::last_write_time(
        folder_ / "on-call.txt",
        std::filesystem::file_time_type::clock::now() - std::chrono::minutes(14));
    const Ended old = run({"sheet", "--folder", folder_.string()});
    EXPECT_EQ(old.code, 1);
    EXPECT_EQ(old.out, "ON CALL\n");
    EXPECT_NE(old.err.find("this sheet is 14 minutes old: the daemon is not running"),
              std::string::npos)
        << old.err;
    EXPECT_EQ(run({"sheet", "--folder", (folder_ / "none").string()}).code, 5);
}

}  // namespace
}  // namespace tocsin
