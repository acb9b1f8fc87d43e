#include "daemon/source_identity.h"

#include "daemon/ascii.h"
#include "daemon/pagerduty_intake.h"

#include <algorithm>

namespace tocsin {
namespace {

// The first rule of every source is the token of an API.
bool has_rules(const Source& source) {
    return source.auth.size() > 1;
}

Signed signed_now(HookSignature signature, const Request& request, Instant now, bool clock_set) {
    if (!clock_set) signature.within = std::max(signature.within, window_of_unset_clock);
    return check_signature(signature, request, now);
}

}  // namespace

Identity identify_by_key(const std::vector<Source>& sources, std::string_view dialect,
                         std::string_view key, FailureLimiter& limiter, const std::string& peer,
                         Instant now) {
    if (key.empty()) return AuthFailure::missing;
    const SecretHash given = hash_secret(key);
    const Source* found = nullptr;
    // Looks at every hash, so that the time taken does not tell which one matched.
    for (const Source& source : sources) {
        if (source.dialect != dialect) continue;
        for (const SecretHash& hash : source.keys) {
            if (same_hash(hash, given)) found = &source;
        }
    }
    if (found != nullptr) return Principal{found->name, {Scope::intake}};
    return counted(AuthFailure::wrong, limiter, peer, now);
}

Identity identify_pagerduty(const std::vector<Source>& sources, FailureLimiter& limiter,
                            const Request& request, Instant now) {
    const std::optional<std::string> key = routing_key_of(request.body);
    if (!key) return AuthFailure::unreadable;
    return identify_by_key(sources, "pagerduty", *key, limiter, request.peer, now);
}

Identity identify_opsgenie(const std::vector<Source>& sources, FailureLimiter& limiter,
                           const Request& request, Instant now) {
    constexpr std::string_view scheme = "GenieKey ";
    const std::string* header = find_header(request.headers, "Authorization");
    const std::string_view value = header == nullptr ? "" : std::string_view(*header);
    if (!same_word(value.substr(0, scheme.size()), scheme)) return AuthFailure::missing;
    return identify_by_key(sources, "opsgenie", trimmed(value.substr(scheme.size())), limiter,
                           request.peer, now);
}

HookProof identify_hook(const Source& source, const std::vector<TokenRecord>& tokens,
                        FailureLimiter& limiter, const Request& request,
                        std::string_view path_secret, Instant now, bool clock_set) {
    const auto by_rules = [&] {
        return identify_source(source.auth, source.name, tokens, limiter, request, path_secret,
                               now);
    };
    const Principal itself{source.name, {Scope::intake}};
    const bool proves_itself = source.hmac.has_value() || source.dialect == "aws-sns";
    if (source.hmac) {
        const Signed found = signed_now(*source.hmac, request, now, clock_set);
        if (found == Signed::missing) return {AuthFailure::missing};
        if (found != Signed::right) {
            return {counted(AuthFailure::wrong, limiter, request.peer, now),
                    found == Signed::stale};
        }
    }
    if (proves_itself && !has_rules(source)) return {itself};
    return {by_rules()};
}

}  // namespace tocsin
