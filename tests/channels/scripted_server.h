// A provider made of a script: listens on loopback and runs the script on a thread of its own for
// every connection. Plain blocking sockets, so that a script reads as the conversation it is.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tocsin {

class Peer {
public:
    Peer(int fd, const std::atomic<bool>& closing) : fd_(fd), closing_(closing) {}

    // Up to and with the next \r\n, without it; empty at the end of the stream.
    std::string line();
    // A whole HTTP request: its head, a blank line, its body. Empty at the end of the stream.
    std::string request();
    std::string exactly(std::size_t bytes);
    bool say(const std::string& bytes);  // false when the other side is gone
    void reset();                        // RST, not FIN
    void hang() const;                   // until the server is taken down

private:
    bool fill();

    int fd_;
    const std::atomic<bool>& closing_;
    std::string read_;
};

class ScriptedServer {
public:
    // `script` gets the connection and its number, from 0.
    explicit ScriptedServer(std::function<void(Peer&, int)> script);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    int port() const { return port_; }
    int connections() const { return connections_; }

    // Answers every request with `answer`, on one connection after the other.
    static std::function<void(Peer&, int)> always(std::string answer);

private:
    void accept_all();

    std::function<void(Peer&, int)> script_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_{0};
    std::atomic<bool> closing_{false};
    std::mutex mutex_;  // guards what follows
    std::vector<int> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

// An HTTP answer with its length.
std::string http_answer(const std::string& status, const std::string& body,
                        const std::string& headers = "");

}  // namespace tocsin
