#include "daemon/hook_signature.h"

#include "channels/webhook_signature.h"
#include "daemon/ascii.h"
#include "daemon/base64.h"
#include "daemon/mac.h"

#include <charconv>
#include <optional>

namespace tocsin {
namespace {

constexpr const char* id_header = "webhook-id";
constexpr const char* time_header = "webhook-timestamp";
constexpr const char* signature_header = "webhook-signature";

// Without the blanks at either end; empty when there is none.
std::string header_of(const Request& request, const std::string& name) {
    const std::string* value = find_header(request.headers, name);
    return value == nullptr ? "" : std::string(trimmed(*value));
}

// Whole seconds since 1970, in digits alone: "1767225600".
std::optional<Instant> seconds_of(std::string_view text) {
    long long seconds = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool digits = fault == std::errc{} && end == text.data() + text.size();
    if (!digits || text.size() > 11 || !ascii_digit(text.front())) return std::nullopt;
    return Instant{std::chrono::seconds(seconds)};
}

bool is_fresh(std::string_view time, Duration within, Instant now) {
    const std::optional<Instant> at = seconds_of(time);
    return at && *at >= now - within && *at <= now + within;
}

// The 32 bytes that the text stands for; nothing when it is none.
std::optional<std::string> bytes_of(std::string_view text, bool base64) {
    if (base64) return base64_decoded(text);
    if (text.size() != 64) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_value(text[i]);
        const auto low = hex_value(text[i + 1]);
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>(*high * 16 + *low);
    }
    return bytes;
}

Signed check(const SignedBody& how, Duration within, const Request& request, Instant now) {
    const std::string given = header_of(request, how.header);
    if (given.empty()) return Signed::missing;
    if (!given.starts_with(how.prefix)) return Signed::wrong;
    const auto bytes = bytes_of(std::string_view(given).substr(how.prefix.size()), how.base64);
    if (!bytes) return Signed::wrong;
    const bool timed = !how.timestamp_header.empty();
    const std::string time = timed ? header_of(request, how.timestamp_header) : "";
    if (timed && time.empty()) return Signed::missing;
    const std::string version = how.version.empty() ? "" : how.version + how.separator;
    const std::string timed_body = timed ? version + time + how.separator + request.body : "";
    bool right = false;
    for (const std::string& secret : how.secrets) {
        right =
            same_bytes(hmac(HashName::sha256, secret, timed ? timed_body : request.body), *bytes) ||
            right;
    }
    if (!right) return Signed::wrong;
    return !timed || is_fresh(time, within, now) ? Signed::right : Signed::stale;
}

// The header lists signatures with a blank between them: of several keys, and of other kinds than
// "v1", which are not for us.
Signed check(const StandardWebhooks& how, Duration within, const Request& request, Instant now) {
    const std::string id = header_of(request, id_header);
    const std::string time = header_of(request, time_header);
    const std::string given = header_of(request, signature_header);
    if (id.empty() || time.empty() || given.empty()) return Signed::missing;
    bool right = false;
    for (const std::string& key : how.keys) {
        const std::string wanted = webhook_signature(key, id, time, request.body);
        for (std::size_t from = 0; from < given.size();) {
            const std::size_t blank = std::min(given.find(' ', from), given.size());
            right = same_bytes(wanted, std::string_view(given).substr(from, blank - from)) || right;
            from = blank + 1;
        }
    }
    if (!right) return Signed::wrong;
    return is_fresh(time, within, now) ? Signed::right : Signed::stale;
}

}  // namespace

Signed check_signature(const HookSignature& signature, const Request& request, Instant now) {
    if (const auto* body = std::get_if<SignedBody>(&signature.how)) {
        return check(*body, signature.within, request, now);
    }
    return check(std::get<StandardWebhooks>(signature.how), signature.within, request, now);
}

std::string message_id(const HookSignature& signature, const Request& request) {
    const auto* body = std::get_if<SignedBody>(&signature.how);
    // A sender that tries again signs another time under the same id.
    if (body == nullptr) return header_of(request, id_header);
    if (body->timestamp_header.empty()) return "";
    return hash_of(HashName::sha256,
                   header_of(request, body->timestamp_header) + ":" + request.body);
}

}  // namespace tocsin
