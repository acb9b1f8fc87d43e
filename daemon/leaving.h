// Entries that leave the journal, which keeps their hashes: the part of the BatchWriter that takes
// them away.
#pragma once

#include "daemon/row.h"
#include "daemon/sqlite.h"

#include <vector>

namespace tocsin {

class Leaving {
public:
    // `database` must outlive it.
    explicit Leaving(const SQLite::Database& database);

    // Of the entries that `row` archives those that may leave, ascending and each once, with their
    // hashes. Whoever found them may have looked a while ago: what has left since, what is about an
    // incident that is not over, what ends one that others stay about, and what says that others
    // were erased or have left, stays without a word.
    std::vector<LeftEntry> that_may_leave(const Row& row);

    // Takes them away; `row` is written.
    void take_away(const Row& row);

private:
    bool stays(std::uint64_t seq);
    bool ends_what_stays(std::uint64_t seq, const std::vector<LeftEntry>& leaving);

    SQLite::Statement hash_;
    SQLite::Statement stays_;
    SQLite::Statement named_;
    SQLite::Statement drop_about_;
    SQLite::Statement drop_particulars_;
    SQLite::Statement drop_ended_;
    SQLite::Statement drop_entry_;
    SQLite::Statement keep_hash_;
};

}  // namespace tocsin
