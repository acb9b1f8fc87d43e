// Who stands at the door: each way in which a caller may prove who they are, by the configuration
// in force and the tokens of the moment; and, at most once a minute, a line in the log about those
// whose proof is nearly right, for whoever runs the other side hears nothing of it. Any thread.
#pragma once

#include "daemon/config.h"
#include "daemon/failure_limiter.h"
#include "daemon/router.h"
#include "daemon/token_book.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace tocsin {

class Doorman {
public:
    // `tokens` outlive it.
    Doorman(std::function<std::shared_ptr<const Configuration>()> in_force, const TokenBook& tokens)
        : in_force_(std::move(in_force)), tokens_(tokens) {}
    Doorman(const Doorman&) = delete;
    Doorman& operator=(const Doorman&) = delete;

    // For the router; this outlives it.
    Authenticator authenticator();

    // A channel whose provider calls back; without a secret when nobody does.
    CallingBack calling(const std::string& channel) const;

private:
    Identity token(const Request& request);
    Identity source(const Request& request, const Fields& path);
    Identity provider(const Request& request, const Fields& path);
    using ByKey = Identity (*)(const std::vector<Source>&, FailureLimiter&, const Request&,
                               Instant);
    Identity by_key(const Request& request, ByKey identify);

    std::function<std::shared_ptr<const Configuration>()> in_force_;
    const TokenBook& tokens_;
    FailureLimiter limiter_;
    std::atomic<std::int64_t> callback_warned_ = -1;  // in which minute of the steady clock
    std::atomic<std::int64_t> source_warned_ = -1;    // likewise
};

}  // namespace tocsin
