#include "daemon/token_book.h"

#include <charconv>

namespace tocsin {
namespace {

std::set<Scope> scopes_of(const std::string& text) {
    std::set<Scope> scopes;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        if (const auto scope = scope_named(std::string_view(text).substr(from, comma - from))) {
            scopes.insert(*scope);
        }
        from = comma + 1;
    }
    return scopes;
}

}  // namespace

std::optional<SecretHash> hash_of_hex(const std::string& hex) {
    SecretHash hash{};
    if (hex.size() != hash.size() * 2) return std::nullopt;
    for (std::size_t at = 0; at < hash.size(); ++at) {
        const char* begin = hex.data() + at * 2;
        if (std::from_chars(begin, begin + 2, hash[at], 16).ptr != begin + 2) return std::nullopt;
    }
    return hash;
}

std::vector<TokenRecord> token_records(const State& state) {
    std::vector<TokenRecord> records;
    for (const auto& [id, token] : state.tokens()) {
        const std::optional<SecretHash> hash = hash_of_hex(token.hash);
        if (!hash) continue;
        records.push_back({.id = id,
                           .name = token.name,
                           .hash = *hash,
                           .scopes = scopes_of(token.scopes),
                           .created = token.created,
                           .expires = token.expires,
                           .revoked = token.revoked});
    }
    return records;
}

}  // namespace tocsin
