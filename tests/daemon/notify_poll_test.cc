// Asking Notify from the engine's thread: whatever a channel does there, that thread goes on.
#include "daemon/notify_poll.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace tocsin {
namespace {

using namespace std::chrono_literals;

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

}  // namespace
}  // namespace tocsin
