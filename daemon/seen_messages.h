// Which messages of a source are on disk already, by the ids that their sender gave them, so that
// one that comes again (a replay, or a delivery that was doubled) changes nothing. Memory is
// bounded: of each source the oldest ids are forgotten. A restart forgets them all; what comes
// again then meets the keys of the alarms, by which it is a repeat.
#pragma once

#include "rota/time.h"

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace tocsin {

struct SeenLimits {
    std::size_t ids_max = 4096;  // of one source: 64 bytes or so each
    // As long as a message may come late (window_of_unset_clock, on both sides of now).
    Duration kept_for = std::chrono::hours(48);
};

// Any thread.
class SeenMessages {
public:
    explicit SeenMessages(SeenLimits limits = {}) : limits_(limits) {}

    // An empty id was never seen.
    bool seen(const std::string& source, const std::string& id, Instant now) const;

    // To be told only of what is on disk: what was not saved must be able to come again.
    void note(const std::string& source, const std::string& id, Instant now);

private:
    struct Of {
        std::map<std::string, Instant> at;
        std::deque<std::string> order;  // the oldest first
    };

    const SeenLimits limits_;
    mutable std::mutex mutex_;
    std::map<std::string, Of> sources_;
};

}  // namespace tocsin
