// Takes what Amazon SNS delivers to a source: proves it, confirms the subscription of a topic that
// the source lists, and passes alarms on. The certificate that proves it is fetched when it is not
// known yet; no thread waits for that.
#pragma once

#include "channels/http.h"
#include "daemon/signal_desk.h"
#include "daemon/sns_message.h"
#include "daemon/source_door.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

class SnsDesk {
public:
    // Asks an https address by GET, following nothing. `told` is called once, on any thread, with
    // the body of a 200, or with nothing. It must not wait.
    using Told = std::function<void(const std::optional<std::string>& body)>;
    using Fetch = std::function<void(const std::string& url, Told told)>;

    // All outlive it, and it outlives every fetch.
    SnsDesk(const Api& api, SourceDoor& door, Fetch fetch)
        : desk_(api), door_(door), fetch_(std::move(fetch)) {}

    // The answer to a hook of a source of this dialect. Throws Refused for what is no message of a
    // topic that the source lists. On a worker.
    [[nodiscard]] Handled take(const Visit& visit, const Source& source, Instant now);

private:
    struct Delivery;
    using DeliveryPtr = std::shared_ptr<const Delivery>;
    using Tell = std::function<void(const std::function<Response()>& made)>;

    void with_certificate(const std::string& url, Told use);
    void keep_certificate(const std::string& url, const std::optional<std::string>& pem);
    void prove(const DeliveryPtr& delivery, const std::optional<std::string>& pem,
               const Tell& tell);
    void pass_on(const DeliveryPtr& delivery, const Tell& tell);
    void confirm(const DeliveryPtr& delivery, const Tell& tell);

    struct Known {
        std::optional<std::string> pem;  // nothing: it could not be fetched
        std::chrono::steady_clock::time_point until{};
    };

    SignalDesk desk_;
    SourceDoor& door_;
    Fetch fetch_;
    std::mutex mutex_;  // guards what follows
    std::map<std::string, Known> known_;
    std::map<std::string, std::vector<Told>> waiting_;  // by the address that is being fetched
};

// Fetches by the engine that moves every byte, with places of its own. `transfers` outlives it.
SnsDesk::Fetch fetch_by(Transfers& transfers);

}  // namespace tocsin
