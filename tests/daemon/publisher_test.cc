// The publisher against real folders and a real web server that accepts PUT.
#include "daemon/publisher.h"

#include "daemon/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <sstream>
#include <sys/stat.h>
#include <thread>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
namespace fs = std::filesystem;

// Short enough not to be waited for, long enough to be a pause.
constexpr PublisherPace quick{5ms, 20ms};

// Keeps what is PUT; answers and waits as a test tells it.
class Shelf {
public:
    Shelf()
        : gate_(GateSettings{{{"127.0.0.1", 0}}, "", "/problems/", GateLimits{}},
                GateCalls{
                    [this](const Request& request, const auto& answer) { answer(take(request)); },
                    [](std::string_view, std::string&) { return true; },
                    [](const std::string&) {}}) {}
    ~Shelf() {
        let_go();
        gate_.stop();
    }

    std::string url(const std::string& folder = "/www") const {
        return "http://127.0.0.1:" + std::to_string(gate_.ports().at(0)) + folder;
    }

    // The paths in the order they came, whatever was answered.
    std::vector<std::string> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    std::map<std::string, std::string> held() const {
        const std::lock_guard lock(mutex_);
        return held_;
    }
    Request last() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }
    void fail_next(int times) {
        const std::lock_guard lock(mutex_);
        failing_ = times;
    }
    // Requests are answered from let_go() on.
    void hold() {
        const std::lock_guard lock(mutex_);
        holding_ = true;
    }
    void let_go() {
        {
            const std::lock_guard lock(mutex_);
            holding_ = false;
        }
        wake_.notify_all();
    }
    bool wait_asked(std::size_t times) {
        std::unique_lock lock(mutex_);
        return wake_.wait_for(lock, 10s, [&] { return asked_.size() >= times; });
    }

private:
    Response take(const Request& request) {
        std::unique_lock lock(mutex_);
        asked_.push_back(request.target);
        last_ = request;
        wake_.notify_all();
        wake_.wait(lock, [this] { return !holding_; });
        if (failing_ > 0) {
            --failing_;
            return {503, "text/plain", {}, "later"};
        }
        held_[request.target] = request.body;
        return {201, "text/plain", {}, "kept"};
    }

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::string> asked_;
    std::map<std::string, std::string> held_;
    Request last_;
    int failing_ = 0;
    bool holding_ = false;
    Gate gate_;  // last: it calls into the others
};

class PublisherTest : public testing::Test {
protected:
    PublisherTest() {
        std::string pattern = (fs::temp_directory_path() / "publish-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~PublisherTest() override {
        transfers_.stop(0ms);
        fs::remove_all(folder_);
    }

    static std::vector<File> site(const std::string& words) {
        return {{"index.html", "text/html; charset=utf-8", "<p>" + words},
                {"status.json", "application/json", "{\"words\": \"" + words + "\"}"},
                {"incidents/INC-1/index.html", "text/html; charset=utf-8", "<p>always the same"}};
    }
    static bool wait_for(const Publisher& publisher,
                         const std::function<bool(const std::vector<PublisherHealth>&)>& holds) {
        for (int looks = 0; looks < 2000; ++looks) {
            if (holds(publisher.health())) return true;
            std::this_thread::sleep_for(5ms);
        }
        return false;
    }
    static bool wait_published(const Publisher& publisher, std::uint64_t version) {
        return wait_for(publisher, [version](const auto& health) {
            return std::all_of(health.begin(), health.end(), [version](const auto& one) {
                return one.published_version >= version;
            });
        });
    }
    static std::string content(const fs::path& path) {
        std::ifstream file(path);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    fs::path folder_;
    Transfers transfers_;
};

TEST_F(PublisherTest, AFolderHoldsEveryFileAndAnybodyMayReadIt) {
    const fs::path www = folder_ / "out" / "www";
    Publisher publisher(transfers_, {"file://" + www.string() + "/"}, quick);
    publisher.publish(site("all is well"));
    ASSERT_TRUE(wait_published(publisher, 1));
    EXPECT_EQ(content(www / "index.html"), "<p>all is well");
    EXPECT_EQ(content(www / "incidents/INC-1/index.html"), "<p>always the same");
    const auto others = fs::status(www / "index.html").permissions() & fs::perms::others_read;
    EXPECT_NE(others, fs::perms::none);
    std::size_t files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(www))
        files += entry.is_regular_file();
    EXPECT_EQ(files, 3U);  // and no part of one
    const PublisherHealth health = publisher.health().at(0);
    EXPECT_EQ(health.failures_total, 0U);
    EXPECT_EQ(health.newest_version, 1U);
    EXPECT_EQ(health.age, 0s);
}

// As under systemd, where UMask=0077 keeps everything else to ourselves.
TEST_F(PublisherTest, AWebServerMayReadWhateverTheMaskOfTheProcessSays) {
    const mode_t before = ::umask(0077);
    const fs::path www = folder_ / "srv" / "www";
    Publisher publisher(transfers_, {"file://" + www.string()}, quick);
    publisher.publish(site("all is well"));
    const bool published = wait_published(publisher, 1);
    ::umask(before);
    ASSERT_TRUE(published);
    for (const auto& entry : fs::recursive_directory_iterator(folder_ / "srv")) {
        const auto mode = static_cast<unsigned>(entry.status().permissions());
        EXPECT_EQ(mode, entry.is_directory() ? 0755U : 0644U) << entry.path();
    }
}

TEST_F(PublisherTest, AWebServerGetsEachFileByPutAndTheFrontPageLast) {
    Shelf shelf;
    Publisher publisher(transfers_, {shelf.url()}, quick);
    publisher.publish(site("all is well"));
    ASSERT_TRUE(wait_published(publisher, 1));
    EXPECT_THAT(shelf.asked(), ElementsAre("/www/status.json", "/www/incidents/INC-1/index.html",
                                           "/www/index.html"));
    const Request last = shelf.last();
    EXPECT_EQ(last.method, "PUT");
    EXPECT_EQ(last.body, "<p>all is well");
    const std::string* type = find_header(last.headers, "content-type");
    ASSERT_NE(type, nullptr);
    EXPECT_EQ(*type, "text/html; charset=utf-8");
}

TEST_F(PublisherTest, WhatATargetHasIsNotSentAgain) {
    Shelf shelf;
    Publisher publisher(transfers_, {shelf.url()}, quick);
    publisher.publish(site("one"));
    ASSERT_TRUE(wait_published(publisher, 1));
    publisher.publish(site("two"));
    ASSERT_TRUE(wait_published(publisher, 2));
    publisher.publish(site("two"));
    ASSERT_TRUE(wait_published(publisher, 3));
    EXPECT_EQ(shelf.asked().size(), 3U + 2U);
    EXPECT_EQ(shelf.held()["/www/index.html"], "<p>two");
}

TEST_F(PublisherTest, OfVersionsThatComeMeanwhileOnlyTheNewestIsSent) {
    Shelf shelf;
    shelf.hold();
    Publisher publisher(transfers_, {shelf.url()}, quick);
    publisher.publish(site("one"));
    ASSERT_TRUE(shelf.wait_asked(1));
    for (const char* words : {"two", "three", "four"}) publisher.publish(site(words));
    EXPECT_EQ(publisher.health()[0].newest_version, 4U);
    shelf.let_go();
    ASSERT_TRUE(wait_published(publisher, 4));
    // The first as a whole, then the two changed files of the last.
    EXPECT_EQ(shelf.asked().size(), 3U + 2U);
    EXPECT_EQ(shelf.held()["/www/index.html"], "<p>four");
}

TEST_F(PublisherTest, AFailureIsCountedAndTriedAgainUntilItSucceeds) {
    Shelf shelf;
    shelf.fail_next(3);
    Publisher publisher(transfers_, {shelf.url()}, quick);
    publisher.publish(site("one"));
    ASSERT_TRUE(wait_published(publisher, 1));
    EXPECT_EQ(shelf.held().size(), 3U);
    const PublisherHealth health = publisher.health()[0];
    EXPECT_EQ(health.failures_total, 3U);
    EXPECT_EQ(health.failures, 0);
    EXPECT_EQ(health.last_error, "");
}

TEST_F(PublisherTest, AfterAFailureTheNewestVersionIsTriedAndNotTheOldOne) {
    Shelf shelf;
    shelf.hold();
    shelf.fail_next(1);
    Publisher publisher(transfers_, {shelf.url()}, quick);
    publisher.publish(site("one"));
    ASSERT_TRUE(shelf.wait_asked(1));
    publisher.publish(site("two"));
    shelf.let_go();
    ASSERT_TRUE(wait_published(publisher, 2));
    EXPECT_EQ(shelf.asked().size(), 1U + 3U);
    EXPECT_EQ(shelf.held()["/www/status.json"], "{\"words\": \"two\"}");
}

TEST_F(PublisherTest, ADeadTargetIsVisibleAndDelaysNoOther) {
    Shelf alive;
    const fs::path in_the_way = folder_ / "in-the-way";
    std::ofstream(in_the_way) << "a file, where the folder should be";
    Publisher publisher(transfers_, {"file://" + in_the_way.string(), alive.url()}, quick);
    publisher.publish(site("one"));
    ASSERT_TRUE(wait_for(publisher, [](const auto& health) {
        return health[0].failures >= 3 && health[1].published_version == 1;
    }));
    const PublisherHealth dead = publisher.health()[0];
    EXPECT_EQ(dead.target, 0U);
    EXPECT_EQ(dead.published_version, 0U);
    EXPECT_NE(dead.last_error, "");

    fs::remove(in_the_way);
    ASSERT_TRUE(wait_published(publisher, 1));
    EXPECT_EQ(content(in_the_way / "index.html"), "<p>one");
}

TEST_F(PublisherTest, StoppingWaitsForNobody) {
    Shelf shelf;
    shelf.hold();
    auto publisher = std::make_unique<Publisher>(transfers_, std::vector{shelf.url()}, quick);
    publisher->publish(site("one"));
    ASSERT_TRUE(shelf.wait_asked(1));
    publisher.reset();
    shelf.let_go();
    transfers_.stop(5s);
    EXPECT_EQ(shelf.asked().size(), 1U);
}

}  // namespace
}  // namespace tocsin
