// The real journal under the simulator: events through the codec into the durable store on disk. It
// misbehaves on order as the one in memory does; a crash closes the store and opens it again.
#pragma once

#include "daemon/sqlite_journal.h"
#include "tests/simulator/memory_journal.h"

#include <filesystem>
#include <memory>

namespace tocsin {

class StoreJournal : public SimulatedJournal {
public:
    StoreJournal();
    ~StoreJournal() override;

    Committed commit(const std::vector<Entry>& entries,
                     const std::vector<IncidentId>& over) override;
    void replay(const std::function<void(const Entry&)>& apply) override;
    void next(Mishap mishap) override { mishap_ = mishap; }
    void set_full(bool full) override { full_ = full; }
    void read_all(const std::function<void(const Entry&)>& each) const override;
    std::uint64_t last_seq() const override { return store_->head().seq; }

private:
    void open();
    void tear(const std::string& database, const std::string& log);

    std::filesystem::path folder_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<SqliteJournal> journal_;
    Mishap mishap_ = Mishap::none;
    bool full_ = false;
};

}  // namespace tocsin
