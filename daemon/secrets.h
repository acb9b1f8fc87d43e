// Randomness and the keys of links: what must not be guessed.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tocsin {

// From the system's generator. Throws std::runtime_error when it has none.
std::uint64_t random_number();
std::array<std::uint8_t, 40> random_bytes();
std::string random_word();  // 16 signs of hexadecimal

// The keys of links, one a line, the first signs; the file is made, mode 0600, with one key when
// there is none. Throws std::runtime_error when it cannot be read or made, or holds no key.
std::vector<std::string> link_keys(const std::filesystem::path& path);

}  // namespace tocsin
