// What the programs of the bench have in common: `--name value` arguments, the clock that all of
// them (and Python's time.monotonic()) read, and the framing of an HTTP message.
#pragma once

#include <charconv>
#include <cstdint>
#include <ctime>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tocsin {

// CLOCK_MONOTONIC, in nanoseconds: the same for every process of this machine.
inline std::int64_t monotonic_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// What this process has used of the processor, all threads, in nanoseconds.
inline std::int64_t processor_ns() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

class Arguments {
public:
    // Throws std::runtime_error when a name has no value.
    Arguments(int count, char** words) {
        for (int at = 1; at < count; at += 2) {
            const std::string name = words[at];
            if (!name.starts_with("--") || at + 1 == count)
                throw std::runtime_error("not a name and a value: " + name);
            values_[name.substr(2)] = words[at + 1];
        }
    }

    std::string text(const std::string& name, const std::string& otherwise = "") const {
        const auto found = values_.find(name);
        return found == values_.end() ? otherwise : found->second;
    }

    std::size_t number(const std::string& name, std::size_t otherwise = 0) const {
        const auto found = values_.find(name);
        return found == values_.end() ? otherwise : std::stoul(found->second);
    }

private:
    std::map<std::string, std::string> values_;
};

// How long the first message in `bytes` is, head and body; nothing while its head is not whole.
// Bodies are by Content-Length, as all who speak here send them.
inline std::optional<std::size_t> message_length(std::string_view bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    constexpr std::string_view name = "content-length:";
    for (std::size_t line = bytes.find("\r\n"); line < end; line = bytes.find("\r\n", line + 2)) {
        const std::string_view field = bytes.substr(line + 2, name.size());
        bool same = field.size() == name.size();
        for (std::size_t at = 0; same && at < name.size(); ++at) {
            same = (field[at] | 0x20) == (name[at] | 0x20);
        }
        if (!same) continue;
        std::size_t digits = line + 2 + name.size();
        while (bytes[digits] == ' ') ++digits;
        std::size_t length = 0;
        std::from_chars(bytes.data() + digits, bytes.data() + end, length);
        return end + 4 + length;
    }
    return end + 4;
}

// The number that directly follows `mark` in `text`.
inline std::optional<std::uint64_t> number_after(std::string_view text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    std::uint64_t number = 0;
    const char* begin = text.data() + at + mark.size();
    const auto read = std::from_chars(begin, text.data() + text.size(), number);
    if (read.ptr == begin) return std::nullopt;
    return number;
}

}  // namespace tocsin
