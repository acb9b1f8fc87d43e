#include "daemon/source_auth.h"

#include "daemon/ascii.h"
#include "daemon/base64.h"

#include <optional>

namespace tocsin {
namespace {

constexpr std::string_view basic = "Basic ";

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

Identity check_basic(const ByBasic& rule, const std::string& name, std::string_view authorization) {
    if (authorization.empty()) return AuthFailure::missing;
    if (authorization.size() < basic.size() ||
        !same_word(authorization.substr(0, basic.size()), basic)) {
        return AuthFailure::missing;
    }
    const auto pair = base64_decoded(trimmed(authorization.substr(basic.size())));
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

// A missing credential is not counted: some senders ask first and send it when challenged.
Identity counted(Identity identity, FailureLimiter& limiter, const std::string& peer, Instant now) {
    const auto* failure = std::get_if<AuthFailure>(&identity);
    if (failure == nullptr || *failure != AuthFailure::wrong) return identity;
    if (limiter.throttled(peer, now)) return AuthFailure::throttled;
    limiter.failed(peer, now);
    return identity;
}

}  // namespace

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

}  // namespace tocsin
