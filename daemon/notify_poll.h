// Asks GOV.UK Notify for what it would call back with, where nobody outside reaches this daemon:
// the texts that people sent, and what became of messages. Whatever is on disk is not told again
// while Notify lists it; what could not be saved is told again at the next round.
// The newest are asked for at every round. What is older, of which a message may end long after the
// newest did, is gone through page by page between the rounds.
#pragma once

#include "channels/http.h"
#include "channels/notify.h"
#include "daemon/engine.h"
#include "daemon/notify_page.h"

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// A channel that is asked. `senders` as in CallingBack; what people reply is told of `hears_texts`.
struct Polled {
    std::shared_ptr<const NotifyChannel> channel;
    Duration every{};
    std::map<std::string, std::string> senders;
    std::string hears_texts;
};

class NotifyPoll {
public:
    // A text that is older is not taken for an answer: a daemon that was down for days must not
    // answer what people have long forgotten.
    static constexpr Duration believed_for = std::chrono::hours(1);

    // How long behind its creation a message may still come to an end: Notify tries for 72 hours.
    static constexpr Duration may_end_for = std::chrono::hours(80);
    // Between two ways through the older pages: a call that failed must move its ladder soon.
    static constexpr std::chrono::seconds rest_for{15};
    // 10,000 messages: more than a trust sends in the time above. An answer may name a next page
    // for ever.
    static constexpr int pages_max = 40;

    using Submit = std::function<std::optional<std::future<Reply>>(Occurrence)>;

    // `transfers` is stopped before this goes. `submit` is called on its thread and must not wait.
    NotifyPoll(Transfers& transfers, Submit submit);
    ~NotifyPoll();
    NotifyPoll(const NotifyPoll&) = delete;
    NotifyPoll& operator=(const NotifyPoll&) = delete;

    // What is asked from here on. Any thread.
    void use(std::vector<Polled> channels);

    // Asks whatever is due, and does not wait. Any thread; to be called at least once a second.
    void look();

private:
    struct Round;
    struct Page;

    // These hold the mutex. `older_than` as in NotifyChannel; empty: the newest page.
    void ask(const std::shared_ptr<Round>& round, const std::string& older_than);
    void answered(Round& round, const std::string& older_than, const WireAnswer& answer,
                  std::optional<Duration> ahead, const std::optional<Page>& page);
    void tell(Round& round, const Page& page);

    Transfers& transfers_;
    Submit submit_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Round>> rounds_;
};

}  // namespace tocsin
