// The durable store: the journal, the outbox and a few facts of the process in one SQLite file.
// It is the file's only writer and the only one to checkpoint it. It works on encoded rows and
// knows nothing of events.
#pragma once

#include "daemon/row.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tocsin {

// The file cannot be opened, read or trusted. The text names the file and says why.
struct StoreError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Exercises run on a database of their own; neither kind opens the other's.
enum class StoreKind { real, exercise };

// Sixteen bytes from the kernel's random source. Throws StoreError when it has none.
Salt system_salt();

struct StoreSettings {
    std::function<Salt()> salt = &system_salt;  // draws a salt; tests give one they know
    // Set aside on the disk, to be given back when it is full: what is open can then still be
    // written down. 16 MiB holds some 10,000 entries. 0: none.
    std::uint64_t ballast_bytes = 16 * 1024 * 1024;
    // A checkpoint follows the commit that brings the write-ahead log to this many pages.
    // 1,000 pages are 4 MiB: a few milliseconds to copy, and little to recover.
    int checkpoint_pages = 1000;
    // Hold a lock on `<path>.lock`, so that no second process opens the file: SQLite before 3.51.3
    // can corrupt a database that two connections write and checkpoint at once.
    bool sole = true;
    // The pages are checked by a thread of its own while the journal is replayed: a large file
    // takes a second. replay() ends when they are sound. Without: before the constructor returns.
    bool checks_beside = false;
    std::string vfs{};  // SQLite's name of a file system; empty: the default one
};

enum class Commit {
    done,     // on the disk, synced
    fenced,   // nothing written: a later epoch has taken over, or none was taken
    unknown,  // a write or a sync failed. It may be on the disk or not; exit and recover
    full,     // nothing written: the disk is full, and the ballast has been given back
    refused,  // nothing written: the batch contradicts the journal; why_not() says how
};

struct TakeOver {
    std::uint64_t epoch = 0;
    std::string last_boot_id{};  // of the epoch before; empty before the first
};

// Which rows recovery reads besides those of incidents that are not over.
struct Horizon {
    Instant streams_since{};                  // stream rows at or after this
    std::vector<std::string> kinds_always{};  // stream rows of these kinds, however old
};

// One thread uses it: the engine's. What reads (replay, outbox, head, meta) throws StoreError.
class Store {
public:
    // Opens the database at `path`, creating it (mode 0600) when there is none; its folder must
    // exist. Reads every setting back, folds the write-ahead log in and checks the pages (or begins
    // to: `checks_beside`). Throws StoreError when any of that fails or the file is another kind's
    // or a newer schema's.
    Store(std::filesystem::path path, StoreKind kind, StoreSettings settings);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // Draws the next epoch: from here on, commits of every earlier holder answer `fenced`. On a
    // full disk that holds from the first commit on, which writes it: a start must not fail for it.
    // Throws StoreError when it cannot be written for any other reason.
    TakeOver take_over(const std::string& boot_id);

    // Writes the batch in one synced transaction. After `unknown` it answers nothing else.
    // Throws std::logic_error when another connection is writing: the store must be the only one.
    [[nodiscard]] Commit commit(const RowBatch& batch);

    // Why the last commit did not answer `done`; empty when it did.
    const std::string& why_not() const;

    // Calls `each` with the rows of incidents that are not over, and with the stream rows within
    // the horizon, in order of seq. `each` must not call the store. Throws StoreError, behind the
    // last row, when the pages that were checked meanwhile are not sound.
    void replay(const Horizon& horizon, const std::function<void(const Row&)>& each) const;

    std::vector<OutboxRow> outbox() const;  // in order of send
    Head head() const;
    std::optional<std::string> meta(const std::string& key) const;

    // Empties the write-ahead log of what was erased, which a reader such as a backup may have
    // hindered, and a file of 16 MiB at most of what SQLite has left between its rows: it moves them
    // when their neighbours go, and overwrites the rows alone. True when the log holds nothing of
    // it. Call it now and then: without it, the words stay there until something else is erased.
    bool empty_log();

    // Sets the ballast aside again when the disk has twice its room. True when it is there in
    // full (or none is wanted). Call it when commits answer `done` again, not at every commit.
    bool restore_ballast();

private:
    struct Open;
    std::unique_ptr<Open> open_;
};

}  // namespace tocsin
