// Every number that bounds what a stranger can make the gate do.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace tocsin {

struct HeadLimits {
    std::size_t head_bytes = 16 * 1024;
    std::size_t request_line_bytes = 2 * 1024;
    std::size_t header_line_bytes = 8 * 1024;
    std::size_t headers = 64;
};

struct GateLimits {
    HeadLimits head;
    std::size_t body_bytes = 1024 * 1024;
    // Of a hook: a monitor's whole storm in one message, about 1 kB an alert, and what is refused
    // as too large no monitor sends again.
    std::size_t hook_bytes = 8 * 1024 * 1024;
    // Bodies being received, all together. Beyond it the oldest unfinished body is dropped.
    std::size_t bodies_bytes = 128 * 1024 * 1024;
    std::size_t response_bytes = 8 * 1024 * 1024;

    std::size_t connections = 4000;       // over TCP; at the cap the oldest still in its head goes
    std::size_t connections_per_ip = 64;  // of one IPv4 address or IPv6 /64
    std::size_t connections_local =
        64;  // over the Unix socket; counted apart, so that TCP cannot fill it
    std::vector<std::string> trusted;  // addresses without a limit of their own, such as a proxy's
    std::size_t requests_per_connection = 100;
    int backlog = 1024;

    // 64: workers mostly wait for a commit. 8 MiB: std::regex in httplib recurses.
    std::size_t workers = 64;
    std::size_t worker_stack_bytes = 8 * 1024 * 1024;
    std::size_t worker_queue = 256;

    // Totals, from the first moment to the last; a trickle of bytes does not extend them.
    std::chrono::milliseconds head_time{5000};
    std::chrono::milliseconds body_time{10000};
    // From the whole request to the handler's answer; then 503. Above the 8 s that an answer from
    // the engine may take, below the 10 s that a caller waits.
    std::chrono::milliseconds answer_time{9000};
    std::chrono::milliseconds write_time{10000};
    std::chrono::milliseconds idle_time{15000};  // between requests of one connection
    // An open body that says nothing for so long has nobody who would say it.
    std::chrono::milliseconds silence_time{60000};
    // After a refusal the rest of what the caller sends is read and thrown away for so long,
    // because closing on unread bytes would reset the connection and destroy the answer.
    std::chrono::milliseconds linger_time{1000};
    // After accept() failed for want of descriptors or memory.
    std::chrono::milliseconds accept_pause{50};
};

}  // namespace tocsin
