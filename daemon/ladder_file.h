// The ladder of a procedure, or of a task, as people write it: whom to call, in which order, and at
// which rung an incident begins.
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <optional>

namespace tocsin {

struct KnownContacts;

// Reads in two steps, for the conditions of the second name fields and flags that the rungs of the
// first are named by. `file` has the key "ladder"; it and `procedure` outlive the reader.
class LadderFile {
public:
    LadderFile(MapReader& file, Procedure& procedure, const KnownContacts* known);

    // Rungs and last resort. The roles and statuses of `procedure` have been read.
    void read_rungs();
    // Where incidents begin. Its fields, flags and tasks have been read as well.
    void read_enters();

private:
    Rung read_rung(const Node& node);
    void read_last_resort();

    std::optional<MapReader> map_;
    Procedure& procedure_;
    const KnownContacts* known_;
};

}  // namespace tocsin
