// The token that GOV.UK Notify asks with every request: a JWT, HS256, of the service and the second
// it was made in. Notify takes one for 30 s. Pure: the time is an argument.
#pragma once

#include "rota/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

struct NotifyKey {
    std::string service_id;
    std::string secret;
};

// "<name>-<service id>-<secret>": two UUIDs at the end, whatever the name before them holds.
// Nothing when it is none.
std::optional<NotifyKey> parse_notify_key(std::string_view text);

// Eight, four, four, four and twelve hexadecimal digits.
bool is_uuid(std::string_view text);

// Throws std::runtime_error when the library of cryptography fails.
std::string notify_token(const NotifyKey& key, Instant issued);

}  // namespace tocsin
