#include "channels/mime.h"

#include "channels/channel.h"
#include "core/utf8.h"

#include <algorithm>
#include <cstdio>

namespace tocsin {
namespace {

constexpr std::string_view hex = "0123456789ABCDEF";
constexpr std::size_t header_line_max = 76;

void append_hex(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    out += '=';
    out += hex[byte >> 4];
    out += hex[byte & 15];
}

bool is_printable(char c) {
    return c >= ' ' && c < 0x7F;
}

// \r\n and \r become \n; the encoder writes every line end itself.
std::string with_plain_ends(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            out += text[i];
        } else if (i + 1 >= text.size() || text[i + 1] != '\n') {
            out += '\n';
        }
    }
    return out;
}

// Lines of at most 76 including the soft break. A dot that begins a line is encoded, so that no
// relay has to know about dot-stuffing; likewise "From ", which mailboxes take for an envelope.
void append_quoted_line(std::string& out, std::string_view line) {
    constexpr std::size_t width_max = 75;
    std::size_t width = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool last = i + 1 == line.size();
        std::string piece(1, c);
        const auto encode = [&] {
            piece.clear();
            append_hex(piece, c);
        };
        if (!is_printable(c) || c == '=' || (c == ' ' && last)) encode();
        if (width + piece.size() > width_max) {
            out += "=\r\n";
            width = 0;
        }
        if (width == 0 && (c == '.' || line.substr(i).starts_with("From "))) encode();
        out += piece;
        width += piece.size();
    }
}

bool is_message_id(std::string_view id) {
    return id.size() > 2 && id.size() <= 250 && id.front() == '<' && id.back() == '>' &&
           std::all_of(id.begin() + 1, id.end() - 1,
                       [](char c) { return c > ' ' && c < 0x7F && c != '<' && c != '>'; });
}

std::string checked_id(const std::string& id) {
    if (!is_message_id(id)) throw Unsendable("The mail's id is no Message-ID.");
    return id;
}

std::u32string without_controls(std::string_view text) {
    std::u32string signs = code_points(text);
    const auto control = [](char32_t s) { return s < 0x20 || (s >= 0x7F && s < 0xA0); };
    std::replace_if(signs.begin(), signs.end(), control, U' ');
    return signs;
}

bool is_alphanumeric(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9');
}

std::string encoded_sign(char32_t sign) {
    if (sign == U' ') return "_";
    std::string bytes;
    append_utf8(bytes, sign);
    // What may stand for itself even in a display name (RFC 2047, 5).
    if (is_alphanumeric(sign) || bytes == "!" || bytes == "*" || bytes == "-" || bytes == "/") {
        return bytes;
    }
    std::string out;
    for (const char c : bytes) append_hex(out, c);
    return out;
}

// A sign is never split over two words: each word is UTF-8 by itself.
std::string encoded_words(const std::u32string& signs, std::size_t used) {
    constexpr std::string_view open = "=?UTF-8?Q?";
    constexpr std::string_view close = "?=";
    std::string out(open);
    std::size_t width = used + open.size();
    for (const char32_t sign : signs) {
        const std::string piece = encoded_sign(sign);
        if (width + piece.size() + close.size() > header_line_max) {
            out.append(close).append("\r\n ").append(open);
            width = 1 + open.size();
        }
        out += piece;
        width += piece.size();
    }
    return out.append(close);
}

// A display name of letters and spaces stands as it is; any other is encoded, never quoted.
std::string sender(const Mail& mail) {
    if (mail.from_name.empty()) return mail.from;
    const std::u32string signs = without_controls(mail.from_name);
    const bool plain = signs.size() < 60 && std::all_of(signs.begin(), signs.end(), [](char32_t s) {
                           return is_alphanumeric(s) || s == U' ';
                       });
    // Never the name as it came: what has become a blank in `signs` may be a line break there.
    const std::string words =
        plain ? std::string(signs.begin(), signs.end()) : encoded_words(signs, 6);
    return words + " <" + mail.from + ">";
}

// The boundary holds "=_", which quoted-printable never writes: no part can contain it.
std::string boundary(const std::string& message_id) {
    std::string out = "=_";
    for (const char c : message_id.substr(0, 60)) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) out += c;
    }
    return out;
}

std::string part(std::string_view type, std::string_view text, std::string_view disposition = "") {
    return "Content-Type: " + std::string(type) + "; charset=utf-8\r\n" + std::string(disposition) +
           "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted_printable(text);
}

std::string multipart(std::string_view kind, const std::string& edge,
                      const std::vector<std::string>& parts) {
    std::string out =
        "Content-Type: multipart/" + std::string(kind) + "; boundary=\"" + edge + "\"\r\n\r\n";
    for (const std::string& one : parts) out += "--" + edge + "\r\n" + one + "\r\n";
    return out + "--" + edge + "--\r\n";
}

std::string attached(const Attachment& file) {
    const auto made_of = [](std::string_view text, std::string_view signs) {
        return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [&](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   signs.find(c) != std::string_view::npos;
        });
    };
    if (!made_of(file.name, "._-") || !made_of(file.type, "._-/+")) {
        throw Unsendable("An attachment's name or type holds other signs than letters and digits.");
    }
    return part(file.type, file.content,
                "Content-Disposition: attachment;\r\n filename=\"" + file.name + "\"\r\n");
}

}  // namespace

std::string mime(const Mail& mail) {
    std::string out = "From: " + sender(mail) + "\r\nTo: " + mail.to + "\r\n";
    if (!mail.reply_to.empty()) out += "Reply-To: " + mail.reply_to + "\r\n";
    out += "Subject: " + header_words(mail.subject, 9) + "\r\n";
    out += "Date: " + mail_date(mail.at) + "\r\n";
    out += "Message-ID: " + checked_id(mail.message_id) + "\r\n";
    if (!mail.in_reply_to.empty()) {
        const std::string id = checked_id(mail.in_reply_to);
        out += "In-Reply-To: " + id + "\r\nReferences: " + id + "\r\n";
    }
    out += "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
    if (mail.urgent) out += "Importance: high\r\n";
    out += "MIME-Version: 1.0\r\n";
    const std::string edge = boundary(mail.message_id);
    const std::string body =
        mail.html.empty()
            ? part("text/plain", mail.text)
            : multipart("alternative", edge,
                        {part("text/plain", mail.text), part("text/html", mail.html)});
    if (mail.attachments.empty()) return out + body;
    std::vector<std::string> parts{body};
    for (const Attachment& file : mail.attachments) parts.push_back(attached(file));
    // The inner edge goes on with a letter or a digit: neither begins as the other does.
    return out + multipart("mixed", "=__" + edge.substr(2), parts);
}

std::string mail_date(Instant at) {
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000",
                  days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string quoted_printable(std::string_view text) {
    const std::string plain = with_plain_ends(well_formed(text));
    std::string out;
    std::size_t from = 0;
    while (from < plain.size()) {
        const std::size_t end = std::min(plain.find('\n', from), plain.size());
        append_quoted_line(out, std::string_view(plain).substr(from, end - from));
        out += "\r\n";
        from = end + 1;
    }
    return out;
}

std::string header_words(std::string_view text, std::size_t used) {
    const std::u32string signs = without_controls(text);
    const bool ascii = std::all_of(signs.begin(), signs.end(), [](char32_t s) { return s < 0x7F; });
    std::string whole;
    for (const char32_t sign : signs) append_utf8(whole, sign);
    const bool fits = used + whole.size() <= header_line_max;
    return ascii && fits && whole.find("=?") == std::string::npos ? whole
                                                                  : encoded_words(signs, used);
}

}  // namespace tocsin
