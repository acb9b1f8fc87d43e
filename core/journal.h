// The port to what is durable. SQLite in production, memory in the simulator; small enough that a
// shared database can stand beside them. One thread, the engine's.
#pragma once

#include "core/event.h"

#include <functional>
#include <vector>

namespace tocsin {

enum class Committed {
    done,     // synced: it survives a power cut
    full,     // no room, nothing of it is there: may work later
    fenced,   // another process leads, nothing of it is there: stop
    refused,  // never, nothing of it is there: a bug
    unknown,  // it may be there or not: stop, and recover from what is
};

class Journal {
public:
    virtual ~Journal() = default;

    // Everything, or nothing, in one synced transaction. `over`: incidents that ended with it.
    virtual Committed commit(const std::vector<Entry>& entries,
                             const std::vector<IncidentId>& over) = 0;

    // What recovery needs, in order of seq: entries about incidents that are not over, and those of
    // the house that still matter. The last NumbersDrawn always matters: it follows
    // whatever is left out, and says which numbers were used there.
    virtual void replay(const std::function<void(const Entry&)>& apply) = 0;
};

}  // namespace tocsin
