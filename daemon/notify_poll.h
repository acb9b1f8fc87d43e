// Asks GOV.UK Notify for what it would call back with, where nobody outside reaches this daemon:
// the texts that people sent, and what became of messages. Whatever is on disk is not told again
// while Notify lists it; what could not be saved is told again at the next round.
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

    // Holds the mutex, as does answered().
    void ask(const std::shared_ptr<Round>& round);
    void answered(Round& round, const WireAnswer& answer, std::optional<Duration> ahead,
                  const std::optional<std::vector<NotifyItem>>& items);

    Transfers& transfers_;
    Submit submit_;
    std::mutex mutex_;
    std::vector<std::shared_ptr<Round>> rounds_;
};

}  // namespace tocsin
