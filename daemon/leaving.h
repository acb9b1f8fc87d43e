// Entries that leave the journal, which keeps their hashes: the part of the BatchWriter that takes
// them away.
#pragma once

#include "daemon/row.h"
#include "daemon/sqlite.h"

namespace tocsin {

class Leaving {
public:
    // `database` must outlive it.
    explicit Leaving(const SQLite::Database& database);

    // Takes away what `row` archives, which may leave (daemon/may_leave.h); `row` is written.
    void take_away(const Row& row);

private:
    SQLite::Statement drop_about_;
    SQLite::Statement drop_particulars_;
    SQLite::Statement drop_ended_;
    SQLite::Statement drop_entry_;
    SQLite::Statement keep_hash_;
};

}  // namespace tocsin
