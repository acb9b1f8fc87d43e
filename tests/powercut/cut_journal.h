// The real journal under the simulator, on a disk that writes down every operation: what a whole
// day of an engine did can then be cut anywhere.
#pragma once

#include "daemon/sqlite_journal.h"
#include "tests/powercut/cuts.h"
#include "tests/simulator/memory_journal.h"

#include <memory>

namespace tocsin {

// A batch of entries that was acknowledged.
struct Batch {
    std::size_t begun = 0;  // operations of the disk before it
    std::size_t done = 0;   // and when it was acknowledged
    std::vector<Entry> entries{};
};

// What outlives the simulation.
struct Recording {
    explicit Recording(const CutPlace& where) : place(where), disk(where.blank()) {}

    const CutPlace& place;
    Disk disk;
    std::vector<Batch> batches{};
};

class CutJournal : public SimulatedJournal {
public:
    explicit CutJournal(Recording& recording) : recording_(recording) { open(); }

    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override;
    void replay(const std::function<void(const Entry&)>& apply) override {
        journal_->replay(apply);
    }
    void next(Mishap mishap) override { mishap_ = mishap; }
    void set_full(bool full) override { full_ = full; }
    void read_all(const std::function<void(const Entry&)>& each) const override;
    std::uint64_t last_seq() const override { return store_->head().seq; }

private:
    void open();

    Recording& recording_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<SqliteJournal> journal_;
    Mishap mishap_ = Mishap::none;
    bool full_ = false;
};

}  // namespace tocsin
