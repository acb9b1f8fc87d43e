// A daemon that gives scripted answers on a Unix socket, and remembers what it was asked. For the
// command line, which has nobody else to talk to.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tocsin {

class FakeDaemon {
public:
    struct Request {
        std::string line;     // "GET /v1/on-call HTTP/1.1"
        std::string headers;  // as they came
        std::string body;
    };

    // `silent`: takes requests and never answers.
    explicit FakeDaemon(int status = 200, std::string body = "",
                        std::string type = "application/json", bool silent = false);
    // `script` answers each request with status, Content-Type and body; it is called on a thread
    // of the daemon's.
    struct Scripted {
        int status = 200;
        std::string body;
        std::string type = "application/json";
    };
    explicit FakeDaemon(std::function<Scripted(const Request&)> script);
    ~FakeDaemon();
    FakeDaemon(const FakeDaemon&) = delete;
    FakeDaemon& operator=(const FakeDaemon&) = delete;

    std::string socket() const { return (folder_ / "d.sock").string(); }
    std::vector<Request> requests() const;

private:
    void open();
    void run();
    void answer(int connection);

    std::filesystem::path folder_;
    std::function<Scripted(const Request&)> script_;
    bool silent_ = false;
    int listener_ = -1;
    std::vector<int> held_;
    mutable std::mutex mutex_;  // guards requests_
    std::vector<Request> requests_;
    std::thread thread_;
};

}  // namespace tocsin
