// The status page as it stands: drawn when something public has changed, served at /status, and
// published to the configured places. The engine's thread says what is public; a thread of the
// board draws it, so that no call waits for a page.
#pragma once

#include "daemon/engine.h"
#include "daemon/newest.h"
#include "daemon/publisher.h"
#include "daemon/router.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tocsin {

class PublicBoard {
public:
    explicit PublicBoard(Transfers& transfers);
    ~PublicBoard();
    PublicBoard(const PublicBoard&) = delete;
    PublicBoard& operator=(const PublicBoard&) = delete;

    // Where the page goes and where readers find it, from here on.
    void use(std::vector<std::string> targets, std::string site_url);

    // Has the page drawn and published if it would say something else than it does. The engine's
    // thread; it does not wait.
    void look(const Engine& engine, Instant now);

    // Words were erased: the next look draws the page, whatever it would say. The engine's thread.
    void erased();

    void add_routes(Router& router);

    std::vector<PublisherHealth> health() const;
    // Of the thread that draws, and of the one that publishes. Any thread; for the watchdog.
    std::chrono::steady_clock::time_point drawing_last_turn() const { return drawing_.last_turn(); }
    std::chrono::steady_clock::time_point publisher_last_turn() const;
    void stop();

private:
    void draw(const StatusView& view);
    Response serve(const std::string& path) const;

    Transfers& transfers_;
    mutable std::mutex mutex_;
    std::shared_ptr<Publisher> publisher_;
    mutable std::condition_variable drawn_;
    std::shared_ptr<const std::vector<File>> files_;  // null: nothing is drawn yet
    std::string site_url_;
    std::string fingerprint_;
    Newest<StatusView> drawing_;
};

}  // namespace tocsin
