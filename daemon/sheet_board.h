// Keeps the on-call sheet on the disk: at most half a minute old while the daemon lives, and whole
// whenever it dies. The engine's thread says what is in it; a thread of the board draws and writes
// it, so that no call waits for a disk.
#pragma once

#include "daemon/engine.h"
#include "daemon/newest.h"
#include "daemon/on_call_view.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

namespace tocsin {

struct SheetHealth {
    std::uint64_t failures_total = 0;
    std::chrono::seconds age{0};  // since the sheet was last written whole; 0: no sheet is wanted
    std::string last_error;       // since then; empty: none
};

class SheetBoard {
public:
    // The sheet says that it is at most a minute old. A slow disk has the other half of it.
    static constexpr std::chrono::seconds written_every{30};
    // In a flood every look would find another incident: the engine has better to do.
    static constexpr std::chrono::seconds changed_every{1};

    SheetBoard();

    // Where the sheet lies from here on, and for how many days. The folder is made if need be; our
    // group may read it. Any thread.
    void use(const std::filesystem::path& folder, int days);

    // Has the sheet written when it would say something else, or is half a minute old by the
    // machine's clock. The engine's thread; it does not wait.
    void look(const Engine& engine, Instant now);

    // Any thread.
    SheetHealth health() const;

    // Why the sheet on the disk cannot be relied on, for readiness; empty: it can.
    std::string complaint() const;

    // Of the thread that writes. Any thread; for the watchdog.
    std::chrono::steady_clock::time_point last_turn() const { return writing_.last_turn(); }

    // What is being written is finished.
    void stop() { writing_.stop(); }

private:
    void write(const OnCallSheet& sheet);

    mutable std::mutex mutex_;
    std::filesystem::path folder_;
    int days_ = 0;
    bool moved_ = false;  // the new place has nothing yet
    std::chrono::steady_clock::time_point written_{};
    std::uint64_t failures_total_ = 0;
    std::string last_error_;

    // The engine's thread's.
    std::uint64_t fingerprint_ = 0;
    Instant until_{};
    std::chrono::steady_clock::time_point given_{};

    Newest<OnCallSheet> writing_;
};

}  // namespace tocsin
