// The past as entries, for whoever asks: incidents that are over, timelines, the proof of the chain.
// Any thread; one question at a time.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "core/state.h"
#include "daemon/history.h"

namespace tocsin {

class Archive {
public:
    explicit Archive(const std::filesystem::path& path) : history_(path) {}

    // All entries about the incident, oldest first. Empty: there is none of that number.
    std::vector<Entry> about(IncidentId id);

    Verified verify();

private:
    std::mutex mutex_;
    History history_;
};

// The incident as its entries left it, over or not. Nothing without its first entry.
std::optional<Incident> rebuilt(const std::vector<Entry>& entries, IncidentId id);

}  // namespace tocsin
