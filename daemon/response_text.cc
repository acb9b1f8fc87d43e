#include "daemon/response_text.h"

#include "daemon/ascii.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace tocsin {
namespace {

std::string_view reason(int status) {
    static constexpr std::array<std::pair<int, std::string_view>, 30> phrases = {{
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    }};
    const auto found = std::find_if(phrases.begin(), phrases.end(),
                                    [&](const auto& phrase) { return phrase.first == status; });
    return found == phrases.end() ? "Answer" : found->second;
}

bool bodiless(int status) {
    return status == 204 || status == 304;
}

bool clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return ascii_control(c); });
}

bool clean_name(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return ascii_alnum(c) || c == '-'; });
}

// Headers that belong to the gate: it frames the answer, and does not say what it runs on.
bool ours(std::string_view name) {
    static constexpr std::array<std::string_view, 7> names = {
        "content-length", "transfer-encoding", "connection", "keep-alive",
        "server",         "content-type",      "upgrade"};
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view word) { return same_word(word, name); });
}

void add(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

std::string with_charset(std::string type) {
    const bool text = type.starts_with("text/") || type.find("json") != std::string::npos ||
                      type.find("xml") != std::string::npos;
    if (text && type.find("charset=") == std::string::npos) type += "; charset=utf-8";
    return type;
}

// Unless the handler chose its own.
void add_default(std::string& out, const Response& response, std::string_view name,
                 std::string_view value) {
    if (find_header(response.headers, name) == nullptr) add(out, name, value);
}

}  // namespace

bool sendable(const Response& response) {
    if (response.status < 200 || response.status > 599 || !clean(response.content_type))
        return false;
    return std::all_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
        return clean_name(header.first) && clean(header.second);
    });
}

std::string response_text(const Response& response, AnswerTo to) {
    const bool body = !bodiless(response.status);
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out.append(reason(response.status)).append("\r\n");
    // An open body ends with its connection.
    if (body && !response.open) add(out, "Content-Length", std::to_string(response.body.size()));
    if (body && (!response.body.empty() || response.open)) {
        add(out, "Content-Type", with_charset(response.content_type));
    }
    add(out, "Connection", to.close ? "close" : "keep-alive");
    add(out, "X-Content-Type-Options", "nosniff");
    // A year: a browser that was here once never asks without TLS again.
    if (to.encrypted) add(out, "Strict-Transport-Security", "max-age=31536000");
    add_default(out, response, "Content-Security-Policy",
                "default-src 'none'; frame-ancestors 'none'");
    // For browsers that do not know frame-ancestors.
    add_default(out, response, "X-Frame-Options", "DENY");
    add_default(out, response, "Referrer-Policy", "no-referrer");
    add_default(out, response, "Cache-Control", "no-store");
    for (const auto& [name, value] : response.headers) {
        if (!ours(name) && !same_word(name, "X-Content-Type-Options")) add(out, name, value);
    }
    out += "\r\n";
    if (body && !to.head) out += response.body;
    return out;
}

}  // namespace tocsin
