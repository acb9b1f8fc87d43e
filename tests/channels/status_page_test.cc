#include "channels/status_page.h"

#include "tests/channels/golden.h"
#include "tests/channels/page_samples.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace tocsin {
namespace {

std::string body(const StatusView& view, const std::string& path) {
    for (const File& file : status_files(view)) {
        if (file.path == path) return file.body;
    }
    ADD_FAILURE() << "no file " << path;
    return {};
}

std::string front(const std::string& sample) {
    return body(status_samples().at(sample), "index.html");
}

bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

TEST(StatusPage, EveryFileIsAsItsGoldenFile) {
    for (const auto& [name, view] : status_samples()) {
        for (const File& file : status_files(view)) {
            expect_golden("status/" + name + "/" + file.path, file.body);
        }
    }
    expect_golden("status/policy.txt", status_policy() + "\n");
}

TEST(StatusPage, HeadingIsTheAnswerInWords) {
    EXPECT_TRUE(says(front("many"), "<h1>1 service is down, 1 is degraded</h1>"));
    EXPECT_TRUE(says(front("many"),
                     "<title>1 service down, 1 degraded - National services status</title>"));
    EXPECT_TRUE(says(front("one"), "<h1>1 service is degraded</h1>"));
    EXPECT_TRUE(says(front("empty"), "<h1>No open incidents</h1>"));

    StatusView view = quiet_site();
    view.services[0].state = view.services[1].state = ServiceState::down;
    view.services[2].state = view.services[3].state = ServiceState::degraded;
    EXPECT_TRUE(says(body(view, "index.html"), "<h1>2 services are down, 2 are degraded</h1>"));
}

TEST(StatusPage, OpenIncidentIsNotHiddenWhenItsServiceIsNotListed) {
    StatusView view = quiet_site();
    view.open = {open_gp_records()};
    EXPECT_TRUE(says(body(view, "index.html"), "<h1>1 open incident</h1>"));
}

TEST(StatusPage, WorstIncidentComesFirstThenTheNewest) {
    StatusView view = status_samples().at("many");
    StatusIncident older = open_gp_records();
    older.ref = "INC-2001";
    older.since.iso = "2026-07-08T01:51:00+01:00";
    view.open.push_back(older);
    const std::string html = body(view, "index.html");
    EXPECT_LT(html.find("<h3 id=\"INC-2041\""), html.find("<h3 id=\"INC-2001\""));
    EXPECT_LT(html.find("<h3 id=\"INC-2001\""), html.find("<h3 id=\"INC-2040\""));
}

TEST(StatusPage, EmptyPageSaysWhatWeHaveBeenTold) {
    EXPECT_TRUE(
        says(front("empty"), "<p>All 4 services are working, as far as we have been told.</p>"));
    EXPECT_TRUE(says(front("empty"), "It may be the first report."));
    EXPECT_TRUE(says(front("empty"), "<p>None.</p>"));
    EXPECT_FALSE(says(front("empty"), "Last incident"));
    EXPECT_TRUE(says(front("after"),
                     "Last incident: <a href=\"incidents/INC-2039/index.html\">"
                     "X-ray Share was down</a>, resolved"));
}

TEST(StatusPage, ServiceOfUnknownStateIsNotCountedAsWorking) {
    StatusView view = quiet_site();
    view.services[3].state = ServiceState::unknown;
    EXPECT_TRUE(says(body(view, "index.html"),
                     "3 of 4 services are working, as far as we have been told. The state of 1 is "
                     "not known."));
}

TEST(StatusPage, SiteWithoutServicesSaysSo) {
    StatusView view = quiet_site();
    view.services.clear();
    EXPECT_TRUE(says(body(view, "index.html"), "<p>No services are listed.</p>"));
}

TEST(StatusPage, EveryIncidentHasAPageAndEveryMonthAHistory) {
    std::set<std::string> paths;
    for (const File& file : status_files(status_samples().at("many"))) paths.insert(file.path);
    const std::set<std::string> expected = {"feed.atom",
                                            "history/2026-06/index.html",
                                            "history/2026-07/index.html",
                                            "incidents/INC-2031/index.html",
                                            "incidents/INC-2039/index.html",
                                            "incidents/INC-2040/index.html",
                                            "incidents/INC-2041/index.html",
                                            "index.html",
                                            "status.json",
                                            "words/index.html"};
    EXPECT_EQ(paths, expected);
}

TEST(StatusPage, HistoryOfAQuietMonthIsThereAndSaysNone) {
    EXPECT_TRUE(says(body(quiet_site(), "history/2026-07/index.html"), "<p>None.</p>"));
}

TEST(StatusPage, WrongMessageStaysAndIsMarked) {
    proves("HSSI-55");
    EXPECT_TRUE(says(front("many"), "<strong>Corrected at <time"));
    EXPECT_TRUE(says(front("many"), "New: the fault is in the supplier&#39;s network."));
}

// Every link leads to a file of the same site, so that the pages work in any folder.
TEST(StatusPage, LinksAreRelativeAndNoneIsBroken) {
    const std::vector<File> files = status_files(status_samples().at("many"));
    std::set<std::string> paths;
    for (const File& file : files) paths.insert(file.path);
    for (const File& file : files) {
        if (file.content_type != "text/html; charset=utf-8") continue;
        for (auto at = file.body.find("href=\""); at != std::string::npos;
             at = file.body.find("href=\"", at + 1)) {
            const std::string target =
                file.body.substr(at + 6, file.body.find('"', at + 6) - at - 6);
            if (target == "#main" || target == "tel:+447700900010") continue;
            const auto path = std::filesystem::path(file.path).parent_path() / target;
            EXPECT_TRUE(paths.contains(path.lexically_normal().generic_string()))
                << target << " in " << file.path;
        }
    }
}

TEST(StatusPage, FeedIdsDoNotChangeWhenTheIncidentDoes) {
    const auto ids = [](const std::string& feed) {
        std::set<std::string> out;
        for (auto at = feed.find("<id>"); at != std::string::npos; at = feed.find("<id>", at + 1)) {
            out.insert(feed.substr(at + 4, feed.find("</id>", at) - at - 4));
        }
        return out;
    };
    StatusView view = status_samples().at("many");
    const auto before = ids(body(view, "feed.atom"));
    view.open[1].state = ServiceState::working;
    view.open[1].place = "Northtown";
    view.resolved.insert(view.resolved.begin(), view.open[1]);
    view.open.pop_back();
    view.written = {"2026-07-09T04:18:07+01:00", "04:18:07 on Thursday 9 July 2026"};
    view.base_url = "https://elsewhere.example.org";
    EXPECT_EQ(ids(body(view, "feed.atom")), before);
    EXPECT_TRUE(before.contains("tag:status.example.org,2026:INC-2041:3"));
}

TEST(StatusPage, FeedKeepsTheNewest50Messages) {
    StatusView view = quiet_site();
    StatusIncident incident = open_gp_records();
    incident.messages.clear();
    for (int n = 60; n >= 1; --n) {
        StatusMessage message;
        message.n = n;
        message.at.iso =
            "2026-07-08T02:" + std::string(n < 11 ? "0" : "") + std::to_string(n - 1) + ":00Z";
        incident.messages.push_back(message);
    }
    view.open = {incident};
    const std::string feed = body(view, "feed.atom");
    EXPECT_TRUE(says(feed, ":INC-2041:60</id>"));
    EXPECT_TRUE(says(feed, ":INC-2041:11</id>"));
    EXPECT_FALSE(says(feed, ":INC-2041:10</id>"));
}

TEST(StatusPage, ExerciseIsMarkedAtBothEndsOfEveryPage) {
    for (const File& file : status_files(status_samples().at("exercise"))) {
        if (file.path == "status.json") {
            EXPECT_TRUE(says(file.body, "\"exercise\": true"));
        } else if (file.path == "feed.atom") {
            EXPECT_TRUE(says(file.body, "<title>EXERCISE. National services status"));
            EXPECT_TRUE(says(file.body, ":exercise-messages</id>"));
        } else {
            EXPECT_TRUE(says(file.body, "<title>EXERCISE. ")) << file.path;
            EXPECT_TRUE(says(file.body, "<header>\n<p><strong>EXERCISE.")) << file.path;
            EXPECT_TRUE(says(file.body, "<h1>EXERCISE<br>")) << file.path;
            EXPECT_TRUE(says(file.body, "<p><strong>EXERCISE</strong></p>\n</footer>"))
                << file.path;
        }
    }
}

TEST(StatusPage, PagesAreSmall) {
    EXPECT_LE(front("many").size(), 6U * 1024);
    EXPECT_LE(front("empty").size(), 4U * 1024);
}

TEST(StatusPage, HostileValuesStayTextInEveryFile) {
    const std::string evil = "\"'><script>x</script>../\xE2\x80\xAE\x07&\\";
    const Time time{"2026-07-08T02:20:00+01:00", evil};
    StatusMessage message{1, evil, evil, ServiceState::down, time, evil, evil, time};
    StatusIncident incident;
    incident.ref = incident.service = incident.degree = incident.impact = incident.place = evil;
    incident.resolved = incident.duration = evil;
    incident.since = incident.to = time;
    incident.next_update = time;
    incident.recent = true;
    incident.messages = {message};
    StatusView view;
    view.site = view.feed_tag = view.base_url = evil;
    view.desk = {evil, evil, evil};
    view.written = time;
    view.services = {{evil, ServiceState::degraded, evil}};
    view.open = view.resolved = {incident};
    for (const bool exercise : {false, true}) {
        view.exercise = exercise;
        for (const File& file : status_files(view)) {
            EXPECT_FALSE(says(file.body, "<script")) << file.path;
            EXPECT_FALSE(says(file.body, "'><")) << file.path;
            EXPECT_FALSE(says(file.body, "\xE2\x80\xAE")) << file.path;
            EXPECT_FALSE(says(file.body, "\x07")) << file.path;
            EXPECT_FALSE(says(file.path, "..")) << file.path;
        }
    }
}

}  // namespace
}  // namespace tocsin
