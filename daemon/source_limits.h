// How much one source may ask of us: so many messages a minute, and so many at a time on their way
// through the engine. What is more is shed politely, so that a source that floods keeps neither
// another source nor a person waiting. The clock comes from the caller.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

namespace tocsin {

// What a source may send when it says nothing else: fifty times what PagerDuty takes of one.
inline constexpr int per_minute_default = 6000;

// Of the engine's Loop::intake_max places, so that a flood of several sources leaves room.
inline constexpr std::size_t places_of_source = 256;

// A message on its way: it holds its place for as long as anybody has a copy.
using SourcePlace = std::shared_ptr<const void>;

// When there is room again.
struct Shed {
    std::chrono::seconds retry_after{1};
};

// Any thread. One bucket a source: it holds a minute's worth and fills evenly.
class SourceLimits {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit SourceLimits(std::size_t places = places_of_source) : places_(places) {}

    // `per_minute` is at least 1. A place may outlive these limits.
    [[nodiscard]] std::variant<SourcePlace, Shed> admit(const std::string& source, int per_minute,
                                                        Time now);

    // How many messages of each source were shed since the start; of those that had any admitted.
    std::map<std::string, std::uint64_t> shed() const;

private:
    struct Bucket {
        double tokens = 0;
        Time filled{};
        std::shared_ptr<const int> places = std::make_shared<int>(0);  // its copies are the places
        std::uint64_t shed = 0;
    };

    const std::size_t places_;
    mutable std::mutex mutex_;
    std::map<std::string, Bucket> buckets_;
};

// Whether the senders of a dialect come again after 429: those of most know 503 alone.
bool comes_again_after_429(const std::string& dialect);

}  // namespace tocsin
