#include "daemon/dispatcher.h"

#include "channels/link.h"
#include "channels/sabotage.h"
#include "daemon/clock.h"
#include "daemon/crash_point.h"

#include <spdlog/spdlog.h>

#include <exception>

namespace tocsin {
namespace {

constexpr std::string_view no_such_channel = "the configuration has no such channel";

// Called where a test has it break P18.
void tell_secrets(const WireRequest& request) {
    for (const auto& [name, value] : request.headers) spdlog::info("{}: {}", name, value);
}

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
    stand_still(Standstill::handover);
    Message message = hand_over.message;
    const std::shared_ptr<const Channel> channel = channel_named(message.channel);
    if (hand_over.call) {
        const std::lock_guard lock(mutex_);
        message = fill_link(message, links_.url(hand_over.call, hand_over.person,
                                                hand_over.link_expires, message.medium));
        if (message.medium == Medium::voice) {
            message.link = links_.keys_url(message.channel, hand_over.call, hand_over.person,
                                           hand_over.link_expires);
        }
    }
    if (!channel) {
        report_(outcome(message, Verdict::misconfigured, std::string(no_such_channel)));
        return;
    }
    const auto errand = std::make_shared<const Errand>(
        Errand{std::move(message), channel, [this](const Outcome& said) { finished(said); }});
    if (hand_over.again) {
        ask_first(errand);
    } else {
        send(errand);
    }
}

void Dispatcher::try_out(const Message& message, Told told) {
    const std::shared_ptr<const Channel> channel = channel_named(message.channel);
    if (!channel)
        return told(outcome(message, Verdict::misconfigured, std::string(no_such_channel)));
    send(std::make_shared<const Errand>(Errand{message, channel, std::move(told)}));
}

// Null: the configuration has none of that name.
std::shared_ptr<const Channel> Dispatcher::channel_named(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(name);
    return found == channels_.end() ? nullptr : found->second;
}

// An earlier process had it in hand: where the provider can say whether it has the message, that is
// asked before it is sent again (P5).
void Dispatcher::ask_first(const Shared& errand) {
    if (lies_about("forget-in-flight")) return;
    std::optional<WireRequest> look_up = looked_up(*errand->channel, errand->message);
    if (!look_up || lies_about("send-again-unasked")) return send(errand);
    const auto answered = [this, errand](const WireAnswer& answer) {
        crash_point("looked-up");
        const Outcome known = errand->channel->interpret_look_up(errand->message, answer);
        // Nobody waits for what a place is told, and the public must not read it twice.
        const bool may_be_twice =
            known.verdict == Verdict::unknown && is_place(errand->message.medium);
        // Refused: it has the message, and will never deliver it.
        const bool settled =
            known.verdict == Verdict::accepted || known.verdict == Verdict::refused;
        if (settled || may_be_twice) {
            errand->told(known);
        } else {
            send(errand);
        }
    };
    if (offer(errand, *std::move(look_up), answered)) send(errand);
}

void Dispatcher::send(const Shared& errand) {
    const auto& [message, channel, told] = *errand;
    WireRequest request;
    try {
        request = channel->compose(message);
    } catch (const Unsendable& reason) {
        return told(unsendable(message, reason));
    } catch (const NothingToTell& reason) {
        return told(untold(message, reason));
    } catch (const std::exception&) {
        // Its what() may hold an address or a secret. One message must not end the process: the
        // next start would offer it again.
        return told(outcome(message, Verdict::misconfigured, "the request cannot be composed"));
    }
    const auto answered = [this, errand](const WireAnswer& answer) {
        crash_point("provider-answered");
        const Outcome said = errand->channel->interpret(errand->message, answer);
        if (said.verdict != Verdict::unknown || !ask_after(errand, said)) errand->told(said);
    };
    crash_point("composed");
    if (const auto why_not = offer(errand, std::move(request), answered)) {
        told(outcome(message, Verdict::deferred, *why_not));
    }
    crash_point("transfer-offered");
}

// It may have arrived: whoever can be asked is asked before anything is sent again. False: nobody
// can.
bool Dispatcher::ask_after(const Shared& errand, const Outcome& said) {
    std::optional<WireRequest> look_up = looked_up(*errand->channel, errand->message);
    if (!look_up) return false;
    return !offer(errand, *std::move(look_up), [errand, said](const WireAnswer& answer) {
        const Outcome known = errand->channel->interpret_look_up(errand->message, answer);
        errand->told(known.verdict == Verdict::unknown ? said : known);
    });
}

std::optional<std::string> Dispatcher::offer(const Shared& errand, WireRequest request,
                                             std::function<void(const WireAnswer&)> done,
                                             Duration ahead) {
    const Channel& channel = *errand->channel;
    const Instant signed_at = machine_time().utc + ahead;
    WireJob job;
    job.request = request;
    try {
        channel.sign(job.request, signed_at);
    } catch (const std::exception&) {
        return "the request cannot be signed";  // its what() may hold a secret
    }
    if (sabotaged(Bug::secret_told)) tell_secrets(job.request);
    job.channel = channel.name();
    job.in_flight_max = channel.in_flight_max();
    job.urgent = errand->message.urgent;
    job.done = [this, errand, request = std::move(request), done = std::move(done), ahead,
                signed_at](WireAnswer answer) {
        answer.signed_ahead = ahead;
        if (ahead == Duration{}) {
            const Duration differs =
                errand->channel->clock_ahead(answer, signed_at).value_or(Duration{});
            if (differs != Duration{} && !offer(errand, request, done, differs)) return;
        }
        done(answer);
    };
    // Held over the offer, so that an answer cannot come before its ticket is known.
    const std::lock_guard lock(mutex_);
    const std::optional<JobTicket> ticket = transfers_.offer(std::move(job));
    if (!ticket) return "too much waits for this provider";
    // What is tried out is never asked back.
    if (errand->message.id) tickets_[errand->message.id] = *ticket;
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
