// The status page as it stands: drawn when something public has changed, served at /status, and
// published to the configured places. Drawn on the engine's thread; read by any.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/engine.h"
#include "daemon/publisher.h"
#include "daemon/router.h"

namespace tocsin {

class PublicBoard {
public:
    explicit PublicBoard(Transfers& transfers) : transfers_(transfers) {}

    // Where the page goes and where readers find it, from here on.
    void use(std::vector<std::string> targets, std::string site_url);

    // Draws and publishes the page if it would say something else than it does. The engine's thread.
    void look(const Engine& engine, Instant now);

    void add_routes(Router& router);

    std::vector<PublisherHealth> health() const;
    void stop();

private:
    Response serve(const std::string& path) const;

    Transfers& transfers_;
    mutable std::mutex mutex_;
    std::shared_ptr<Publisher> publisher_;
    std::shared_ptr<const std::vector<File>> files_ = std::make_shared<const std::vector<File>>();
    std::string site_url_;
    std::string fingerprint_;
};

}  // namespace tocsin
