// Whether the disk below the journal can be trusted with it: its kind, whether a sync is one, its
// room, and who may read what lies there. Needs no daemon.
#pragma once

#include "daemon/finding.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace tocsin {

// What syncing a few short writes showed.
struct SyncTimed {
    double median_us = 0;  // microseconds
    std::string why{};     // it could not be tried; empty: it could
};

// Writes and fdatasyncs a file of its own in `folder`, some times, and removes it. At most 2 s.
SyncTimed time_syncs(const std::filesystem::path& folder);

// What is said of a sync that takes so long.
Finding judge_sync(const SyncTimed& timed);

// What is said of a file system by its statfs f_type.
Finding judge_file_system(long type);

// What is said of so many bytes of room.
Finding judge_room(std::uint64_t available, std::uint64_t capacity);

// The journal's file as it lies there, and its schema. Not in the process that has it open: closing
// a second descriptor would drop SQLite's locks.
Finding look_at_journal_file(const std::filesystem::path& data);

// All of it, of the data folder, which may not be there yet.
Findings look_at_disk(const std::filesystem::path& data);

}  // namespace tocsin
