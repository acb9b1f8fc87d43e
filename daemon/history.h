// The past, for those who ask: pages of entries, and the proof that nobody has changed them.
// A read-only connection of its own beside the Store's, so that a long question never delays a
// commit; it never checkpoints. One thread uses it, any but the engine's.
#pragma once

#include "daemon/row.h"
#include "daemon/store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tocsin {

struct HistorySettings {
    // A question that takes longer is cut off: the write-ahead log cannot shrink while it runs.
    std::chrono::milliseconds query_longest{2000};
    std::size_t rows_max = 1000;  // of one page, whatever was asked for
    std::string vfs{};            // the Store's; empty: the default one
};

// The question took longer than query_longest.
struct QueryCut : StoreError {
    using StoreError::StoreError;
};

// What reading the whole journal proved.
struct Verified {
    bool sound = false;
    Head head{};                  // as far as the journal is proved
    std::uint64_t left = 0;       // of the whole journal, when sound: entries that have left it
    std::uint64_t first_bad = 0;  // the first entry that cannot be trusted; 0 when sound
    std::string why{};            // one sentence; empty when sound
};

// Everything here throws StoreError when the file cannot be read.
class History {
public:
    // The Store must have opened the file before, and stay open.
    History(const std::filesystem::path& path, HistorySettings settings = {});
    ~History();
    History(const History&) = delete;
    History& operator=(const History&) = delete;

    // Entries after `after`, oldest first, at most rows_max. Empty at the end.
    std::vector<Row> page(std::uint64_t after, std::size_t rows_max) const;
    // The same, of one incident.
    std::vector<Row> about(std::uint64_t incident, std::uint64_t after, std::size_t rows_max) const;

    // The starts of the daemon and the steps of its clock from entry `from` to `to`, whose instants
    // are in `meanwhile`; oldest first, at most rows_max of them.
    std::vector<Row> disturbances(std::uint64_t from, std::uint64_t to, Span meanwhile) const;

    // The house's entries of these two kinds made at or after `since`, oldest first, beginning
    // after entry `after`, at most rows_max.
    std::vector<Row> of_kinds(const std::string& kind, const std::string& other, Instant since,
                              std::uint64_t after) const;

    // The entries behind `after` by which others have left, oldest first, at most rows_max.
    std::vector<Row> archivings(std::uint64_t after) const;

    // Whether each entry from `first` to `last` fits the one before it. Says nothing of the rest of
    // the journal: a whole verify() does.
    Verified verify_part(std::uint64_t first, std::uint64_t last) const;

    // Reads the journal from its first entry. A row edited, removed, moved or put in is found, as
    // are particulars missing without an erasure. Of an entry that was archived the hash is left,
    // and proved. `expected` is a head kept elsewhere (a backup,
    // a heartbeat): the journal must contain it, else its tail was cut off or written anew.
    Verified verify(const std::optional<Head>& expected = {}) const;

private:
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace tocsin
