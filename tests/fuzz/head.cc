// The head of a request and the whole reading of it. A second, stricter check stands here, so that
// what passes both can be read in one way only; and however the bytes are cut, the outcome stays.
#include "daemon/head_check.h"
#include "daemon/request_reader.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

namespace tocsin::fuzz {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

struct Framing {
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    std::string length;
    std::string coding;
};

// Splits at CRLF only, and knows nothing but framing.
void check_accepted(std::string_view bytes, const RequestHead& head) {
    const std::size_t end = bytes.find("\r\n\r\n");
    must(end != std::string_view::npos, "a head ends in an empty line");
    std::string_view rest = bytes.substr(0, end + 2);
    const std::string_view first = rest.substr(0, rest.find("\r\n"));
    must(std::count(first.begin(), first.end(), ' ') == 2, "a request line has three parts");
    must(first.ends_with(" HTTP/1.1") || first.ends_with(" HTTP/1.0"), "a version we speak");
    const std::string whole =
        head.request.target + (head.request.query.empty() ? "" : "?") + head.request.query;
    must(first.substr(0, first.find(' ')) == head.request.method, "the method as sent");
    must(first.substr(head.request.method.size() + 1).starts_with(whole), "the target as sent");
    must(head.request.target.starts_with('/') && !head.request.target.starts_with("/../") &&
             head.request.target.find("/../") == std::string::npos,
         "a path goes down");
    Framing framing;
    for (rest.remove_prefix(first.size() + 2); !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(line.size() + 2);
        must(std::none_of(line.begin(), line.end(),
                          [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }),
             "a line holds no control character");
        const std::size_t colon = line.find(':');
        must(colon != std::string_view::npos && colon > 0, "a header has a name");
        const std::string name = lower(line.substr(0, colon));
        must(name.find_first_of(" \t_\"(),/;<=>?@[\\]{}") == std::string::npos, "a name is a word");
        std::string_view value = line.substr(colon + 1);
        while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) {
            value.remove_prefix(1);
        }
        while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) {
            value.remove_suffix(1);
        }
        framing.hosts += name == "host";
        if (name == "content-length") framing.length = value, ++framing.lengths;
        if (name == "transfer-encoding") framing.coding = lower(value), ++framing.codings;
    }
    must(framing.hosts == 1, "one Host");
    must(framing.lengths + framing.codings <= 1, "one way of framing");
    must(head.chunked == (framing.codings == 1 && framing.coding == "chunked"), "chunked as sent");
    must(framing.codings == 0 || head.chunked, "no other coding");
    must(head.content_length.has_value() == (framing.lengths == 1), "a length as sent");
    must(!head.content_length || std::to_string(*head.content_length) == framing.length,
         "a length is a plain number");
}

void check_request(const Request& request) {
    for (const auto& [name, value] : request.headers) {
        must(lower(name) != "content-length" && lower(name) != "transfer-encoding" &&
                 lower(name) != "connection" && !lower(name).starts_with("x-forwarded-"),
             "framing and forwarding stay outside");
        must((name + value).find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
             "a header is one line");
    }
    const bool bodiless = request.method == "GET" || request.method == "HEAD";
    must(!bodiless || request.body.empty(), "GET has no body");
}

// Everything that is read out of `bytes` when they arrive in pieces of `size`, as one text.
std::string readings(std::string_view bytes, std::size_t size, const GateLimits& limits) {
    RequestReader reader(limits);
    std::string said;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        auto stage = reader.feed(bytes.substr(at, size));
        while (stage == RequestReader::Stage::whole) {
            const Request request = reader.take();
            check_request(request);
            said += request.method + " " + request.target + "?" + request.query + "\n";
            for (const auto& [name, value] : request.headers) said += name + ": " + value + "\n";
            said += request.body + (reader.keep_alive() ? "\nmore\n" : "\nlast\n");
            must(request.body.size() <= limits.body_bytes, "a body is bounded");
            stage = reader.next();
        }
        must(reader.body_bytes() <= limits.body_bytes, "what is held of a body is bounded");
        if (stage == RequestReader::Stage::refused) {
            return said + "refused: " + reader.refusal().slug;
        }
    }
    return said + (reader.stage() == RequestReader::Stage::idle ? "idle" : "waiting");
}

// The same requests and the same end. A body that is refused at once may wait for another byte when
// it comes in pieces.
bool agree(const std::string& one, const std::string& other) {
    const auto end = [](const std::string& said) { return said.rfind('\n') + 1; };
    const std::string_view one_end = std::string_view(one).substr(end(one));
    const std::string_view other_end = std::string_view(other).substr(end(other));
    return one.substr(0, end(one)) == other.substr(0, end(other)) &&
           (one_end == other_end || other_end == "waiting");
}

void run(std::string_view bytes) {
    // Small limits, so that short inputs reach them.
    static const GateLimits limits = [] {
        GateLimits small;
        small.head = {1024, 256, 512, 16};
        small.body_bytes = small.hook_bytes = 4096;
        return small;
    }();
    const auto verdict = check_head(bytes, limits.head);
    if (const auto* head = std::get_if<RequestHead>(&verdict)) {
        check_accepted(bytes, *head);
        check_request(head->request);
    } else {
        const auto& refusal = std::get<HeadRefusal>(verdict);
        must(!refusal.slug.empty() && !refusal.detail.empty(), "a refusal says why");
    }
    const std::string at_once = readings(bytes, std::max<std::size_t>(bytes.size(), 1), limits);
    must(agree(at_once, readings(bytes, 7, limits)), "pieces of 7 bytes read the same");
    must(agree(at_once, readings(bytes, 1, limits)), "single bytes read the same");
}

const Target target{"head", run};

}  // namespace
}  // namespace tocsin::fuzz
