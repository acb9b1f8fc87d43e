// What passes between an adapter and the engine that moves the bytes: a request for one provider,
// and what came back. Values only; no adapter sees a socket and the engine knows no provider.
#pragma once

#include "core/send.h"
#include "rota/time.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

struct MailEnvelope {
    std::string
        from;  // bare addresses, checked with is_mail_address(): libcurl 7.88 checks nothing
    std::string to;
};

enum class TlsMode {
    by_scheme,  // https and smtps speak TLS from the first byte, http and file never
    starttls,   // smtp: TLS is required before anything is said
    none,       // smtp in the clear: loopback, or because the operator asked for it by name
};

// Short, because a second provider is waiting: 10 s without an answer is an answer.
struct Timeouts {
    Duration connect = std::chrono::seconds(3);
    Duration total = std::chrono::seconds(10);
    Duration stalled =
        std::chrono::seconds(5);  // less than a byte a second; counted in whole seconds
};

struct WireRequest {
    std::string method = "POST";  // GET has no body; ignored for mail and files
    std::string url;              // http, https, smtp, smtps or file
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::optional<MailEnvelope> envelope;  // smtp and smtps only, and always there
    std::string user;                      // empty: no authentication
    std::string password;
    // "aws:amz:eu-west-2:sns": user and password sign the request as Amazon asks (SigV4), and are
    // not sent themselves. http and https alone; empty: they are sent.
    std::string aws_signature;
    TlsMode tls = TlsMode::by_scheme;
    std::string trusted_certificates;  // a PEM file; empty: those of the system
    bool put_file = false;             // file only: the body becomes the file, whole or not at all
    bool readable_by_all = false;      // with put_file: a web server may read it; else only we may
    // May the host resolve to loopback, private or link-local? Looked at when connecting: a
    // connection kept by a channel that may is open to another channel with the very same host.
    bool private_addresses = false;
    std::size_t answer_max = 64 * 1024;  // what is read of an answer: an id fits many times over
    Timeouts timeouts;
};

struct WireAnswer {
    int curl_code = 0;                    // 0: the exchange ended as its protocol says it should
    std::string curl_error;               // libcurl's words; may name the host, never a secret
    long status = 0;                      // the last HTTP or SMTP code; 0: none came
    std::string body;                     // of an HTTP answer, its first `answer_max` bytes
    bool body_cut = false;                // there was more
    std::string last_reply;               // of SMTP, the last line the server said
    std::optional<Duration> retry_after;  // as sent, not capped
    std::optional<Instant> date;          // what the provider's clock said, in whole seconds
    Duration signed_ahead{};       // it was signed by this much more than our clock (channel.h)
    bool sent_whole = false;       // the last byte of the request left: the provider may have acted
    bool address_refused = false;  // the host resolved to an address it may not have
};

// What an exchange that broke off means; nothing when it ended properly and `status` decides.
// Before the request had left whole nothing can have happened (deferred), afterwards anything
// may have (unknown); what only an operator can mend is misconfigured.
std::optional<Verdict> transport_verdict(const WireAnswer& answer);

// Seconds, or an HTTP date counted from the answer's own Date header (no clock of ours is asked).
// Nothing for anything else; a past date is zero.
std::optional<Duration> parse_retry_after(std::string_view value, std::string_view date_header);

// The Date of an answer. Nothing when it is none.
std::optional<Instant> parse_http_date(std::string_view value);

// ASCII, one @, at most 254 characters, and none of the signs that could end or continue an SMTP
// command: no control characters, spaces, angle brackets, commas, quotes or backslashes.
bool is_mail_address(std::string_view address);

// True when `value` holds no control character: fit for a header, an envelope or a URL.
bool is_one_line(std::string_view value);

// Every byte outside A-Z a-z 0-9 - . _ ~ as %XX; '/' too, unless `keep_slashes`.
std::string percent_encoded(std::string_view value, bool keep_slashes = false);

// A body of application/x-www-form-urlencoded: names and values, each encoded whole.
std::string form_text(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace tocsin
