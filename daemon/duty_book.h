// Who was, is and will be on call, as the journal has it: read once after every change of a rota,
// and kept for whoever asks. The engine's thread is asked for one number only.
#pragma once

#include "core/state.h"
#include "daemon/archive.h"
#include "rota/ledger.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tocsin {

struct DutyRecord {
    std::map<std::string, Ledger> ledgers;  // by name of the rota
    State rotas;                            // the rotas in force, and nothing else of the house
    std::uint64_t last = 0;                 // the entry up to which the journal was read
};

// Of uploads and swaps in their order; what else there is among `entries` is passed over.
DutyRecord duty_record(const std::vector<Entry>& entries);

// The entry that last changed a rota; 0: none has.
std::uint64_t last_change(const State& state);

class DutyBook {
public:
    explicit DutyBook(Archive& archive) : archive_(archive) {}

    // What the journal says up to entry `changed`, or further. Of a change that a full disk keeps
    // out of the journal it does not know yet. Any thread; a reader waits for another's reading.
    std::shared_ptr<const DutyRecord> record(std::uint64_t changed);

private:
    Archive& archive_;
    std::mutex mutex_;
    std::shared_ptr<const DutyRecord> record_ = std::make_shared<const DutyRecord>();
};

}  // namespace tocsin
