#include "daemon/head_check.h"

#include "daemon/ascii.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tocsin {
namespace {

constexpr std::string_view crlf = "\r\n";

bool token_char(char c) {
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return ascii_alnum(c) || others.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), token_char);
}

bool path_char(char c) {
    constexpr std::string_view others = "-._~!$&'()*+,;=:@/%";
    return ascii_alnum(c) || others.find(c) != std::string_view::npos;
}

bool printable(char c) {
    return c > 0x20 && c < 0x7f;
}

// The byte that an escape stands for; -1 when the escape is malformed.
int escaped_byte(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size()) return -1;
    const auto high = hex_value(text[at + 1]);
    const auto low = hex_value(text[at + 2]);
    return high && low ? *high * 16 + *low : -1;
}

bool good_path(std::string_view path) {
    if (!path.starts_with('/') || !std::all_of(path.begin(), path.end(), path_char)) return false;
    for (std::size_t i = path.find('%'); i != std::string_view::npos; i = path.find('%', i + 1)) {
        const int byte = escaped_byte(path, i);
        if (byte < 0x20 || byte == 0x7f) return false;
    }
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at + 1), path.size());
        const std::string_view segment = path.substr(at + 1, end - at - 1);
        if (segment == "." || segment == "..") return false;
        at = end;
    }
    return true;
}

// Line ends may stand escaped in a query, as the text of a message does; NUL may not.
bool good_query(std::string_view query) {
    if (!std::all_of(query.begin(), query.end(), printable)) return false;
    return query.find('#') == std::string_view::npos && query.find("%00") == std::string_view::npos;
}

bool good_host(std::string_view host) {
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return ascii_alnum(c) || std::string_view("-._:[]").find(c) != std::string_view::npos;
    });
}

// Framing is done when a handler sees the request; forwarding headers are anybody's claim; and
// httplib acts on ranges and codings that nobody here asked for.
bool passed_on(std::string_view name) {
    static constexpr std::array dropped = {
        "connection", "keep-alive", "proxy-connection", "proxy-authorization",
        "upgrade",    "te",         "trailer",          "transfer-encoding",
        "range",      "if-range",   "accept-encoding",  "content-length",
        "forwarded",  "x-real-ip",  "remote-addr",      "remote-port",
        "local-addr", "local-port", "http2-settings",   "true-client-ip",
    };
    constexpr std::string_view forwarded = "x-forwarded-";
    if (same_word(name.substr(0, forwarded.size()), forwarded)) return false;
    return std::none_of(dropped.begin(), dropped.end(),
                        [&](std::string_view word) { return same_word(word, name); });
}

bool lists_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (same_word(trimmed(list.substr(0, comma)), word)) return true;
        list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    }
    return false;
}

HeadRefusal bad(std::string detail) {
    return {"request", std::move(detail)};
}

using Refusal = std::optional<HeadRefusal>;

Refusal read_request_line(std::string_view line, Request& request, bool& http10) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return bad("The request line is not METHOD TARGET VERSION.");
    }
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method)) return bad("The method is not a word.");
    static constexpr std::array<std::string_view, 6> methods = {"GET", "HEAD",   "POST",
                                                                "PUT", "DELETE", "PATCH"};
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
        return HeadRefusal{"method", "GET, HEAD, POST, PUT, DELETE and PATCH are known here."};
    }
    http10 = version == "HTTP/1.0";
    if (!http10 && version != "HTTP/1.1") {
        return HeadRefusal{"version", "HTTP/1.1 and HTTP/1.0 are spoken here."};
    }
    const std::size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark);
    const std::string_view query =
        mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    if (!good_path(path) || !good_query(query)) {
        return bad("The target is not a path, or holds characters that must be escaped.");
    }
    request.method = method;
    request.target = path;
    request.query = query;
    return {};
}

Refusal read_header(std::string_view line, Request& request) {
    if (line.front() == ' ' || line.front() == '\t')
        return bad("A header is folded over two lines.");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return bad("A header has no colon.");
    const std::string_view name = line.substr(0, colon);
    if (!is_token(name) || name.find('_') != std::string_view::npos) {
        return bad("A header's name holds a character that is not accepted.");
    }
    request.headers.emplace_back(name, trimmed(line.substr(colon + 1)));
    return {};
}

// The values under a name, in their order.
std::vector<std::string_view> values_of(const Request& request, std::string_view name) {
    std::vector<std::string_view> values;
    for (const auto& [key, value] : request.headers) {
        if (same_word(key, name)) values.push_back(value);
    }
    return values;
}

Refusal read_framing(RequestHead& head, bool http10) {
    const auto lengths = values_of(head.request, "Content-Length");
    const auto codings = values_of(head.request, "Transfer-Encoding");
    if (!codings.empty()) {
        if (!lengths.empty())
            return bad("Content-Length and Transfer-Encoding contradict each other.");
        if (http10) return bad("HTTP/1.0 has no Transfer-Encoding.");
        if (codings.size() != 1 || !same_word(codings.front(), "chunked")) {
            return HeadRefusal{"coding", "The one transfer coding accepted is chunked."};
        }
        head.chunked = true;
    }
    if (lengths.size() > 1) return bad("Content-Length is given more than once.");
    if (!lengths.empty()) {
        const std::string_view text = lengths.front();
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool leading_zero = text.size() > 1 && text.front() == '0';
        if (error != std::errc() || end != text.data() + text.size() || leading_zero) {
            return bad("Content-Length is not a number.");
        }
        head.content_length = value;
    }
    const bool body = head.chunked || head.content_length.value_or(0) > 0;
    if (body && (head.request.method == "GET" || head.request.method == "HEAD")) {
        return bad("GET and HEAD have no body.");
    }
    return {};
}

Refusal check_meaning(const Request& request) {
    const auto hosts = values_of(request, "Host");
    if (hosts.size() != 1 || !good_host(hosts.front())) return bad("One Host header is needed.");
    for (const std::string_view coding : values_of(request, "Content-Encoding")) {
        if (!same_word(coding, "identity")) {
            return HeadRefusal{"media", "Send the body without compression."};
        }
    }
    const auto types = values_of(request, "Content-Type");
    if (types.size() > 1) return bad("Content-Type is given more than once.");
    constexpr std::string_view multipart = "multipart/";
    if (!types.empty() && same_word(types.front().substr(0, multipart.size()), multipart)) {
        return HeadRefusal{"media", "Send the text without attachments; they are not forwarded."};
    }
    if (values_of(request, "Authorization").size() > 1) {
        return bad("Authorization is given more than once.");
    }
    return {};
}

Refusal read_expectation(RequestHead& head, bool http10) {
    for (const std::string_view expected : values_of(head.request, "Expect")) {
        if (!same_word(expected, "100-continue")) {
            return HeadRefusal{"expect", "Only 100-continue can be expected."};
        }
        // HTTP/1.0 knows no such answer, and its callers do not wait for one.
        head.continues = !http10;
    }
    return {};
}

bool wants_more(const Request& request, bool http10) {
    bool keep = !http10;
    for (const std::string_view value : values_of(request, "Connection")) {
        if (lists_word(value, "close")) return false;
        if (lists_word(value, "keep-alive")) keep = true;
    }
    return keep;
}

}  // namespace

std::variant<RequestHead, HeadRefusal> check_head(std::string_view bytes,
                                                  const HeadLimits& limits) {
    HeadScan scan(limits);
    std::size_t used = 0;
    switch (scan.scan(bytes, used)) {
        case HeadScan::State::refused:
            return scan.refusal();
        case HeadScan::State::more:
            return bad("The head is not whole.");
        case HeadScan::State::whole:
            break;
    }
    RequestHead head;
    bool http10 = false;
    std::string_view rest = bytes.substr(0, used);
    for (bool first = true;; first = false) {
        const std::size_t end = rest.find(crlf);
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end + crlf.size());
        if (line.empty()) break;
        auto refusal =
            first ? read_request_line(line, head.request, http10) : read_header(line, head.request);
        if (refusal) return *refusal;
    }
    if (auto refusal = read_framing(head, http10)) return *refusal;
    if (auto refusal = check_meaning(head.request)) return *refusal;
    if (auto refusal = read_expectation(head, http10)) return *refusal;
    head.keep_alive = wants_more(head.request, http10);
    std::erase_if(head.request.headers,
                  [](const auto& header) { return !passed_on(header.first); });
    return head;
}

HeadScan::State HeadScan::scan(std::string_view bytes, std::size_t& used) {
    for (used = 0; used < bytes.size();) {
        const char c = bytes[used++];
        if (++total_ > limits_.head_bytes)
            return refuse("head-too-large", "The head is over its limit.");
        if (after_cr_ != (c == '\n')) return refuse("request", "A line does not end in CR LF.");
        if (c == '\r') {
            after_cr_ = true;
            continue;
        }
        if (c == '\n') {
            after_cr_ = false;
            if (line_ == 0 && lines_ == 0) return refuse("request", "The request line is empty.");
            if (line_ == 0) return State::whole;
            line_ = 0;
            // The first line is the request line, so the headers so far are one fewer.
            if (++lines_ - 1 > limits_.headers) {
                return refuse("head-too-large", "There are too many headers.");
            }
            continue;
        }
        if (ascii_control(c) && c != '\t')
            return refuse("request", "The head holds a control character.");
        ++line_;
        if (lines_ == 0 && line_ > limits_.request_line_bytes) {
            return refuse("address-too-long", "The request line is over its limit.");
        }
        if (line_ > limits_.header_line_bytes) {
            return refuse("head-too-large", "A header is over its limit.");
        }
    }
    return State::more;
}

HeadScan::State HeadScan::refuse(std::string slug, std::string detail) {
    refusal_ = {std::move(slug), std::move(detail)};
    return State::refused;
}

}  // namespace tocsin
