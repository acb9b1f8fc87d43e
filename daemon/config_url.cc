#include "daemon/config_parts.h"

#include <algorithm>
#include <charconv>

namespace tocsin {

namespace {

bool letter_or_digit(char sign) {
    return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9');
}

char small(char sign) {
    return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign + 32) : sign;
}

}  // namespace

bool UrlParts::loopback() const {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

std::optional<UrlParts> split_url(std::string_view url) {
    const bool printable =
        std::all_of(url.begin(), url.end(), [](char sign) { return sign > ' ' && sign < 0x7f; });
    const std::size_t colon = url.find("://");
    if (!printable || colon == std::string_view::npos || colon == 0) return std::nullopt;
    UrlParts parts;
    for (const char sign : url.substr(0, colon)) parts.scheme += small(sign);
    std::string_view place = url.substr(colon + 3);
    const std::size_t end = std::min(place.find_first_of("/?#"), place.size());
    parts.rest = place.substr(end);
    place = place.substr(0, end);
    if (const std::size_t at = place.rfind('@'); at != std::string_view::npos) {
        parts.credentials = true;
        place.remove_prefix(at + 1);
    }
    std::string_view port;
    if (place.starts_with('[')) {
        const std::size_t close = place.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        parts.host = place.substr(1, close - 1);
        port = place.substr(close + 1);
    } else {
        const std::size_t split = std::min(place.find(':'), place.size());
        for (const char sign : place.substr(0, split)) parts.host += small(sign);
        port = place.substr(split);
        const bool good = std::all_of(parts.host.begin(), parts.host.end(), [](char sign) {
            return letter_or_digit(sign) || sign == '-' || sign == '.';
        });
        if (!good) return std::nullopt;
    }
    if (parts.host.empty()) return std::nullopt;
    if (!port.empty()) {
        int number = 0;
        const char* last = port.data() + port.size();
        const auto [stop, fault] = std::from_chars(port.data() + 1, last, number);
        if (port.front() != ':' || fault != std::errc{} || stop != last || number < 1 ||
            number > 65535) {
            return std::nullopt;
        }
        parts.port = number;
    }
    return parts;
}

}  // namespace tocsin
