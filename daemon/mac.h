// Hashes with a key, by which providers sign what they call back with, and how they are compared.
// Bytes, not text. Pure; throws std::runtime_error when OpenSSL does not give one.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

enum class HashName { md5, sha1, sha256, sha512 };

std::string hmac(HashName hash, std::string_view key, std::string_view text);
std::string hash_of(HashName hash, std::string_view text);

// In small letters.
std::string hex_of(std::string_view bytes);

// In constant time, but for the length.
bool same_bytes(std::string_view one, std::string_view other);

}  // namespace tocsin
