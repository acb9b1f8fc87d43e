// Who is calling, and what they may do: API tokens as pure values. Nothing here reads a clock, a
// file or a socket; the records come from the store, the randomness from the caller.
//
// A token reads toc_<id>.<secret>. The secret is 256 random bits; only its SHA-256 is kept.
#pragma once

#include "rota/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

enum class Scope { intake, operate, rota, read, admin };

// "intake"; and back. Empty for a word that is no scope.
std::string_view to_string(Scope scope);
std::optional<Scope> scope_named(std::string_view word);
inline constexpr std::array all_scopes{Scope::intake, Scope::operate, Scope::rota, Scope::read,
                                       Scope::admin};

// SHA-256 of a secret, the only form in which one is kept.
using SecretHash = std::array<std::uint8_t, 32>;
SecretHash hash_secret(std::string_view secret);

// Compared in constant time.
bool same_hash(const SecretHash& one, const SecretHash& other);

struct TokenRecord {
    std::string id;    // public; safe to log
    std::string name;  // the machine or person it was made for
    SecretHash hash{};
    std::set<Scope> scopes;
    Instant created{};
    std::optional<Instant> expires;
    std::optional<Instant> revoked;

    bool live(Instant now) const;
};

struct NewToken {
    TokenRecord record;
    std::string token;  // shown once, to the person who asked; never stored, never logged
};

// Two of one name may live side by side, so that a secret can be changed without a gap. A third is
// refused: the result is empty. `entropy` is 40 bytes from the system's generator: 8 for the id,
// 32 for the secret.
[[nodiscard]] std::optional<NewToken> make_token(const std::vector<TokenRecord>& existing,
                                                 std::string name, std::set<Scope> scopes,
                                                 Instant now, std::optional<Instant> expires,
                                                 const std::array<std::uint8_t, 40>& entropy);

// Somebody whose credential was accepted.
struct Principal {
    std::string name;  // of the token, the source, or "local:<uid>"; safe to log
    std::set<Scope> scopes;

    // admin may do everything.
    bool may(Scope needed) const;
    // Phones and mails of people are for those who work with them; whoever may only read, such as
    // a screen on a wall, sees names.
    bool sees_contacts() const { return may(Scope::operate) || may(Scope::rota); }
};

enum class AuthFailure {
    missing,    // no credential was sent
    wrong,      // malformed, unknown, expired or revoked: callers are not told which
    forged,     // a signature that is not the sender's: 403
    throttled,  // too many failures from this address: 429
    unreadable,  // the body should hold it, and cannot be read: 400
};

using Identity = std::variant<Principal, AuthFailure>;

// What an Authorization header (empty when absent) proves. "Bearer <token>" is the one form; the
// credentials of another scheme are not for us, so they are `missing` and not a guess at a token.
[[nodiscard]] Identity authenticate(const std::vector<TokenRecord>& tokens,
                                    std::string_view authorization, Instant now);

// A caller over the Unix socket, whose file only the daemon's own user and root can open.
Principal local_principal(std::uint32_t uid);

}  // namespace tocsin
