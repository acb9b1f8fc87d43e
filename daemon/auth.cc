#include "daemon/auth.h"

#include "daemon/ascii.h"
#include "daemon/base64.h"
#include "daemon/sha256.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <span>
#include <utility>

namespace tocsin {
namespace {

constexpr std::string_view token_prefix = "toc_";
constexpr std::string_view bearer = "Bearer ";

struct TokenText {
    std::string_view id;
    std::string_view secret;
};

std::optional<TokenText> split_token(std::string_view token) {
    if (!token.starts_with(token_prefix)) return {};
    token.remove_prefix(token_prefix.size());
    const std::size_t dot = token.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == token.size()) return {};
    return TokenText{token.substr(0, dot), token.substr(dot + 1)};
}

}  // namespace

std::string_view to_string(Scope scope) {
    switch (scope) {
        case Scope::intake:
            return "intake";
        case Scope::operate:
            return "operate";
        case Scope::rota:
            return "rota";
        case Scope::read:
            return "read";
        case Scope::admin:
            return "admin";
    }
    return "";
}

std::optional<Scope> scope_named(std::string_view word) {
    for (const Scope scope : all_scopes) {
        if (to_string(scope) == word) return scope;
    }
    return {};
}

SecretHash hash_secret(std::string_view secret) {
    return sha256(secret);
}

bool same_hash(const SecretHash& one, const SecretHash& other) {
    return CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

bool TokenRecord::live(Instant now) const {
    return (!expires || now < *expires) && (!revoked || now < *revoked);
}

std::optional<NewToken> make_token(const std::vector<TokenRecord>& existing, std::string name,
                                   std::set<Scope> scopes, Instant now,
                                   std::optional<Instant> expires,
                                   const std::array<std::uint8_t, 40>& entropy) {
    const auto alive = std::count_if(existing.begin(), existing.end(), [&](const auto& record) {
        return record.name == name && record.live(now);
    });
    if (alive >= 2) return {};
    const std::span<const std::uint8_t> bytes(entropy);
    const std::string id = base64url(bytes.first(8));
    const std::string secret = base64url(bytes.subspan(8));
    NewToken made;
    made.record = {.id = id,
                   .name = std::move(name),
                   .hash = hash_secret(secret),
                   .scopes = std::move(scopes),
                   .created = now,
                   .expires = expires,
                   .revoked = {}};
    made.token = std::string(token_prefix) + id + "." + secret;
    return made;
}

bool Principal::may(Scope needed) const {
    return scopes.contains(needed) || scopes.contains(Scope::admin);
}

Identity authenticate(const std::vector<TokenRecord>& tokens, std::string_view authorization,
                      Instant now) {
    if (authorization.empty()) return AuthFailure::missing;
    if (authorization.size() < bearer.size() ||
        !same_word(authorization.substr(0, bearer.size()), bearer)) {
        return AuthFailure::missing;
    }
    const auto text = split_token(trimmed(authorization.substr(bearer.size())));
    if (!text) return AuthFailure::wrong;
    const SecretHash hash = hash_secret(text->secret);
    for (const TokenRecord& record : tokens) {
        if (record.id != text->id) continue;
        if (!same_hash(record.hash, hash) || !record.live(now)) return AuthFailure::wrong;
        return Principal{record.name, record.scopes};
    }
    return AuthFailure::wrong;
}

Principal local_principal(std::uint32_t uid) {
    return {"local:" + std::to_string(uid), {Scope::admin}};
}

}  // namespace tocsin
