// One request to a running daemon, over its Unix socket or by its URL, as the command line needs
// it. It knows HTTP and nothing of what is said.
#pragma once

#include "rota/time.h"

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

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

// Where a daemon is: its Unix socket, which knows who calls, or its URL with a token.
struct DaemonAddress {
    std::filesystem::path socket;
    std::string url;           // "https://tocsin.example.org", without a slash at its end
    std::string token;         // empty: none is sent
    std::filesystem::path ca;  // who vouches for its certificate; empty: whom the machine trusts
};

class Client {
public:
    // Longer than any answer takes, short enough for somebody who has an alarm to look at.
    static constexpr Duration patience = std::chrono::seconds(10);
    // How long a stream may be silent; the daemon says every 15 s that it lives.
    static constexpr Duration silence_max = std::chrono::seconds(45);
    // Bounds what a strange program behind the socket can make us hold.
    static constexpr std::size_t body_max = 8 * 1024 * 1024;

    // `time_out` is for a whole request.
    explicit Client(DaemonAddress address, Duration time_out = patience)
        : address_(std::move(address)), time_out_(time_out) {}
    explicit Client(std::filesystem::path socket, Duration time_out = patience)
        : Client(DaemonAddress{std::move(socket), "", "", {}}, time_out) {}

    // Waits for the whole answer, of any status. `path` is encoded already and begins with '/'.
    // A body is sent as JSON. Throws NoAnswer.
    DaemonAnswer request(const std::string& method, const std::string& path,
                         const std::string& body = {},
                         const std::string& accept = "application/json") const;

    // Gets what does not end. Of a 2xx, `piece` is told of every part as it comes, until it
    // answers false or the daemon ends it; the answer's body is then empty. Any other status
    // comes back whole. Throws NoAnswer, also when the daemon falls silent.
    DaemonAnswer follow(const std::string& path, const std::vector<std::string>& headers,
                        const std::function<bool(std::string_view)>& piece) const;

private:
    DaemonAddress address_;
    Duration time_out_;
};

}  // namespace tocsin
