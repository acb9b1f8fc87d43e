// Reads entries back out of the journal's tables, for recovery and for those who ask.
#pragma once

#include "daemon/row.h"
#include "daemon/sqlite.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace tocsin {

// An entry with everything the chain says of it.
struct StoredEntry {
    Row row{};
    std::vector<std::uint64_t> over{};
    std::optional<Digest> particulars{};  // what the chain covers
    std::optional<Salt> salt{};           // of the particulars that are there
    bool stream = false;
    Digest hash{};
    bool shaped = true;  // every digest and salt has its size
};

// Reads entries out of a connection, which must outlive it.
class EntryReader {
public:
    explicit EntryReader(const SQLite::Database& database);

    // The entries chosen by `statement`, which selects only their seq, in its order. Stops when
    // `each` answers false.
    void read(Use& chosen, const std::function<bool(StoredEntry&)>& each);

    StoredEntry at(std::uint64_t seq);  // must be there

private:
    std::vector<std::uint64_t> list(SQLite::Statement& statement, std::uint64_t seq);

    SQLite::Statement entry_;
    SQLite::Statement about_;
    SQLite::Statement erases_;
    SQLite::Statement over_;
    SQLite::Statement archives_;
};

}  // namespace tocsin
