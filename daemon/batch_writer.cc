#include "daemon/batch_writer.h"

#include "daemon/crash_point.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tocsin {
namespace {

void require(bool holds, const std::string& otherwise) {
    if (!holds) throw Refusal(otherwise);
}

// The chain hashes lists as the tables will give them back: ascending, each value once.
std::vector<std::uint64_t> ordered(std::vector<std::uint64_t> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

}  // namespace

BatchWriter::BatchWriter(const SQLite::Database& database, std::function<Salt()> salt)
    : salt_(std::move(salt)),
      may_leave_(database),
      leaving_(database),
      set_head_(database, "UPDATE head SET seq = ?, hash = ?"),
      add_entry_(database, "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      add_about_(database, "INSERT INTO about VALUES (?, ?)"),
      add_particulars_(database, "INSERT INTO particulars VALUES (?, ?, ?)"),
      erase_particulars_(database, "DELETE FROM particulars WHERE seq = ?"),
      is_erased_(database,
                 "SELECT 1 FROM erased WHERE seq = ?1"
                 " UNION ALL SELECT 1 FROM archived WHERE seq = ?1"),
      add_erased_(database, "INSERT INTO erased VALUES (?, ?)"),
      is_ended_(database, "SELECT 1 FROM ended WHERE incident = ?"),
      add_ended_(database, "INSERT INTO ended VALUES (?, ?)"),
      offer_(database, "INSERT INTO outbox VALUES (?, ?, ?)"),
      hand_(database, "UPDATE outbox SET epoch = ? WHERE send = ?"),
      settle_(database, "DELETE FROM outbox WHERE send = ?"),
      set_meta_(database,
                "INSERT INTO meta VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value") {}

void BatchWriter::write(const RowBatch& batch, std::uint64_t epoch, Head head) {
    const auto over = ending(batch);
    for (const auto& row : batch.rows) {
        const bool last = &row == &batch.rows.back();
        require(row.epoch == epoch, "entry " + std::to_string(row.seq) + " is of another epoch");
        head = write(row, last ? over : std::vector<std::uint64_t>{}, head);
        crash_point("row-written");
    }
    if (!batch.rows.empty()) Use(set_head_, head.seq, head.hash).run();
    write_outbox(batch, epoch);
    for (const auto& [key, value] : batch.meta) Use(set_meta_, key, value).run();
}

// The incidents that this batch ends. One that had ended before stays with the row that ended it.
std::vector<std::uint64_t> BatchWriter::ending(const RowBatch& batch) {
    require(batch.over.empty() || !batch.rows.empty(), "an incident is over without any entry");
    auto over = ordered(batch.over);
    std::erase_if(over, [this](std::uint64_t incident) { return Use(is_ended_, incident).step(); });
    return over;
}

Head BatchWriter::write(Row row, const std::vector<std::uint64_t>& over, const Head& head) {
    const auto entry = "entry " + std::to_string(row.seq);
    require(row.seq == head.seq + 1, entry + " does not follow " + std::to_string(head.seq));
    row.about = ordered(row.about);
    row.erases = ordered(row.erases);
    // What was erased before stays with the row that erased it, and what has left has no words:
    // whoever asks late or twice does no harm.
    std::erase_if(row.erases, [this](std::uint64_t seq) { return Use(is_erased_, seq).step(); });

    // Whoever found them may have looked a while ago.
    row.archives = may_leave_.of(row.archives);

    std::optional<Salt> salt;
    std::optional<Digest> particulars;
    if (!row.particulars.empty()) {
        salt = salt_();
        particulars = particulars_digest(*salt, row.particulars);
    }
    const Head next{row.seq, chained(head.hash, row, over, particulars)};
    Use(add_entry_, row.seq, row.at, row.epoch, row.kind, row.about.empty(), row.body, particulars,
        next.hash)
        .run();
    if (salt) Use(add_particulars_, row.seq, *salt, row.particulars).run();
    for (const auto incident : row.about) Use(add_about_, incident, row.seq).run();
    for (const auto incident : over) Use(add_ended_, incident, row.seq).run();
    for (const auto erased : row.erases) {
        require(erased < row.seq && Use(erase_particulars_, erased).run() == 1,
                entry + " erases particulars that entry " + std::to_string(erased) + " has not");
        Use(add_erased_, erased, row.seq).run();
    }
    leaving_.take_away(row);
    return next;
}

void BatchWriter::write_outbox(const RowBatch& batch, std::uint64_t epoch) {
    for (const auto& row : batch.offered) Use(offer_, row.send, row.epoch, row.message).run();
    for (const auto send : batch.handed) {
        require(Use(hand_, epoch, send).run() == 1,
                "send " + std::to_string(send) + " is handed over but not in the outbox");
    }
    for (const auto send : batch.waiting) {
        require(Use(hand_, std::uint64_t{0}, send).run() == 1,
                "send " + std::to_string(send) + " waits but is not in the outbox");
    }
    for (const auto send : batch.settled) Use(settle_, send).run();
}

}  // namespace tocsin
