// The journal as the engine sees it, on the durable store: events through the codec, and the outbox
// rows that they imply, in one transaction. One thread.
#pragma once

#include "core/journal.h"
#include "daemon/at_work.h"
#include "daemon/metrics.h"
#include "daemon/store.h"

#include <functional>
#include <map>
#include <string>

namespace tocsin {

class SqliteJournal : public Journal {
public:
    // `store` outlives the journal. `meta` is asked at every commit for the small facts to keep
    // with it (clock anchors); empty: none.
    SqliteJournal(Store& store, std::function<std::map<std::string, std::string>()> meta)
        : store_(store), meta_(std::move(meta)) {}

    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override;
    void replay(const std::function<void(const Entry&)>& apply) override;

    // How long commits took, for the figures.
    const Histogram& commit_seconds() const { return commit_seconds_; }

    // When the commit in hand was begun; now, when there is none. Any thread; for the watchdog.
    std::chrono::steady_clock::time_point last_turn() const { return at_work_.last_turn(); }

    // Why the last commit was not done; empty when it was.
    std::string why_not() const { return store_.why_not(); }

private:
    Store& store_;
    std::function<std::map<std::string, std::string>()> meta_;
    NumbersDrawn numbers_;  // the highest in use, as the last commit left them
    Histogram commit_seconds_;
    AtWork at_work_;
};

// One row as an entry. Throws CodecError.
Entry entry_of(const Row& row);

// What a start at `now` reads of the house; what is older, and of another kind, never again.
Horizon house_horizon(Instant now);

// The kinds of the house's entries that a start reads however old they are, as SQL lists them:
// "('took-over', ...)".
std::string kinds_read_again();

}  // namespace tocsin
