// The tasks of a procedure as people write them: work beside an incident with a ladder, fields and
// obligations of its own (HSSI-42..44).
#pragma once

#include "core/procedure.h"
#include "daemon/fields.h"

#include <string>
#include <utility>
#include <vector>

namespace tocsin {

struct KnownContacts;

// Reads in two steps, for conditions name tasks, and those of tasks name everything. `file` has the
// key "tasks"; it and `procedure` outlive the reader.
class TaskFile {
public:
    // Their names.
    TaskFile(MapReader& file, Procedure& procedure, const KnownContacts* known);
    // The rest. Everything else of `procedure` has been read.
    void read();

private:
    void read_own(MapReader& map, Procedure& own);

    std::vector<MapReader> maps_;
    Procedure& procedure_;
    const KnownContacts* known_;
};

}  // namespace tocsin
