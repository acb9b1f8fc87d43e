// What the calendar owes: the week's rota on its Monday, the alarm when there is none. One look
// does everything whose time has come and says when to look again, so that a restart, a late Tick,
// a clock that was moved or a new rota are all the same: a look.
#pragma once

#include "core/draft.h"

#include <optional>

namespace tocsin {

// One look: what is owed is that whose time lies in (since, now] and that has not been done.
class DiaryLook {
public:
    DiaryLook(Instant now, Instant since) : now_(now), since_(since) {}

    // Whether `time` has come since the diary is kept. A time that is still to come is remembered
    // for the next look.
    bool has_come(Instant time) {
        if (time > now_) remember(time);
        return since_ < time && time <= now_;
    }

    // Looks again at `time`, which may be this very moment.
    void remember(Instant time) {
        if (!next_ || time < *next_) next_ = time;
    }

    std::optional<Instant> next() const { return next_; }

private:
    Instant now_;
    Instant since_;
    std::optional<Instant> next_;
};

// The Tick's part for the diary.
void read_diary(Draft& draft);

}  // namespace tocsin
