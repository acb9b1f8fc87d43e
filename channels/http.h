// The engine that moves every byte to and from providers: one thread, one libcurl multi handle.
// It knows no provider and judges no answer. A provider that hangs holds only its own places
// (`in_flight_max` of its channel): resolving runs on libcurl's own threads, nothing else blocks
// (P14).
//
// Files: a request with `put_file` makes missing parent folders, writes to "<name>.part" beside
// the file, syncs it and renames it over the name. A reader sees the whole file or none; the same
// message again replaces the file by itself. The sync is done on this thread: files are for
// laptops and rehearsals, not for a service with live providers.
#pragma once

#include "channels/wire.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tocsin {

struct WireJob {
    WireRequest request;
    std::string channel;    // whose places it takes
    int in_flight_max = 4;  // of that channel; the last job offered decides
    bool urgent = false;    // before all that is not, among what waits for this channel
    // Called exactly once on the engine's thread, unless the job is cancelled. Must not throw,
    // must not wait: everything else stands still meanwhile. It may offer further jobs.
    std::function<void(WireAnswer)> done;
};

using JobTicket = std::uint64_t;

enum class Cancelled {
    taken_back,  // it was still waiting: not a byte has left, `done` will not be called
    in_flight,   // its answer comes, or has come, through `done`
    not_here,    // `done` has been called, or the ticket is not one of ours
};

class Transfers {
public:
    // Jobs waiting in one channel. A broadcast is fed by the outbox, which holds the rest;
    // this only bounds memory.
    static constexpr std::size_t waiting_max = 4096;

    // Starts the thread. Throws std::runtime_error when libcurl cannot be set up.
    Transfers();
    // Stops at once, as stop(0) does.
    ~Transfers();
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    // All below: any thread.

    // Nothing when the channel's queue is full or the engine stops; `done` is then never called.
    [[nodiscard]] std::optional<JobTicket> offer(WireJob job);

    // Would a job offered to this channel start at once?
    [[nodiscard]] bool has_room(const std::string& channel, int in_flight_max) const;

    Cancelled cancel(JobTicket ticket);

    // Nothing more is taken. What waits is answered "not sent" at once; what is in flight gets
    // `grace` to end and is then broken off and answered so. Returns when the thread has ended.
    // Not from a `done`.
    void stop(Duration grace);

    // When the thread last went round; it does so at least once a second. For the watchdog (P16).
    std::chrono::steady_clock::time_point last_turn() const;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace tocsin
