// A mail as bytes: headers, a plain and an HTML part, and files, ready for DATA. Lines end in CRLF
// and are short, everything is ASCII (quoted-printable, RFC 2047), no line begins with a dot. The
// same mail gives the same bytes.
#pragma once

#include "core/send.h"
#include "rota/time.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Mail {
    std::string from;  // bare addresses, already checked with is_mail_address()
    std::string from_name;
    std::string reply_to;  // empty: no such header
    std::string to;
    std::string subject;      // UTF-8; a control character becomes a space
    std::string message_id;   // with angle brackets
    std::string in_reply_to;  // likewise; empty: no such header, and no References
    Instant at{};
    bool urgent = false;                  // Importance: high
    std::string text;                     // UTF-8, lines end in \n
    std::string html;                     // empty: the text alone, no alternative
    std::vector<Attachment> attachments;  // behind the text, each a part of its own
};

// Throws Unsendable when an id is not <printable ASCII without spaces>, or an attachment's name or
// type is not letters, digits, '.', '-', '_' and, in a type, '/' and '+'.
std::string mime(const Mail& mail);

// "Sun, 04 Jan 2026 02:11:06 +0000"
std::string mail_date(Instant at);

// The body in quoted-printable, lines of at most 76, CRLF at every end.
std::string quoted_printable(std::string_view text);

// An unstructured header value: itself when it is short printable ASCII, else encoded words,
// folded. `used` is how much of the first line is taken ("Subject: " is 9).
std::string header_words(std::string_view text, std::size_t used);

}  // namespace tocsin
