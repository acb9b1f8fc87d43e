#include "daemon/dispatcher.h"

#include "channels/link.h"
#include "daemon/clock.h"
#include "daemon/crash_point.h"

#include <exception>

namespace tocsin {
namespace {

// A look-up that cannot be composed cannot be asked. The message itself may still go.
std::optional<WireRequest> looked_up(const Channel& channel, const Message& message) {
    try {
        return channel.look_up(message);
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace

std::string LinkMaker::url(CallId call, const PersonId& person, Instant expires,
                           Medium medium) const {
    return base_url + "/a/" +
           make_link_token(keys.front(), call, person, expires, medium == Medium::email);
}

std::string LinkMaker::keys_url(const std::string& channel, const std::string& token) const {
    return base_url + "/v1/callbacks/" + channel + "/keys/" + token;
}

std::string LinkMaker::keys_url(const std::string& channel, CallId call, const PersonId& person,
                                Instant expires) const {
    return keys_url(channel, make_link_token(keys.front(), call, person, expires, false));
}

void Dispatcher::use(Channels channels, LinkMaker links) {
    const std::lock_guard lock(mutex_);
    channels_ = std::move(channels);
    links_ = std::move(links);
}

void Dispatcher::hand_over(const HandOver& hand_over) {
    std::shared_ptr<const Channel> channel;
    Message message = hand_over.message;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = channels_.find(message.channel); found != channels_.end()) {
            channel = found->second;
        }
        if (hand_over.call) {
            message = fill_link(message, links_.url(hand_over.call, hand_over.person,
                                                    hand_over.link_expires, message.medium));
            if (message.medium == Medium::voice) {
                message.link = links_.keys_url(message.channel, hand_over.call, hand_over.person,
                                               hand_over.link_expires);
            }
        }
    }
    if (!channel) {
        report_(outcome(message, Verdict::misconfigured, "the configuration has no such channel"));
    } else if (hand_over.again) {
        ask_first(message, channel);
    } else {
        send(message, channel);
    }
}

// An earlier process had it in hand: where the provider can say whether it has the message, that is
// asked before it is sent again (P5).
void Dispatcher::ask_first(const Message& message, std::shared_ptr<const Channel> channel) {
    if (lies_about("forget-in-flight")) return;
    const std::optional<WireRequest> look_up = looked_up(*channel, message);
    if (!look_up || lies_about("send-again-unasked")) return send(message, channel);
    const auto answered = [this, message, channel](const WireAnswer& answer) {
        crash_point("looked-up");
        const Outcome known = channel->interpret_look_up(message, answer);
        if (known.verdict == Verdict::accepted) {
            finished(known);
        } else {
            send(message, channel);
        }
    };
    if (offer(message, channel, *look_up, answered)) send(message, channel);
}

void Dispatcher::send(const Message& message, std::shared_ptr<const Channel> channel) {
    WireRequest request;
    try {
        request = channel->compose(message);
    } catch (const Unsendable& reason) {
        return finished(unsendable(message, reason));
    } catch (const NothingToTell& reason) {
        return finished(untold(message, reason));
    } catch (const std::exception&) {
        // Its what() may hold an address or a secret. One message must not end the process: the
        // next start would offer it again.
        return finished(outcome(message, Verdict::misconfigured, "the request cannot be composed"));
    }
    const auto answered = [this, message, channel](const WireAnswer& answer) {
        crash_point("provider-answered");
        const Outcome said = channel->interpret(message, answer);
        if (said.verdict != Verdict::unknown || !ask_after(message, channel, said)) finished(said);
    };
    crash_point("composed");
    if (const auto why_not = offer(message, channel, request, answered)) {
        finished(outcome(message, Verdict::deferred, *why_not));
    }
    crash_point("transfer-offered");
}

// It may have arrived: whoever can be asked is asked before anything is sent again. False: nobody
// can.
bool Dispatcher::ask_after(const Message& message, std::shared_ptr<const Channel> channel,
                           const Outcome& said) {
    const std::optional<WireRequest> look_up = looked_up(*channel, message);
    if (!look_up) return false;
    return !offer(message, channel, *look_up,
                  [this, message, channel, said](const WireAnswer& answer) {
                      const Outcome known = channel->interpret_look_up(message, answer);
                      finished(known.verdict == Verdict::unknown ? said : known);
                  });
}

std::optional<std::string> Dispatcher::offer(const Message& message,
                                             std::shared_ptr<const Channel> channel,
                                             const WireRequest& request,
                                             std::function<void(const WireAnswer&)> done,
                                             Duration ahead) {
    const Instant signed_at = machine_time().utc + ahead;
    WireJob job;
    job.request = request;
    try {
        channel->sign(job.request, signed_at);
    } catch (const std::exception&) {
        return "the request cannot be signed";  // its what() may hold a secret
    }
    job.channel = channel->name();
    job.in_flight_max = channel->in_flight_max();
    job.urgent = message.urgent;
    job.done = [this, message, channel, request, done, ahead, signed_at](WireAnswer answer) {
        answer.signed_ahead = ahead;
        if (ahead == Duration{}) {
            const Duration differs = channel->clock_ahead(answer, signed_at).value_or(Duration{});
            if (differs != Duration{} && !offer(message, channel, request, done, differs)) return;
        }
        done(answer);
    };
    // Held over the offer, so that an answer cannot come before its ticket is known.
    const std::lock_guard lock(mutex_);
    const std::optional<JobTicket> ticket = transfers_.offer(std::move(job));
    if (!ticket) return "too much waits for this provider";
    tickets_[message.id] = *ticket;
    return std::nullopt;
}

void Dispatcher::finished(const Outcome& outcome) {
    {
        const std::lock_guard lock(mutex_);
        tickets_.erase(outcome.id);
    }
    report_(outcome);
}

void Dispatcher::ask_back(SendId id) {
    {
        const std::lock_guard lock(mutex_);
        const auto ticket = tickets_.find(id);
        if (ticket == tickets_.end() || transfers_.cancel(ticket->second) != Cancelled::taken_back)
            return;
        tickets_.erase(ticket);
    }
    Outcome taken_back;
    taken_back.id = id;
    taken_back.verdict = Verdict::deferred;
    taken_back.detail = "taken back before it left";
    report_(taken_back);
}

}  // namespace tocsin
