// Power cuts under the real store: work is done on a disk that writes down every operation; then,
// for a cut within each of them, the disks that a cut may leave are made, and the store is opened
// on each as a new process opens it, and asked for everything that was acknowledged.
#pragma once

#include "tests/powercut/disk.h"
#include "tests/powercut/platter.h"
#include "tests/powercut/script.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace tocsin {

// All that a store holds.
struct Held {
    std::uint64_t epoch = 0;
    std::string boot_id{};
    Head head{};
    std::vector<OutboxRow> outbox{};
    std::optional<std::string> last_at{};  // of its small facts

    bool operator==(const Held&) const = default;
};

// A transaction that was acknowledged, and where in the list of operations it lies.
struct Transaction {
    std::size_t begun = 0;  // operations before it
    std::size_t done = 0;   // operations when it was acknowledged
    Held held{};            // afterwards
};

// Why a disk is not as it must be.
enum class Harm {
    none,
    lost,      // something acknowledged is not there, and nothing says so
    half,      // something is there in part, and nothing says so
    unproved,  // the proof of the chain names an entry that cannot be trusted
    damaged,   // it cannot be opened, or takes no further batch
};

struct Damage {
    Harm harm = Harm::none;
    std::string why{};
};

// The folder in which a store is thought to lie. SQLite's files are on the Disk; the store's own
// (the empty file that it makes first) are here.
class CutPlace {
public:
    CutPlace();
    ~CutPlace();
    CutPlace(const CutPlace&) = delete;
    CutPlace& operator=(const CutPlace&) = delete;

    std::filesystem::path path() const { return folder_ / "journal.db"; }
    Image blank() const { return {{path().string(), ""}}; }
    std::unique_ptr<Store> open(const Disk& disk, std::function<Salt()> salt) const;

private:
    std::filesystem::path folder_;
};

Held held_by(Store& store);

// Does the script; `transactions[0]` is what is there before anything was acknowledged. Throws
// std::runtime_error when the store does not take a batch.
std::vector<Transaction> work(const CutPlace& place, Disk& disk,
                              const std::vector<ScriptStep>& script);

// What is wrong with a disk like `image`: the store must open there, hold what it held after one of
// the transactions first..last, whole and proved, and take another. `number` chooses how thoroughly
// it is looked at.
Damage judge(const CutPlace& place, const Image& image,
             const std::vector<Transaction>& transactions, std::size_t first, std::size_t last,
             std::uint64_t number);

struct Cuts {
    std::uint64_t cuts = 0;        // disks that were opened
    std::uint64_t operations = 0;  // within which the power was cut
    std::uint64_t lost = 0;        // something acknowledged was not there
    std::uint64_t half = 0;        // something was there in part, or unproved
    std::uint64_t damaged = 0;     // the file could not be opened
    std::string example{};         // how to see the first of them again
};

struct CutSettings {
    std::uint64_t seed = 1;
    int batches = 24;
    int images = 1;                   // of each random kind, for each operation
    std::uint64_t again_every = 500;  // the recovery of one image in so many is cut as well
    bool ignores_sync = false;        // the disk lies
    std::size_t only = 0;             // the cut to look at; 0: every one
};

// Does the work of `settings.seed` and cuts the power within each of its operations.
Cuts cut_everywhere(const CutPlace& place, const CutSettings& settings);

}  // namespace tocsin
