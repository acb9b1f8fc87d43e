// The port to a provider: an adapter composes the request for a message and interprets the answer.
// Pure and const: no sockets, clocks or threads, so any thread may use one adapter at once.
// An adapter knows neither the other adapters nor who moves its bytes.
#pragma once

#include "channels/wire.h"
#include "core/send.h"

#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace tocsin {

// The message can go to nobody in this form (a bad address, a control character). Its what() holds
// no full address and no secret; the outcome is `refused` with it as the detail.
class Unsendable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A place is told nothing of what this message says: a status page, that somebody was called. It is
// no failure: the outcome is `accepted`, and nothing leaves.
class NothingToTell : public std::exception {
public:
    const char* what() const noexcept override { return "This place is told nothing of it."; }
};

inline Outcome outcome(const Message& message, Verdict verdict, std::string detail) {
    Outcome result;
    result.id = message.id;
    result.verdict = verdict;
    result.detail = std::move(detail);
    return result;
}

// The outcome of a message that compose() threw for.
inline Outcome unsendable(const Message& message, const Unsendable& reason) {
    return outcome(message, Verdict::refused, reason.what());
}

// The outcome of a message that compose() threw NothingToTell for.
inline Outcome untold(const Message& message, const NothingToTell& reason) {
    return outcome(message, Verdict::accepted, reason.what());
}

class Channel {
public:
    virtual ~Channel() = default;

    virtual const std::string& name() const = 0;  // as in the configuration
    virtual Medium medium() const = 0;
    virtual int in_flight_max() const = 0;

    // The same message gives the same request, byte for byte (P5). Throws Unsendable, and a place
    // may throw NothingToTell.
    // The message's {link} has been filled in by then (link.h).
    virtual WireRequest compose(const Message& message) const = 0;

    // Puts in what ages, such as a token that a provider takes for half a minute. `now` is the
    // machine's time. Asked for every request, just before it is offered to the wire. Throws
    // std::runtime_error when it cannot.
    virtual void sign(WireRequest&, Instant) const {}

    // How far the provider's clock is ahead of the one it was signed by, when the answer says that
    // this is why it was refused: it is then signed by the provider's clock and sent once more.
    virtual std::optional<Duration> clock_ahead(const WireAnswer&, Instant) const {
        return std::nullopt;
    }

    // Never throws. The detail holds neither secrets nor full addresses (P18).
    virtual Outcome interpret(const Message& message, const WireAnswer& answer) const = 0;

    // Asks the provider whether it has the message; nothing when it cannot be asked.
    virtual std::optional<WireRequest> look_up(const Message&) const { return std::nullopt; }

    // accepted: it has it. deferred: it does not, send it (again). unknown: it could not say.
    virtual Outcome interpret_look_up(const Message& message, const WireAnswer&) const {
        return outcome(message, Verdict::unknown, "The provider cannot be asked.");
    }
};

}  // namespace tocsin
