// Proof that a report comes from the monitor it claims to come from, for monitors that cannot hold
// an API token: Basic credentials or a secret in the path. Each may have several live secrets, so
// that one can be changed without a gap. Signatures of bodies are checked by the dialects.
#pragma once

#include "daemon/auth.h"
#include "daemon/failure_limiter.h"
#include "daemon/http.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

// An API token with the scope intake, in Authorization.
struct ByToken {};

struct ByBasic {
    std::string user;
    std::vector<SecretHash> passwords;
};

struct ByPath {
    std::vector<SecretHash> secrets;
};

using SourceAuth = std::variant<ByToken, ByBasic, ByPath>;

// What a hook's request proves for the source `name`. `path_secret` is the part of the path that
// holds it; empty when the route has none. The principal bears the source's name and may `intake`.
[[nodiscard]] Identity authenticate_source(const SourceAuth& auth, const std::string& name,
                                           const std::vector<TokenRecord>& tokens,
                                           std::string_view authorization,
                                           std::string_view path_secret, Instant now);

// What the callback of the channel `name` proves: that its provider was given one of `tokens`. The
// principal bears the channel's name and has no scope. A channel that nobody may call back has no
// token; its answers are the same.
[[nodiscard]] Identity identify_bearer(const std::vector<SecretHash>& tokens,
                                       const std::string& name, FailureLimiter& limiter,
                                       const Request& request, Instant now);

// A wrong or forged credential, counted for its address, and `throttled` when that has used up its
// failures. A missing one is not counted: some senders ask first and send it when challenged.
[[nodiscard]] Identity counted(Identity identity, FailureLimiter& limiter, const std::string& peer,
                               Instant now);

// authenticate(), with the address counted: a local caller is admin; a wrong credential is counted
// and answered `throttled` when the address has used up its failures. A right token always passes:
// others behind the same address must not be able to keep a monitor out, and 256 bits are not
// guessed.
[[nodiscard]] Identity identify(const std::vector<TokenRecord>& tokens, FailureLimiter& limiter,
                                const Request& request, Instant now);

// The same for a source, which may prove itself by any of its rules: one request is at most one
// failure, counted when all of them have said no. Empty rules prove nothing (`missing`). What is
// right always passes, also a password; ten wrong ones a minute are too few to guess it.
[[nodiscard]] Identity identify_source(const std::vector<SourceAuth>& rules,
                                       const std::string& name,
                                       const std::vector<TokenRecord>& tokens,
                                       FailureLimiter& limiter, const Request& request,
                                       std::string_view path_secret, Instant now);

// Of a source with one rule.
[[nodiscard]] Identity identify_source(const SourceAuth& auth, const std::string& name,
                                       const std::vector<TokenRecord>& tokens,
                                       FailureLimiter& limiter, const Request& request,
                                       std::string_view path_secret, Instant now);

}  // namespace tocsin
