// Entries as events: in their order, each once, from where the listener stands.
#include "daemon/event_feed.h"

#include "daemon/codec.h"
#include "daemon/sqlite_journal.h"
#include "tests/daemon/store_fixture.h"

#include <thread>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

class EventFeedTest : public StoreTest {
protected:
    void SetUp() override {
        store_ = start();
        journal_ = std::make_unique<SqliteJournal>(
            *store_, [] { return std::map<std::string, std::string>{}; });
    }

    void open_feed(EventFeedSettings settings = {}) {
        feed_ = std::make_unique<EventFeed>(
            path_, [] { return Zone(); }, [](const std::string& why) { ADD_FAILURE() << why; },
            settings);
    }

    // A note of the incident, as the engine writes it.
    void note(std::uint64_t incident, const std::string& text) {
        NoteAdded noted;
        noted.incident = {incident};
        noted.text = text;
        noted.kind = "note";
        noted.by = "kim.hazel";
        write(noted);
    }

    void write(const Event& event) {
        const Entry entry{++seq_, Instant(std::chrono::seconds(1'700'000'000)), epoch_, event};
        ASSERT_EQ(journal_->commit({entry}, {}), Committed::done);
        if (feed_) feed_->committed();
    }

    // What the body has said, when it has said `end` or some seconds are over.
    static std::string heard(OpenBody& body, const std::string& end) {
        std::string all;
        for (int n = 0; n < 500 && all.find(end) == std::string::npos; ++n) {
            all += body.take().text;
            std::this_thread::sleep_for(10ms);
        }
        EXPECT_NE(all.find(end), std::string::npos) << all;
        return all;
    }

    static std::vector<std::string> ids(const std::string& text) {
        std::vector<std::string> found;
        for (std::size_t at = 0; (at = text.find("id: ", at)) != std::string::npos; ++at)
            found.push_back(text.substr(at + 4, text.find('\n', at) - at - 4));
        return found;
    }

    std::unique_ptr<Store> store_;
    std::unique_ptr<SqliteJournal> journal_;
    std::unique_ptr<EventFeed> feed_;
    std::uint64_t seq_ = 0;
};

TEST_F(EventFeedTest, AnEventHasTheNumberTheKindAndTheSentenceOfItsEntry) {
    note(42, "looked \"at\" it");
    open_feed();
    const auto body = feed_->listen("wall", {});
    const std::string said = heard(*body, "\n\n");
    const std::string all = said + heard(*body, "INC-42");
    EXPECT_TRUE(all.starts_with("retry: 2000\n\n")) << all;
    EXPECT_NE(all.find("id: 1\nevent: note-added\ndata: {\"incident\":\"INC-42\","
                       "\"incidents\":[\"INC-42\"],\"at\":\"2023-11-14T22:13:20Z\",\"text\":\""),
              std::string::npos)
        << all;
    EXPECT_NE(all.find("looked \\\"at\\\" it"), std::string::npos) << all;
}

TEST_F(EventFeedTest, EachListenerGoesOnFromWhereItStandsAndHearsOfItsIncidentAlone) {
    for (int n = 0; n < 10; ++n) note(n % 2 == 0 ? 1 : 2, "note " + std::to_string(n));
    open_feed({.rows = 3});
    const auto all = feed_->listen("wall", {});
    const auto later = feed_->listen("wall", {.after = 7});
    const auto second = feed_->listen("wall", {.after = 0, .incident = IncidentId{2}});
    EXPECT_EQ(ids(heard(*all, "note 9")),
              (std::vector<std::string>{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"}));
    EXPECT_EQ(ids(heard(*later, "note 9")), (std::vector<std::string>{"8", "9", "10"}));
    EXPECT_EQ(ids(heard(*second, "note 9")), (std::vector<std::string>{"2", "4", "6", "8", "10"}));
    note(1, "note of the first");
    note(2, "note of the second");
    EXPECT_EQ(ids(heard(*all, "of the second")), (std::vector<std::string>{"11", "12"}));
    EXPECT_EQ(ids(heard(*second, "of the second")), (std::vector<std::string>{"12"}));
}

TEST_F(EventFeedTest, WhatIsAboutNoIncidentIsNotTold) {
    write(TokenWithdrawn{"abc", "kim.hazel"});
    note(1, "told");
    open_feed();
    const auto body = feed_->listen("wall", {});
    EXPECT_EQ(ids(heard(*body, "told")), (std::vector<std::string>{"2"}));
}

TEST_F(EventFeedTest, WhoeverTakesNothingIsGivenNoMore) {
    for (int n = 0; n < 200; ++n) note(1, std::string(1000, 'x'));
    open_feed({.piece_bytes = 4000});
    const auto slow = feed_->listen("wall", {});
    const auto quick = feed_->listen("wall", {});
    std::size_t most = 0;
    std::vector<std::string> told;
    while (told.size() < 200) {
        const std::string text = quick->take().text;
        for (std::string& id : ids(text)) told.push_back(std::move(id));
        most = std::max(most, slow->waiting());
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_LT(most, 8000u);
    EXPECT_EQ(told.back(), "200");
    EXPECT_EQ(ids(heard(*slow, "x\"}\n\n")).front(), "1");
}

TEST_F(EventFeedTest, PlacesAreCountedByPrincipalAndFreedWhenSomebodyHasLeft) {
    open_feed({.listeners_max = 3, .of_one_max = 2});
    auto one = feed_->listen("wall", {});
    auto two = feed_->listen("wall", {});
    ASSERT_NE(two, nullptr);
    EXPECT_EQ(feed_->listen("wall", {}), nullptr);
    auto other = feed_->listen("desk", {});
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(feed_->listen("third", {}), nullptr);
    one.reset();
    std::shared_ptr<OpenBody> again;
    for (int n = 0; n < 500 && !again; ++n) {
        again = feed_->listen("wall", {});
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_NE(again, nullptr);
}

TEST_F(EventFeedTest, AQuietStreamSaysThatItIsThereAndALongOneEnds) {
    open_feed({.quiet = 100ms, .longest = 1500ms, .breath = 10ms});
    const auto body = feed_->listen("wall", {});
    EXPECT_EQ(ids(heard(*body, ": still here\n\n")).size(), 0u);
    bool ended = false;
    for (int n = 0; n < 500 && !ended; ++n) {
        ended = body->take().ended;
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_TRUE(ended);
}

TEST_F(EventFeedTest, StoppingEndsEveryStream) {
    open_feed();
    const auto body = feed_->listen("wall", {});
    feed_->stop();
    EXPECT_TRUE(body->take().ended);
    EXPECT_EQ(feed_->listen("wall", {}), nullptr);
}

}  // namespace
}  // namespace tocsin
