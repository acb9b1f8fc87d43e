// Asking Notify from the engine's thread: whatever a channel does there, that thread goes on.
#include "daemon/notify_poll.h"

#include "tests/channels/scripted_server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

const std::string newest_id = "11111111-0000-4000-8000-000000000000";
const std::string older_id = "22222222-0000-4000-8000-000000000000";

// One message, and the address of the page behind it.
std::string ended_page(const std::string& id, const std::string& status, const std::string& next) {
    return http_answer("200 OK", R"({"links":{"next":")" + next + R"("},"notifications":[{"id":")" +
                                     id + R"(","reference":"r","status":")" + status + R"("}]})");
}

NotifyService nowhere() {
    NotifyService service;
    service.name = "notify";
    service.medium = Medium::email;  // one list alone
    service.url = "http://127.0.0.1:1";
    service.plain = true;
    service.private_addresses = true;
    service.key = {"26785a09-ab16-4eb0-8407-a37497a57506", "0f3a9c1b-77aa-4bcd-8ef0-123456789abc"};
    service.template_id = "0e1d2c3b-4a59-4687-9f00-aabbccddeeff";
    return service;
}

class UnsignedChannel : public NotifyChannel {
public:
    UnsignedChannel() : NotifyChannel(nowhere()) {}
    void sign(WireRequest&, Instant) const override {
        ++asked;
        throw std::runtime_error("no signature");
    }
    mutable int asked = 0;
};

// Reads an answer until it is let go.
class SlowChannel : public NotifyChannel {
public:
    explicit SlowChannel(std::shared_future<void> go)
        : NotifyChannel(nowhere()), go_(std::move(go)) {}
    std::optional<Duration> clock_ahead(const WireAnswer&, Instant) const override {
        if (!reading_told_) reading.set_value();
        reading_told_ = true;
        go_.wait();
        return std::nullopt;
    }
    mutable std::promise<void> reading;

private:
    std::shared_future<void> go_;
    mutable bool reading_told_ = false;
};

std::optional<std::future<Reply>> nothing(Occurrence) {
    return std::nullopt;
}

TEST(NotifyPoll, RequestThatCannotBeSignedEndsNothing) {
    Transfers transfers;
    NotifyPoll poll(transfers, nothing);
    const auto channel = std::make_shared<UnsignedChannel>();
    poll.use({{channel, Duration::zero(), {}, "notify"}});
    EXPECT_NO_THROW(poll.look());
    EXPECT_NO_THROW(poll.look());
    EXPECT_EQ(channel->asked, 2) << "it is asked again";
    transfers.stop(Duration::zero());
}

TEST(NotifyPoll, AnswerThatIsBeingReadHoldsUpNobody) {
    Transfers transfers;
    NotifyPoll poll(transfers, nothing);
    std::promise<void> go;
    const auto channel = std::make_shared<SlowChannel>(go.get_future().share());
    poll.use({{channel, 10min, {}, "notify"}});
    poll.look();
    EXPECT_EQ(channel->reading.get_future().wait_for(20s), std::future_status::ready);
    const auto looked = std::async(std::launch::async, [&] { poll.look(); });
    EXPECT_EQ(looked.wait_for(10s), std::future_status::ready);
    go.set_value();
    looked.wait();
    transfers.stop(Duration::zero());
}

TEST(NotifyPoll, MessageBehindTheNewestPageIsHeardOfFromTheSameHost) {
    std::mutex mutex;
    std::vector<std::string> asked;
    ScriptedServer notify([&](Peer& peer, int) {
        for (std::string head = peer.request(); !head.empty(); head = peer.request()) {
            const bool first = head.find("older_than=") == std::string::npos;
            const bool second = head.find("older_than=" + newest_id) != std::string::npos;
            {
                const std::lock_guard lock(mutex);
                asked.push_back(head.substr(0, head.find('\r')));
            }
            const std::string none = R"({"links":{},"notifications":[]})";
            // Nobody listens at the address that is named: only the id in it may be used.
            peer.say(first    ? ended_page(newest_id, "delivered",
                                           "http://127.0.0.1:9/x?older_than=" + newest_id)
                     : second ? ended_page(older_id, "permanent-failure",
                                           "http://127.0.0.1:9/x?older_than=" + older_id)
                              : http_answer("200 OK", none));
        }
    });
    std::vector<Receipt> heard;
    Transfers transfers;
    NotifyPoll poll(transfers, [&](Occurrence what) {
        const std::lock_guard lock(mutex);
        heard.push_back(std::get<Receipt>(what));
        std::promise<Reply> saved;
        saved.set_value({{}, true});
        return std::optional(saved.get_future());
    });
    NotifyService service = nowhere();
    service.url = "http://127.0.0.1:" + std::to_string(notify.port());
    poll.use({{std::make_shared<NotifyChannel>(service), 10min, {}, "notify"}});
    const auto all_asked = [&] {
        const std::lock_guard lock(mutex);
        return asked.size() >= 3;
    };
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!all_asked() && std::chrono::steady_clock::now() < end) {
        poll.look();
        std::this_thread::yield();
    }
    transfers.stop(10s);
    ASSERT_EQ(asked.size(), 3U);
    EXPECT_NE(asked.back().find("older_than=" + older_id), std::string::npos);
    ASSERT_EQ(heard.size(), 2U);
    EXPECT_EQ(heard.back().provider_reference, older_id);
    EXPECT_EQ(heard.back().state, Receipt::State::failed_for_good);
}

// An answer may name a next page for ever.
TEST(NotifyPoll, PagesWithoutEndComeToAnEnd) {
    std::atomic<int> asked{0};
    ScriptedServer notify([&](Peer& peer, int) {
        while (!peer.request().empty()) {
            ++asked;
            peer.say(ended_page(older_id, "delivered", "?older_than=" + older_id));
        }
    });
    Transfers transfers;
    NotifyPoll poll(transfers, nothing);
    NotifyService service = nowhere();
    service.url = "http://127.0.0.1:" + std::to_string(notify.port());
    poll.use({{std::make_shared<NotifyChannel>(service), 10min, {}, "notify"}});
    const auto end = std::chrono::steady_clock::now() + 3s;
    while (std::chrono::steady_clock::now() < end) {
        poll.look();
        std::this_thread::yield();
    }
    transfers.stop(10s);
    EXPECT_EQ(asked, NotifyPoll::pages_max);
}

}  // namespace
}  // namespace tocsin
