#include "channels/wire.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

namespace tocsin {
namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// libcurl reads years of five digits and more, which no header has.
std::optional<std::time_t> http_date(std::string_view value) {
    constexpr std::time_t end =
        std::chrono::floor<std::chrono::seconds>(never).time_since_epoch().count();
    const std::time_t at = curl_getdate(std::string(value).c_str(), nullptr);
    if (at < 0 || at >= end) return std::nullopt;
    return at;
}

}  // namespace

std::optional<Verdict> transport_verdict(const WireAnswer& answer) {
    if (answer.address_refused) return Verdict::misconfigured;
    switch (answer.curl_code) {
        case CURLE_OK:
        case CURLE_LOGIN_DENIED:  // the server said why
            return std::nullopt;
        case CURLE_URL_MALFORMAT:
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_BAD_FUNCTION_ARGUMENT:
            return Verdict::misconfigured;
        case CURLE_UNSUPPORTED_PROTOCOL:
            // Either our URL, or (sent) an answer that is no HTTP/1.
            return answer.sent_whole ? Verdict::unknown : Verdict::misconfigured;
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_PEER_FAILED_VERIFICATION:
            return Verdict::deferred;
        default:
            // A refusal whose explanation broke off is a refusal.
            if (answer.status >= 400) return std::nullopt;
            return answer.sent_whole ? Verdict::unknown : Verdict::deferred;
    }
}

std::optional<Duration> parse_retry_after(std::string_view value, std::string_view date_header) {
    int seconds = 0;
    const char* end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, seconds);
    if (error == std::errc{} && rest == end) {
        if (seconds < 0) return std::nullopt;
        return std::chrono::seconds(seconds);
    }
    // An HTTP date names its weekday; without a letter in front it is no date.
    if (value.empty() || value.front() < 'A' || value.front() > 'Z') return std::nullopt;
    const std::optional<std::time_t> then = http_date(value);
    const std::optional<std::time_t> base = http_date(date_header);
    if (!then || !base) return std::nullopt;
    return std::chrono::seconds(std::max<std::time_t>(0, *then - *base));
}

std::optional<Instant> parse_http_date(std::string_view value) {
    const std::optional<std::time_t> at = http_date(value);
    if (!at) return std::nullopt;
    return Instant(std::chrono::seconds(*at));
}

bool is_mail_address(std::string_view address) {
    if (address.size() < 3 || address.size() > 254) return false;
    const bool plain = std::all_of(address.begin(), address.end(), [](char c) {
        return c > ' ' && c < 0x7F &&
               std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
    });
    const std::size_t at = address.find('@');
    return plain && at != std::string_view::npos && at > 0 && at <= 64 && at + 1 < address.size() &&
           address.find('@', at + 1) == std::string_view::npos && address[at + 1] != '.' &&
           address.back() != '.';
}

bool is_one_line(std::string_view value) {
    return std::none_of(value.begin(), value.end(), is_control);
}

std::string percent_encoded(std::string_view value, bool keep_slashes) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        if (is_unreserved(c) || (keep_slashes && c == '/')) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(hex[byte >> 4]);
        out.push_back(hex[byte & 15]);
    }
    return out;
}

std::string form_text(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += percent_encoded(name) + "=" + percent_encoded(value);
    }
    return out;
}

}  // namespace tocsin
