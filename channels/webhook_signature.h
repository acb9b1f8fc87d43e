// Signatures of webhooks after Standard Webhooks: v1, which is HMAC-SHA256. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

// The bytes of "whsec_" and base64: 24 to 64 of them. Nothing when it is no such secret.
std::optional<std::string> parse_webhook_secret(std::string_view text);

// "v1,BASE64" over "ID.SECONDS.BODY". Throws std::runtime_error when OpenSSL does not sign.
std::string webhook_signature(std::string_view key, std::string_view id, std::string_view seconds,
                              std::string_view body);

}  // namespace tocsin
