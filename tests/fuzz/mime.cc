// A mail from hostile words: subject, sender's name, text and HTML, each up to a zero byte. It is
// read back by a strict reader, which finds what was written and no header that was not.
#include "channels/mime.h"

#include "channels/smtp.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <vector>

namespace tocsin::fuzz {
namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    must(c >= 'A' && c <= 'F', "an escape is of capital digits");
    return c - 'A' + 10;
}

char escaped_at(std::string_view text, std::size_t at) {
    must(at + 2 < text.size(), "an escape is whole");
    return static_cast<char>(hex(text[at + 1]) * 16 + hex(text[at + 2]));
}

std::vector<std::string_view> lines_of(std::string_view mail) {
    std::vector<std::string_view> lines;
    while (!mail.empty()) {
        const std::size_t end = mail.find("\r\n");
        must(end != std::string_view::npos, "every line ends in CRLF");
        const std::string_view line = mail.substr(0, end);
        must(line.size() <= 200, "a line is short");
        must(!line.starts_with('.') && !line.starts_with("From "), "a line begins harmlessly");
        must(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 0x7f; }),
             "a line is printable ASCII");
        lines.push_back(line);
        mail.remove_prefix(end + 2);
    }
    return lines;
}

// Encoded words and plain text of a header, unfolded.
std::string words_decoded(std::string_view text) {
    std::string out;
    constexpr std::string_view open = "=?UTF-8?Q?";
    while (!text.empty()) {
        if (!text.starts_with(open)) {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        const std::size_t end = text.find("?=", open.size());
        must(end != std::string_view::npos, "an encoded word ends");
        must(end + 2 <= 75, "an encoded word has at most 75 signs");
        const std::string_view word = text.substr(open.size(), end - open.size());
        std::string decoded;
        for (std::size_t at = 0; at < word.size(); ++at) {
            decoded += word[at] == '=' ? escaped_at(word, at) : word[at] == '_' ? ' ' : word[at];
            if (word[at] == '=') at += 2;
        }
        must(well_formed(decoded) == decoded, "an encoded word is UTF-8 by itself");
        out += decoded;
        text.remove_prefix(end + 2);
        // A blank between two encoded words is no part of the text.
        if (text.starts_with(' ') && text.substr(1).starts_with(open)) text.remove_prefix(1);
    }
    return out;
}

std::string quoted_decoded(const std::vector<std::string_view>& lines) {
    std::string out;
    for (const std::string_view line : lines) {
        must(line.size() <= 76, "a line of a body has at most 76 signs");
        must(!line.ends_with(' '), "no blank ends a line");
        const bool soft = line.ends_with('=');
        const std::string_view text = line.substr(0, line.size() - (soft ? 1 : 0));
        for (std::size_t at = 0; at < text.size(); ++at) {
            out += text[at] == '=' ? escaped_at(text, at) : text[at];
            if (text[at] == '=') at += 2;
        }
        if (!soft) out += '\n';
    }
    return out;
}

// What a mail may keep of a text: UTF-8, lines that end in \n, the last one too.
std::string kept(std::string_view text) {
    std::string out;
    const std::string whole = well_formed(text);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        if (whole[at] == '\r' && at + 1 < whole.size() && whole[at + 1] == '\n') continue;
        out += whole[at] == '\r' ? '\n' : whole[at];
    }
    return out.empty() || out.back() == '\n' ? out : out + '\n';
}

std::string kept_in_header(std::string_view text) {
    std::string out;
    for (const char32_t sign : code_points(text)) {
        append_utf8(out, sign < 0x20 || (sign >= 0x7f && sign < 0xa0) ? U' ' : sign);
    }
    return out;
}

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers headers_of(const std::vector<std::string_view>& lines, std::size_t& at) {
    Headers headers;
    for (; at < lines.size() && !lines[at].empty(); ++at) {
        if (lines[at].front() == ' ') {
            must(!headers.empty(), "a folded line follows a header");
            headers.back().second += lines[at];
            continue;
        }
        const std::size_t colon = lines[at].find(": ");
        must(colon != std::string_view::npos, "a header has a name and a value");
        headers.emplace_back(lines[at].substr(0, colon), lines[at].substr(colon + 2));
    }
    ++at;
    return headers;
}

void check_part(const std::vector<std::string_view>& lines, std::size_t& at, std::string_view edge,
                std::string_view text) {
    must(at < lines.size() && lines[at] == edge, "a part begins at the boundary");
    const Headers headers = headers_of(lines, ++at);
    must(headers.size() == 2, "a part has its two headers");
    std::vector<std::string_view> body;
    for (; at < lines.size() && !lines[at].starts_with(edge); ++at) body.push_back(lines[at]);
    must(!body.empty() && body.back().empty(), "the boundary's line end stands before it");
    body.pop_back();
    must(quoted_decoded(body) == kept(text), "a part says what was written");
}

void run(std::string_view bytes) {
    Message message;
    message.medium = Medium::email;
    message.channel = "mail";
    message.reference = "toc-7";
    message.message_id = "<toc-7@alert.example.org>";
    message.to = "pat.ash@example.org";
    message.at = Instant{std::chrono::milliseconds{1'800'000'000'000}};
    message.subject = next_part(bytes);
    SmtpRelay relay;
    relay.name = "mail";
    relay.host = "mail.example.org";
    relay.from = "tocsin@example.org";
    relay.from_name = next_part(bytes);
    message.text = next_part(bytes);
    message.html = bytes;
    std::string composed;
    try {
        composed = SmtpChannel(relay).compose(message).body;
    } catch (const Unsendable&) {
        return;
    }
    const auto lines = lines_of(composed);
    std::size_t at = 0;
    const Headers headers = headers_of(lines, at);
    const std::vector<std::string> names{"From",
                                         "To",
                                         "Subject",
                                         "Date",
                                         "Message-ID",
                                         "Auto-Submitted",
                                         "X-Auto-Response-Suppress",
                                         "MIME-Version",
                                         "Content-Type"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        must(i < headers.size() && headers[i].first == names[i], "the headers that we write");
    }
    must(headers.size() == names.size() + (message.html.empty() ? 1 : 0), "and no other");
    must(words_decoded(headers[2].second) == kept_in_header(message.subject), "the subject");
    must(headers[0].second.ends_with("tocsin@example.org") ||
             headers[0].second.ends_with(" <tocsin@example.org>"),
         "the sender is ours");
    if (message.html.empty()) {
        const std::vector<std::string_view> body(lines.begin() + static_cast<std::ptrdiff_t>(at),
                                                 lines.end());
        must(quoted_decoded(body) == kept(message.text), "the text is what was written");
        return;
    }
    const std::string& type = headers.back().second;
    const std::size_t open = type.find("boundary=\"") + 10;
    const std::string edge = "--" + type.substr(open, type.size() - open - 1);
    check_part(lines, at, edge, message.text);
    check_part(lines, at, edge, message.html);
    must(at + 1 == lines.size() && lines[at] == edge + "--", "the last boundary ends the mail");
}

const Target target{"mime", run};

}  // namespace
}  // namespace tocsin::fuzz
