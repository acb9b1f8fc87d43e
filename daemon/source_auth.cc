#include "daemon/source_auth.h"

#include "daemon/ascii.h"
#include "daemon/base64.h"

#include <optional>

namespace tocsin {
namespace {

constexpr std::string_view basic = "Basic ";
constexpr std::string_view bearer = "Bearer ";

// Looks at every hash, so that the time taken does not tell which one matched.
bool any_matches(const std::vector<SecretHash>& hashes, std::string_view secret) {
    const SecretHash given = hash_secret(secret);
    bool found = false;
    for (const SecretHash& hash : hashes) found = same_hash(hash, given) || found;
    return found;
}

Identity source_principal(const std::string& name) {
    return Principal{name, {Scope::intake}};
}

// What follows the scheme; nothing when the header has another one, or is not there.
std::optional<std::string_view> credentials_of(std::string_view scheme,
                                               std::string_view authorization) {
    if (!same_word(authorization.substr(0, scheme.size()), scheme)) return std::nullopt;
    return trimmed(authorization.substr(scheme.size()));
}

Identity check_basic(const ByBasic& rule, const std::string& name, std::string_view authorization) {
    const auto credentials = credentials_of(basic, authorization);
    if (!credentials) return AuthFailure::missing;
    const auto pair = base64_decoded(*credentials);
    if (!pair) return AuthFailure::wrong;
    const std::size_t colon = pair->find(':');
    if (colon == std::string::npos) return AuthFailure::wrong;
    const bool right_user = same_hash(hash_secret(rule.user), hash_secret(pair->substr(0, colon)));
    const bool right_password = any_matches(rule.passwords, pair->substr(colon + 1));
    if (!right_user || !right_password) return AuthFailure::wrong;
    return source_principal(name);
}

Identity check_token(const std::vector<TokenRecord>& tokens, std::string_view authorization,
                     Instant now) {
    Identity identity = authenticate(tokens, authorization, now);
    const auto* who = std::get_if<Principal>(&identity);
    if (who != nullptr && !who->may(Scope::intake)) return AuthFailure::wrong;
    return identity;
}

std::string_view authorization_of(const Request& request) {
    const std::string* value = find_header(request.headers, "Authorization");
    return value == nullptr ? std::string_view() : std::string_view(*value);
}

}  // namespace

Identity counted(Identity identity, FailureLimiter& limiter, const std::string& peer, Instant now) {
    const auto* failure = std::get_if<AuthFailure>(&identity);
    if (failure == nullptr || *failure == AuthFailure::missing) return identity;
    if (limiter.throttled(peer, now)) return AuthFailure::throttled;
    limiter.failed(peer, now);
    return identity;
}

Identity authenticate_source(const SourceAuth& auth, const std::string& name,
                             const std::vector<TokenRecord>& tokens, std::string_view authorization,
                             std::string_view path_secret, Instant now) {
    if (const auto* rule = std::get_if<ByBasic>(&auth)) {
        return check_basic(*rule, name, authorization);
    }
    if (const auto* rule = std::get_if<ByPath>(&auth)) {
        if (path_secret.empty()) return AuthFailure::missing;
        if (!any_matches(rule->secrets, path_secret)) return AuthFailure::wrong;
        return source_principal(name);
    }
    return check_token(tokens, authorization, now);
}

Identity identify(const std::vector<TokenRecord>& tokens, FailureLimiter& limiter,
                  const Request& request, Instant now) {
    if (request.local_uid) return local_principal(*request.local_uid);
    return counted(authenticate(tokens, authorization_of(request), now), limiter, request.peer,
                   now);
}

Identity identify_source(const std::vector<SourceAuth>& rules, const std::string& name,
                         const std::vector<TokenRecord>& tokens, FailureLimiter& limiter,
                         const Request& request, std::string_view path_secret, Instant now) {
    Identity failure = AuthFailure::missing;
    for (const SourceAuth& rule : rules) {
        Identity identity =
            authenticate_source(rule, name, tokens, authorization_of(request), path_secret, now);
        const auto* failed = std::get_if<AuthFailure>(&identity);
        if (failed == nullptr) return identity;
        if (*failed == AuthFailure::wrong) failure = *failed;
    }
    return counted(failure, limiter, request.peer, now);
}

Identity identify_source(const SourceAuth& auth, const std::string& name,
                         const std::vector<TokenRecord>& tokens, FailureLimiter& limiter,
                         const Request& request, std::string_view path_secret, Instant now) {
    return identify_source(std::vector<SourceAuth>{auth}, name, tokens, limiter, request,
                           path_secret, now);
}

Identity identify_bearer(const std::vector<SecretHash>& tokens, const std::string& name,
                         FailureLimiter& limiter, const Request& request, Instant now) {
    const auto token = credentials_of(bearer, authorization_of(request));
    if (!token) return AuthFailure::missing;
    // Looked for in any case, so that the time taken does not tell a channel without tokens.
    if (any_matches(tokens, *token)) return Principal{name, {}};
    return counted(AuthFailure::wrong, limiter, request.peer, now);
}

}  // namespace tocsin
