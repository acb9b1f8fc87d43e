// A journal in memory that survives the crashes of a simulated process, and misbehaves on order:
// it crashes before or after it took a batch, has no room, or cannot say whether it took a batch.
// It leaves out what the real one leaves out: entries about nothing but incidents that are over,
// and those of the house that are too old; and it lets go what is erased or archived.
#pragma once

#include "core/journal.h"

#include <set>

namespace tocsin {

// The process died in the middle of a commit.
struct Crash {};

// What the journal does with the next commit; it behaves again afterwards, except that `full`
// stays.
enum class Mishap {
    none,
    crash_before,
    crash_after,
    torn,  // the power is cut while it is written: a part of it is on disk, and counts for nothing
    unknown_lost,
    unknown_taken,
    refused,
    fenced,
};

// What a simulation needs of a journal beside the port: to misbehave, and to be read whole.
class SimulatedJournal : public Journal {
public:
    virtual void next(Mishap mishap) = 0;
    virtual void set_full(bool full) = 0;

    // Every entry that has not left it, those of ended incidents too.
    virtual void read_all(const std::function<void(const Entry&)>& each) const = 0;
    virtual std::uint64_t last_seq() const = 0;
};

// What a journal has left of its entries, which are in order, behind one that takes words or whole
// entries away.
void let_go(std::vector<Entry>& entries, const Event& behind);

class MemoryJournal : public SimulatedJournal {
public:
    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override;
    void replay(const std::function<void(const Entry&)>& apply) override;
    void next(Mishap mishap) override { mishap_ = mishap; }
    void set_full(bool full) override { full_ = full; }
    void read_all(const std::function<void(const Entry&)>& each) const override;
    std::uint64_t last_seq() const override { return last_seq_; }

private:
    void take(const std::vector<Entry>& entries, const std::vector<IncidentId>& over);

    std::vector<Entry> entries_;
    std::uint64_t last_seq_ = 0;
    Instant last_at_{};
    NumbersDrawn numbers_;  // of the house, in entries that have left
    std::set<IncidentId> over_;
    std::uint64_t epoch_ = 0;
    Mishap mishap_ = Mishap::none;
    bool full_ = false;
};

}  // namespace tocsin
