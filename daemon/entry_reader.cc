#include "daemon/entry_reader.h"

#include <chrono>
#include <string>

namespace tocsin {

EntryReader::EntryReader(const SQLite::Database& database)
    : entry_(database,
             "SELECT entry.seq, at, epoch, kind, stream, body, entry.particulars, hash,"
             " salt, text FROM entry LEFT JOIN particulars USING (seq) WHERE entry.seq = ?"),
      about_(database, "SELECT incident FROM about WHERE seq = ? ORDER BY incident"),
      erases_(database, "SELECT seq FROM erased WHERE by_seq = ? ORDER BY seq"),
      over_(database, "SELECT incident FROM ended WHERE seq = ? ORDER BY incident"),
      archives_(database, "SELECT seq, hash FROM " + archived_in(database) +
                              " WHERE by_seq = ? ORDER BY seq") {}

void EntryReader::read(Use& chosen, const std::function<bool(StoredEntry&)>& each) {
    while (chosen.step()) {
        auto entry = at(chosen.number(0));
        if (!each(entry)) return;
    }
}

StoredEntry EntryReader::at(std::uint64_t seq) {
    Use found(entry_, seq);
    if (!found.step()) throw StoreError("entry " + std::to_string(seq) + " is missing");
    StoredEntry entry;
    entry.row.seq = found.number(0);
    entry.row.at = Instant(std::chrono::milliseconds(found.integer(1)));
    entry.row.epoch = found.number(2);
    entry.row.kind = found.text(3);
    entry.stream = found.integer(4) == 1;
    entry.shaped &= entry.stream || found.integer(4) == 0;
    entry.row.body = found.text(5);
    if (!found.null(6)) entry.shaped &= found.blob(6, entry.particulars.emplace());
    entry.shaped &= found.blob(7, entry.hash);
    if (!found.null(8)) entry.shaped &= found.blob(8, entry.salt.emplace());
    entry.row.particulars = found.text(9);
    entry.row.erased = entry.particulars && !entry.salt;
    entry.row.about = list(about_, seq);
    entry.row.erases = list(erases_, seq);
    entry.over = list(over_, seq);
    for (Use left(archives_, seq); left.step();) {
        LeftEntry& one = entry.row.archives.emplace_back();
        one.seq = left.number(0);
        entry.shaped &= left.blob(1, one.hash);
    }
    return entry;
}

std::vector<std::uint64_t> EntryReader::list(SQLite::Statement& statement, std::uint64_t seq) {
    Use found(statement, seq);
    std::vector<std::uint64_t> values;
    while (found.step()) values.push_back(found.number(0));
    return values;
}

}  // namespace tocsin
