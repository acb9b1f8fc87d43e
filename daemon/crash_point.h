// Places on the road of an alarm where a test has the process die as if it was killed, and lies
// that a test has it tell, to see that the lie is found out. Both exist only in a build with the
// CMake option TOCSIN_TESTS, which defines TOCSIN_TESTS for the daemon; in any other build there is
// no code of them and the environment is not read.
//
//   TOCSIN_CRASH_AT=committed      dies when it first passes `committed`
//   TOCSIN_CRASH_AT=committed:3    the third time
//   TOCSIN_SABOTAGE_LIVE=NAME      tells that lie for as long as it lives
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#ifdef TOCSIN_TESTS
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#endif

namespace tocsin {

// tests/system/kill_test.py reads this list, one name a line, and dies at every one of them.
inline constexpr auto crash_points = std::to_array<std::string_view>({
    // A start.
    "schema-statement",
    "epoch-taken",
    "recovered",
    "took-over-committed",
    "ready",
    // From a request to its answer.
    "request-read",
    "input-waits",
    "before-decide",
    "decided",
    "row-written",
    "before-commit",
    "committed",
    "handing-over",
    "handed-over",
    "answer-given",
    "response-made",
    // From a send to what became of it.
    "composed",
    "transfer-offered",
    "provider-answered",
    "outcome-decided",
    "outcome-committed",
    "looked-up",
    // What people and operators do.
    "acknowledgement-decided",
    "acknowledgement-committed",
    "token-decided",
    "token-committed",
    "rota-decided",
    "rota-committed",
    "checkpoint-begins",
    "checkpoint-ended",
    "reload-read",
    "reload-applied",
    // A stop.
    "drained",
    "goodbye-committed",
});

// Lies for negative controls, each of which tests/checker must find.
inline constexpr auto lies = std::to_array<std::string_view>({
    "answer-before-commit",  // P1: a commit is finished only when the next one begins
    "forget-in-flight",      // P4: what an earlier process had in hand is not sent again
    "send-again-unasked",    // P5: it is sent again, and the provider is not asked first
});

// A name that stands in its list above: any other does not compile.
template <const auto& list>
struct Listed {
    consteval Listed(const char* text) : name(text) {
        if (std::find(list.begin(), list.end(), name) == list.end()) throw "not in the list";
    }

    std::string_view name;
};

#ifdef TOCSIN_TESTS

inline constexpr bool crash_points_on = true;

inline std::string_view test_order(const char* variable) {
    const char* text = std::getenv(variable);
    return text == nullptr ? std::string_view() : std::string_view(text);
}

// Any thread. Nothing is flushed and nobody is told, as when the kernel kills.
inline void crash_point(Listed<crash_points> point) {
    static const std::string_view order = test_order("TOCSIN_CRASH_AT");
    static const std::string_view place = order.substr(0, order.find(':'));
    if (place != point.name) return;
    static const int passing = [] {
        int count = 1;
        if (place.size() < order.size())
            std::from_chars(order.data() + place.size() + 1, order.data() + order.size(), count);
        return count;
    }();
    static std::atomic<int> passed = 0;
    if (++passed == passing) std::raise(SIGKILL);
}

inline bool lies_about(Listed<lies> lie) {
    static const std::string_view order = test_order("TOCSIN_SABOTAGE_LIVE");
    return order == lie.name;
}

#else

inline constexpr bool crash_points_on = false;

constexpr void crash_point(Listed<crash_points>) {}

constexpr bool lies_about(Listed<lies>) {
    return false;
}

#endif

}  // namespace tocsin
