#include "daemon/secrets.h"

#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/random.h>
#include <unistd.h>

namespace tocsin {
namespace {

template <class Bytes>
Bytes drawn() {
    Bytes bytes{};
    if (getrandom(&bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
        throw std::runtime_error("the system gives no random numbers");
    }
    return bytes;
}

std::string hex(const std::uint8_t* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t at = 0; at < count; ++at) {
        text += digits[bytes[at] >> 4];
        text += digits[bytes[at] & 15];
    }
    return text;
}

void make_keys(const std::filesystem::path& path) {
    const auto bytes = drawn<std::array<std::uint8_t, 32>>();
    const std::string line = hex(bytes.data(), bytes.size()) + "\n";
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool whole = file >= 0 &&
                       write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                       fsync(file) == 0;
    if (file >= 0) close(file);
    if (!whole)
        throw std::runtime_error(path.string() + ": cannot be made: " + std::strerror(errno));
}

}  // namespace

std::uint64_t random_number() {
    return drawn<std::uint64_t>();
}

std::array<std::uint8_t, 40> random_bytes() {
    return drawn<std::array<std::uint8_t, 40>>();
}

std::string random_word() {
    const auto bytes = drawn<std::array<std::uint8_t, 8>>();
    return hex(bytes.data(), bytes.size());
}

std::vector<std::string> link_keys(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) make_keys(path);
    std::ifstream file(path);
    std::vector<std::string> keys;
    for (std::string line; std::getline(file, line);) {
        if (line.size() >= 32) keys.push_back(line);
    }
    if (keys.empty())
        throw std::runtime_error(path.string() + ": holds no key of 32 signs or more");
    return keys;
}

}  // namespace tocsin
