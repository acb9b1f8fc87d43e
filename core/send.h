// A Send is one message for one address through one provider, composed whole before it is offered:
// the same bytes, reference and Message-ID however often it is handed over (P5).
// An Outcome is what became of handing it over. Values only; channels/ moves the bytes.
#pragma once

#include "core/ids.h"
#include "core/medium.h"
#include "rota/time.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// A file that goes with a mail.
struct Attachment {
    std::string name;     // ASCII: "on-call-2026-07-13.csv"
    std::string type;     // "text/csv"
    std::string content;  // UTF-8 text

    bool operator==(const Attachment&) const = default;
};

// What goes over the wire. `{link}` in `text` and `html` stands for the acknowledgement link, which
// the shell puts in at compose time so that no working credential is ever stored.
struct Message {
    SendId id;
    Medium medium = Medium::sms;
    std::string channel;      // the name of the provider in the configuration
    std::string reference;    // the provider's idempotency key: the same on every hand-over
    std::string message_id;   // of a mail, with its angle brackets; empty for other media
    std::string in_reply_to;  // the Message-ID of the mail it follows; empty: it starts a thread
    Instant at{};         // when it was composed: the Date of a mail, the same on every hand-over
    std::string to;       // E.164 number or mail address
    std::string subject;  // of a mail; empty for other media
    std::string text;     // UTF-8, lines end in \n
    std::string html;     // of a mail; empty: plain text only
    std::vector<Attachment> attachments;  // of a mail
    bool urgent = false;  // a call: goes before news, and a mail is marked important
    std::optional<Instant>
        expires;  // too late is worse than none: the provider is told, where it can be
    // What a place is told of an incident, by name: "event", "ref", "severity" (core/places.h).
    std::map<std::string, std::string> facts{};
    // The provider's own id of what this continues, as its answer to the first message about the
    // incident said: of a room, of an incident on a status page. Empty: it begins one. Filled in
    // when it is handed over; never stored with the message.
    std::string thread{};
    std::string link{};  // the acknowledgement link, for what has no text; filled in as `thread`

    bool operator==(const Message&) const = default;
};

// What a provider's answer means. The table from answers to verdicts is each adapter's own.
enum class Verdict {
    accepted,       // handed over; says nothing about the handset, and nothing about the person
    deferred,       // not now: try again, after `retry_after` if given
    refused,        // never, for this address or this text
    misconfigured,  // never, for anybody, until an operator mends credentials or settings
    unknown,        // it may have been accepted: the answer did not come, or made no sense
};

struct Outcome {
    SendId id;
    Verdict verdict = Verdict::unknown;
    std::string detail;  // for the timeline: what the provider said; no address, no secret
    std::string
        provider_reference;  // the provider's own id of the message; empty when it gave none
    std::optional<Duration> retry_after;

    bool operator==(const Outcome&) const = default;
};

}  // namespace tocsin
