// What the store needs of the disk beside SQLite: a file that survives its own creation, a lock
// against a second process, and the ballast. POSIX calls, wrapped once, here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tocsin {

// Why the store refuses to live on a file system with this statfs f_type; nullopt: it does not.
// Locks and syncs over a network promise less than they say.
std::optional<std::string> refused_file_system(long type);

// Creates an empty file (mode 0600) at `path` if there is none, and syncs it and its folder.
// Throws StoreError when that fails, or when the folder's file system is refused.
void ensure_file(const std::filesystem::path& path);

// Syncs a folder: a file created in it has its name for good. Throws StoreError.
void sync_folder(const std::filesystem::path& folder);

// Syncs a file that nobody here has open by SQLite with locks: closing it would drop them. Throws
// StoreError.
void sync_file(const std::filesystem::path& path);

// A lock on a file of its own, held until destroyed or until the process ends, however it ends.
class FileLock {
public:
    // Throws StoreError when somebody else holds it.
    explicit FileLock(const std::filesystem::path& path);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

// What a restore has put ready beside the database at `path` takes its place; nothing happens when
// there is none. The log of the database before is removed first, for it must not be read with
// another file. A crash at any point leaves it to the next call. The caller holds the lock. Throws
// StoreError.
void take_restored(const std::filesystem::path& path);
inline constexpr const char* restored_suffix = ".restored";

// A file that only takes room, to be given back on the day the disk is full.
class Ballast {
public:
    Ballast(std::filesystem::path path, std::uint64_t bytes);

    // True when there was something to give back.
    bool release();
    // True when the ballast is there in full. It is not set aside again before the disk has twice
    // its room, or it would take back at once what it has just given.
    bool restore();

private:
    bool whole() const;

    std::filesystem::path path_;
    std::uint64_t bytes_;
};

}  // namespace tocsin
