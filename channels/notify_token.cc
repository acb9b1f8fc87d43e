#include "channels/notify_token.h"

#include <algorithm>
#include <jwt/jwt.hpp>
#include <stdexcept>

namespace tocsin {
namespace {

constexpr std::size_t uuid_size = 36;
constexpr std::size_t two_uuids = 2 * uuid_size + 1;

}  // namespace

bool is_uuid(std::string_view text) {
    if (text.size() != uuid_size) return false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char sign = text[at];
        const bool hyphen = at == 8 || at == 13 || at == 18 || at == 23;
        const bool digit = (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'f') ||
                           (sign >= 'A' && sign <= 'F');
        if (hyphen ? sign != '-' : !digit) return false;
    }
    return true;
}

std::optional<NotifyKey> parse_notify_key(std::string_view text) {
    if (text.size() < two_uuids) return std::nullopt;
    const std::string_view name = text.substr(0, text.size() - two_uuids);
    const std::string_view service = text.substr(name.size(), uuid_size);
    const std::string_view secret = text.substr(text.size() - uuid_size);
    if (!name.empty() && name.back() != '-') return std::nullopt;
    if (text[text.size() - uuid_size - 1] != '-') return std::nullopt;
    if (!is_uuid(service) || !is_uuid(secret)) return std::nullopt;
    return NotifyKey{std::string(service), std::string(secret)};
}

std::string notify_token(const NotifyKey& key, Instant issued) {
    using jwt::params::algorithm;
    using jwt::params::secret;
    jwt::jwt_object token{algorithm("HS256"), secret(key.secret)};
    const auto seconds = std::chrono::floor<std::chrono::seconds>(issued.time_since_epoch());
    token.add_claim("iss", key.service_id);
    token.add_claim("iat", static_cast<std::int64_t>(seconds.count()));
    std::error_code failed;
    std::string text = token.signature(failed);
    if (failed) throw std::runtime_error("The token for Notify cannot be signed.");
    return text;
}

}  // namespace tocsin
