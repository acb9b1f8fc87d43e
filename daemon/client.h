// One request to a running daemon over its Unix socket, as the command line needs it. It knows
// HTTP and nothing of what is said.
#pragma once

#include "rota/time.h"

#include <filesystem>
#include <stdexcept>
#include <string>

namespace tocsin {

struct DaemonAnswer {
    long status = 0;
    std::string content_type;
    std::string body;
    bool needs_you = false;  // the header of that name says so
};

// Of an answer that is done and still needs somebody, such as a simulation that reaches nobody:
// whoever asked for words alone reads it here.
inline constexpr const char* needs_you_header = "Tocsin-Needs-You";

// No answer came; what() is the reason in one sentence.
struct NoAnswer : std::runtime_error {
    using std::runtime_error::runtime_error;

    bool not_permitted = false;  // there is a socket, and this user may not use it
};

class Client {
public:
    // Longer than any answer takes, short enough for somebody who has an alarm to look at.
    static constexpr Duration patience = std::chrono::seconds(10);
    // Bounds what a strange program behind the socket can make us hold.
    static constexpr std::size_t body_max = 8 * 1024 * 1024;

    // `time_out` is for a whole request.
    explicit Client(std::filesystem::path socket, Duration time_out = patience)
        : socket_(std::move(socket)), time_out_(time_out) {}

    // Waits for the whole answer, of any status. `path` is encoded already and begins with '/'.
    // A body is sent as JSON. Throws NoAnswer.
    DaemonAnswer request(const std::string& method, const std::string& path,
                         const std::string& body = {},
                         const std::string& accept = "application/json") const;

private:
    std::filesystem::path socket_;
    Duration time_out_;
};

}  // namespace tocsin
