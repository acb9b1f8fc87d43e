// Brings the files of the status page to every place that serves them, and keeps trying: folders
// (file:///folder) and web servers that accept PUT. It knows nothing of what is in the files.
//
// For each target: one file after the other, index.html last, so that no reader sees a link to a
// page that is not there yet. A version that is on its way is finished first; of those that come
// meanwhile only the newest is kept. After a failure the newest is tried again, 1, 2, 4 ... 30 s
// later, until it succeeds. A file that a target has is not sent to it again. Targets never wait
// for each other. Nothing is ever removed from a target.
#pragma once

#include "channels/http.h"
#include "channels/status_page.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tocsin {

struct PublisherHealth {
    std::size_t target = 0;  // its index in the configuration: URLs may hold secrets
    int failures = 0;        // in a row; 0: the last file arrived
    std::uint64_t failures_total = 0;
    std::string last_error;  // of the last failure; empty: there was none since a success
    std::uint64_t published_version = 0;  // versions count from 1; 0: none has arrived whole
    std::uint64_t newest_version = 0;
    std::chrono::seconds age{0};  // for how long the target lacks something newer; 0: it has all
};

// Waits after the first failure, twice as long after each further one, up to `longest`.
struct PublisherPace {
    Duration first = std::chrono::seconds(1);
    Duration longest = std::chrono::seconds(30);
};

class Publisher {
public:
    // `transfers` outlives stop(); `targets` are file:// URLs of folders or http(s) URLs, checked
    // by the configuration. The operator named them: private addresses are allowed. Starts a
    // thread.
    Publisher(Transfers& transfers, std::vector<std::string> targets, PublisherPace pace = {});
    ~Publisher();  // stop()
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    // All below: any thread. None waits for a target.

    // The files of status_files(); each version is whole.
    void publish(std::vector<File> files);

    // One a target, in the order of the configuration.
    [[nodiscard]] std::vector<PublisherHealth> health() const;

    // When the round in hand was begun; now, when there is none. For the watchdog.
    [[nodiscard]] std::chrono::steady_clock::time_point last_turn() const;

    // Nothing more is sent; a file in flight is left to the transfers.
    void stop();

private:
    class Rounds;
    std::shared_ptr<Rounds> rounds_;
};

}  // namespace tocsin
