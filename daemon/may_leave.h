// Which entries may leave the journal, as its tables stand: for whoever looks for them, and for the
// store, which looks again when they leave.
#pragma once

#include "daemon/row.h"
#include "daemon/sqlite.h"

#include <vector>

namespace tocsin {

class MayLeave {
public:
    // `database` must outlive it.
    explicit MayLeave(const SQLite::Database& database);

    // Of `asked` those that may leave together, ascending and each once, with their hashes. What
    // has left, what is about an incident that is not over, what ends one that others stay about,
    // and what says that others were erased or have left, stays without a word.
    std::vector<LeftEntry> of(const std::vector<LeftEntry>& asked);

private:
    bool ends_what_stays(std::uint64_t seq, const std::vector<LeftEntry>& leaving);

    SQLite::Statement hash_;
    SQLite::Statement stays_;
    SQLite::Statement named_;
};

}  // namespace tocsin
