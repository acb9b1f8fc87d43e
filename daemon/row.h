// What the durable store keeps, as it keeps it: encoded rows. The store knows their order, whom
// they concern and what may be erased of them; what they say is the codec's business.
#pragma once

#include "daemon/chain.h"
#include "rota/time.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tocsin {

// An entry that has left the journal: what the chain needs of it.
struct LeftEntry {
    std::uint64_t seq = 0;
    Digest hash{};

    bool operator==(const LeftEntry&) const = default;
};

// One entry of the journal.
struct Row {
    std::uint64_t seq =
        0;  // 1, 2, 3, ... without a hole; chosen by the engine, checked by the store
    Instant at{};
    std::uint64_t epoch = 0;  // of the process that wrote it; never falls from row to row
    std::string kind{};       // the kind of event: "opened", "answered", ...
    std::vector<std::uint64_t>
        about{};         // incidents, ascending and each once; empty: a stream entry
    std::string body{};  // JSON text that may be kept and shown for ever
    std::string
        particulars{};  // JSON text with names, addresses, free text; empty: none, or erased
    bool erased = false;  // as read: it had particulars, and a later row has taken them away
    std::vector<std::uint64_t> erases{};  // earlier rows whose particulars this row takes away
    // Earlier rows that leave the journal with this one; whoever writes it need not know the hashes.
    std::vector<LeftEntry> archives{};

    bool operator==(const Row&) const = default;
};

// A send that was decided and is not settled.
struct OutboxRow {
    std::uint64_t send = 0;
    std::uint64_t epoch = 0;  // 0: waiting; else the epoch that handed it to the provider
    std::string message{};    // composed whole, JSON text

    bool operator==(const OutboxRow&) const = default;
};

// What one commit changes, all of it or nothing.
struct RowBatch {
    std::vector<Row> rows{};               // in order of seq, the first directly after the head
    std::vector<OutboxRow> offered{};      // new in the outbox
    std::vector<std::uint64_t> handed{};   // sends handed to their providers by this epoch
    std::vector<std::uint64_t> waiting{};  // sends that were handed over and wait again
    std::vector<std::uint64_t> settled{};  // sends to forget; one that is not there is no error
    // Incidents whose entries recovery need not replay, for good. The last row of the batch vouches
    // for them in the chain, so a batch that ends an incident has at least one row.
    std::vector<std::uint64_t> over{};
    std::map<std::string, std::string> meta{};  // small facts of the process itself: clock anchors
};

// How far the journal goes. An empty journal has seq 0 and a hash of zeros.
struct Head {
    std::uint64_t seq = 0;
    Digest hash{};

    bool operator==(const Head&) const = default;
};

}  // namespace tocsin
