// The past as entries, for whoever asks: incidents that are over, timelines, the proof of the
// chain. Any thread. The proof reads the whole journal, so it has a connection of its own: no
// timeline waits for it.
#pragma once

#include "core/state.h"
#include "daemon/history.h"
#include "daemon/one_at_a_time.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

class Archive {
public:
    explicit Archive(const std::filesystem::path& path) : history_(path), proof_(path) {}

    // All entries about the incident, oldest first. Empty: there is none of that number.
    std::vector<Entry> about(IncidentId id);

    // The starts of the daemon and the steps of its clock between the first and the last of
    // `entries`, which is not empty.
    std::vector<Entry> disturbances(const std::vector<Entry>& entries);

    // The house's entries of two kinds made at or after `since`, oldest first.
    std::vector<Entry> of_kinds(const std::string& kind, const std::string& other, Instant since);

    // The names of the files that have what has left the journal. Empty: nothing has.
    std::set<std::string> files();

    // Whether the chain holds from entry `first` to `last`. Nothing when they are too many to be
    // read for one answer.
    std::optional<Verified> verify_part(std::uint64_t first, std::uint64_t last);

    // One proof at a time. Nothing when another one still runs after `patience`.
    std::optional<Verified> verify(std::chrono::milliseconds patience = std::chrono::seconds(2));

private:
    std::mutex mutex_;  // of history_
    History history_;
    OneAtATime proving_;  // of proof_
    History proof_;
};

// The incident as its entries left it, over or not. Nothing without its first entry.
std::optional<Incident> rebuilt(const std::vector<Entry>& entries, IncidentId id);

}  // namespace tocsin
