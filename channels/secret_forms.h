// Secrets as they leave, and where they stand in what comes back: a provider that refuses a request
// may quote it, the header with its login in base64, the address with its token percent-encoded,
// the body with its JSON. It knows no provider. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tocsin {

// By a name that only tells them apart.
using Secrets = std::map<std::string, std::string>;

// A login as it leaves: the password alone, and both as one word, as HTTP and as SMTP put them.
// Empty when there is no password.
Secrets login_secrets(const std::string& user, const std::string& password);

// `text` with "***" for every secret in it, however it is written there: as it is; its signs
// percent-encoded, or escaped as in JSON or HTML; in base64 of either alphabet, alone or within
// more; in hexadecimal. So is what stands behind "Basic", "Bearer" and "OAuth" and reads like a
// credential: it may have been cut, or signed by a secret. What is left is cut off after `enough`
// bytes, at least.
std::string without_secrets(std::string_view text, const Secrets& secrets,
                            std::size_t enough = 4 * 1024);

}  // namespace tocsin
