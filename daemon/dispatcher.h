// From a committed send to a provider and back: fills in the link, lets the channel compose, gives
// the bytes to Transfers, lets the channel interpret, and reports the outcome. It keeps nothing
// that must survive; the outbox does.
#pragma once

#include "channels/channel.h"
#include "channels/http.h"
#include "daemon/engine.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

using Channels = std::map<std::string, std::shared_ptr<const Channel>>;

// How links are made: the first key signs, the others still count while they are changed.
struct LinkMaker {
    std::string base_url;
    std::vector<std::string> keys;

    std::string url(CallId call, const PersonId& person, Instant expires, Medium medium) const;

    // Where a channel posts the keys of a phone call, whose token is made like that of a text.
    std::string keys_url(const std::string& channel, const std::string& token) const;
    std::string keys_url(const std::string& channel, CallId call, const PersonId& person,
                         Instant expires) const;
};

class Dispatcher {
public:
    // `report` is called on the transfers' thread or on the caller's, and must not wait.
    Dispatcher(Transfers& transfers, std::function<void(const Outcome&)> report)
        : transfers_(transfers), report_(std::move(report)) {}

    // What counts from the next hand-over on. Any thread.
    void use(Channels channels, LinkMaker links);

    // Any thread; never waits. The outcome comes in every case.
    void hand_over(const HandOver& hand_over);

    // Taken back if not a byte of it has left; else its outcome comes as ever.
    void ask_back(SendId id);

    using Told = std::function<void(const Outcome&)>;

    // A message of no decision, which nobody else hears of: its outcome goes to `told` alone, in
    // every case, on the transfers' thread or on the caller's. It must not wait. Any thread.
    void try_out(const Message& message, Told told);

private:
    // One message on its way, with whoever is told of it: shared by all that is still to answer.
    struct Errand {
        Message message;
        std::shared_ptr<const Channel> channel;
        Told told;
    };
    using Shared = std::shared_ptr<const Errand>;

    std::shared_ptr<const Channel> channel_named(const std::string& name) const;
    void send(const Shared& errand);
    void ask_first(const Shared& errand);
    bool ask_after(const Shared& errand, const Outcome& said);
    // One exchange; a provider whose clock is not ours is asked once more, by its clock. Nothing
    // when it was offered; else why not, and `done` will not be called.
    std::optional<std::string> offer(const Shared& errand, WireRequest request,
                                     std::function<void(const WireAnswer&)> done,
                                     Duration ahead = {});
    void finished(const Outcome& outcome);

    Transfers& transfers_;
    std::function<void(const Outcome&)> report_;
    mutable std::mutex mutex_;
    Channels channels_;
    LinkMaker links_;
    std::map<SendId, JobTicket> tickets_;
};

}  // namespace tocsin
