// Writes a batch into the tables of the journal and the outbox. The transaction around it, and what
// becomes of it, are the Store's.
#pragma once

#include "daemon/leaving.h"
#include "daemon/may_leave.h"
#include "daemon/row.h"
#include "daemon/sqlite.h"

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <vector>

namespace tocsin {

// The batch contradicts the journal; the text says how.
struct Refusal : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class BatchWriter {
public:
    // `database` must outlive it.
    BatchWriter(const SQLite::Database& database, std::function<Salt()> salt);

    // Writes all of `batch` behind `head`, as the holder of `epoch`. Throws Refusal, or what
    // SQLite says; the transaction is then to be rolled back.
    void write(const RowBatch& batch, std::uint64_t epoch, Head head);

private:
    Head write(Row row, const std::vector<std::uint64_t>& over, const Head& head);
    std::vector<std::uint64_t> ending(const RowBatch& batch);
    void write_outbox(const RowBatch& batch, std::uint64_t epoch);

    std::function<Salt()> salt_;
    MayLeave may_leave_;
    Leaving leaving_;
    SQLite::Statement set_head_;
    SQLite::Statement add_entry_;
    SQLite::Statement add_about_;
    SQLite::Statement add_particulars_;
    SQLite::Statement erase_particulars_;
    SQLite::Statement is_erased_;
    SQLite::Statement add_erased_;
    SQLite::Statement is_ended_;
    SQLite::Statement add_ended_;
    SQLite::Statement offer_;
    SQLite::Statement hand_;
    SQLite::Statement settle_;
    SQLite::Statement set_meta_;
};

}  // namespace tocsin
