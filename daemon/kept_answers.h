// What changes were answered, by their Idempotency-Key: whoever did not hear the answer asks again
// with the same key, and is answered the same without a second change.
//
// This is a memory of the process: a restart forgets it, and so does time. The journal keeps the
// keys alone, for 72 hours (core/asked.h): nothing is done twice, and whoever asks later than this
// memory reaches hears that it was done. Only what was done is kept; a refusal changed nothing, so
// its key is free again. An answer may hold words of people: an erasure forgets all. Any thread.
#pragma once

#include "daemon/clock.h"
#include "daemon/http.h"

#include <chrono>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace tocsin {

// Tells one request from another: its method, address and body.
std::string fingerprint_of(const Request& request);

// Throws Refused: the key stands for another request.
[[noreturn]] void refuse_key_reused();

class KeptAnswers {
public:
    using Steady = std::chrono::steady_clock;

    // Whatever comes first: the oldest goes.
    struct Limits {
        std::chrono::seconds time{
            std::chrono::hours(1)};  // answers may hold secrets, such as a token
        std::size_t answers = 10'000;
        std::size_t bytes = 16 * 1024 * 1024;
    };

    KeptAnswers() = default;
    explicit KeptAnswers(Limits limits) : limits_(limits) {}

    // A change that is under way under its key. When it ends without done(), its key is free again.
    class Ticket {
    public:
        Ticket(KeptAnswers& kept, std::string name) : kept_(kept), name_(std::move(name)) {}
        ~Ticket() { kept_.leave(name_); }
        Ticket(const Ticket&) = delete;
        Ticket& operator=(const Ticket&) = delete;
        // It was done: the answer is kept.
        void done(const Response& answer) { kept_.keep(name_, answer, steady_now()); }

    private:
        KeptAnswers& kept_;
        const std::string name_;
    };

    struct Begun {
        std::shared_ptr<Ticket> ticket;    // go on; null when
        std::optional<Response> before{};  // it was answered like this
    };

    // Throws Refused: the key stands for another request, or that request is not answered yet.
    [[nodiscard]] Begun begin(const std::string& principal, const std::string& key,
                              const std::string& fingerprint,
                              Steady::time_point now = steady_now());

    // Every answer that was given. A change that is under way goes on, and its answer is kept.
    void forget();

private:
    struct Kept {
        std::string fingerprint;  // of the request
        std::optional<Response> answer{};
        Steady::time_point at{};
    };

    void leave(const std::string& name);
    void keep(const std::string& name, const Response& answer, Steady::time_point now);
    void forget_oldest();

    const Limits limits_{};
    std::mutex mutex_;
    std::map<std::string, Kept> kept_;
    std::list<std::string> order_;  // the oldest answer first
    std::size_t bytes_ = 0;
};

}  // namespace tocsin
