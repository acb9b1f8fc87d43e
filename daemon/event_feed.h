// What happens to incidents, told as it is committed to callers who keep listening (server-sent
// events). A thread of its own reads the journal, each listener's from where that listener stands:
// the journal is the buffer. The engine only says that there is more; whoever takes what it is told
// slowly is told later, and is cut off by the gate when it takes nothing.
#pragma once

#include "core/ids.h"
#include "daemon/at_work.h"
#include "daemon/history.h"
#include "daemon/open_body.h"
#include "rota/zone.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tocsin {

struct EventFeedSettings {
    std::size_t listeners_max = 128;
    std::size_t of_one_max = 32;             // listeners of one principal
    std::chrono::milliseconds quiet{15000};  // after so long without an event a comment is sent
    // Then the stream ends, and its caller asks again, from where it was: whoever has lost the
    // token is not told for ever.
    std::chrono::milliseconds longest{std::chrono::minutes(15)};
    std::chrono::milliseconds breath{50};  // commits closer together than this are read at once
    std::size_t piece_bytes = 64 * 1024;   // about so much is given to a caller at once
    std::size_t rows = 500;                // and read at once
};

class EventFeed {
public:
    struct Wanted {
        std::uint64_t after = 0;               // entries behind this one of the journal
        std::optional<IncidentId> incident{};  // of this one alone
    };

    // The Store must have opened `journal` before, and stay open. `zone` and `failed` are called on
    // the feed's thread.
    EventFeed(const std::filesystem::path& journal, std::function<Zone()> zone,
              std::function<void(const std::string&)> failed, EventFeedSettings settings = {});
    ~EventFeed();  // stop()
    EventFeed(const EventFeed&) = delete;
    EventFeed& operator=(const EventFeed&) = delete;

    // All below: any thread. None waits for a caller or for the journal.

    // The body of an answer that tells them, for as long as somebody holds it. Null: there are too
    // many listeners, or too many of this principal.
    [[nodiscard]] std::shared_ptr<OpenBody> listen(const std::string& principal, Wanted wanted);

    // Something has been committed.
    void committed();

    // When the round in hand was begun; now, when there is none. For the watchdog.
    std::chrono::steady_clock::time_point last_turn() const { return at_work_.last_turn(); }

    // Every stream ends.
    void stop();

private:
    using Steady = std::chrono::steady_clock;
    struct Listener {
        std::string principal;
        Wanted wanted;
        std::weak_ptr<OpenBody> body;
        Steady::time_point ends{};
        Steady::time_point told{};
    };
    // What one reading gave: the entries as text, and where it ended.
    struct Piece {
        std::string text;
        std::uint64_t last = 0;
        bool more = false;
    };
    using Place = std::pair<std::uint64_t, std::uint64_t>;  // after, and the incident or 0

    void run();
    bool round();
    bool tell(Listener& listener, std::map<Place, Piece>& read, bool& more);
    Piece piece(const Wanted& wanted) const;
    void leave(const Listener& listener);

    const EventFeedSettings settings_;
    const std::function<Zone()> zone_;
    const std::function<void(const std::string&)> failed_;
    History history_;                  // of the thread
    std::vector<Listener> listeners_;  // of the thread

    AtWork at_work_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Listener> newcomers_;
    std::map<std::string, std::size_t> of_principal_;
    bool news_ = false;
    bool stopping_ = false;
    std::atomic<std::size_t> count_{0};  // changed under mutex_
    std::thread thread_;
};

}  // namespace tocsin
