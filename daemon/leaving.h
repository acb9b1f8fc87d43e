// Entries that leave the journal, which keeps their hashes: the part of the BatchWriter that takes
// them away.
#pragma once

#include "daemon/row.h"
#include "daemon/sqlite.h"

#include <string>
#include <vector>

namespace tocsin {

class Leaving {
public:
    // `database` must outlive it.
    explicit Leaving(const SQLite::Database& database);

    // The entries that `row` archives, ascending and each once, with their hashes. Throws Refusal
    // (daemon/batch_writer.h) when one of them is not there, or not before `row`.
    std::vector<LeftEntry> hashes(const Row& row);

    // Takes them away; `row` is written. Throws Refusal when a start would read one of them again,
    // or would take an incident for open whose end leaves.
    void take_away(const Row& row);

private:
    SQLite::Statement hash_;
    SQLite::Statement open_;
    SQLite::Statement drop_about_;
    SQLite::Statement drop_particulars_;
    SQLite::Statement still_named_;
    SQLite::Statement drop_ended_;
    SQLite::Statement drop_entry_;
    SQLite::Statement keep_hash_;
};

}  // namespace tocsin
