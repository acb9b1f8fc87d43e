// The second look at what is owed (core/second_look.h) while the daemon runs. A thread of its own
// reads the journal as it grows, and asks the engine three times a minute, a part at a time, what
// it is about to do. What differs, and still does when more was read, is a page that nobody would
// get: level 1 hears of it, readiness goes red, and our heartbeat stays away.
#pragma once

#include "core/second_look.h"
#include "daemon/engine.h"
#include "daemon/history.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tocsin {

struct AuditHealth {
    std::vector<std::string> differences;  // of the last look: sentences
    std::uint64_t looks_total = 0;         // that came to an end
    std::uint64_t failures_total = 0;      // that could not be made
    std::chrono::seconds age{0};           // since the last that came to an end, or since the start
};

struct AuditorSettings {
    std::chrono::milliseconds first_after{10'000};  // whoever starts has better things to do
    std::chrono::milliseconds every{20'000};
    std::chrono::milliseconds breath{1'000};  // before what differs is looked at again
    int looks = 3;                            // so often must it differ, one after the other
    std::size_t at_once = 512;  // claims compared in one question to the engine: half a millisecond
};

class Auditor {
public:
    struct Calls {
        // As Loop::look(). False: the engine does not come to it.
        std::function<bool(const std::function<void(const Engine&, Instant)>&)> look;
        // There are differences that were not there before, or half an hour has passed.
        std::function<void(std::vector<std::string>)> found;
        std::function<void(const std::string&)> failed;
    };

    // The Store must have opened `journal` before, and stay open. Calls come on the auditor's
    // thread.
    Auditor(const std::filesystem::path& journal, Calls calls, AuditorSettings settings = {});
    ~Auditor();  // stop()
    Auditor(const Auditor&) = delete;
    Auditor& operator=(const Auditor&) = delete;

    void start();
    void stop();

    // Any thread.
    AuditHealth health(std::chrono::steady_clock::time_point now) const;

private:
    struct Difference {
        Subject subject;
        std::string words;
    };

    void run();
    bool wait(std::chrono::milliseconds length);  // false: it is to end
    void look_once();
    bool read_on();
    std::optional<std::vector<Difference>> compare(const std::vector<Subject>& subjects) const;
    void report(std::vector<std::string> differences);

    const Calls calls_;
    const AuditorSettings settings_;
    History history_;         // the auditor's thread alone
    SecondLook second_look_;  // likewise
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool ending_ = false;
    AuditHealth health_;
    std::chrono::steady_clock::time_point looked_{};
    std::chrono::steady_clock::time_point told_{};
    std::thread thread_;
};

}  // namespace tocsin
