// What a store is given to do: starts and batches, the same for the same seed.
#pragma once

#include "daemon/store.h"

#include <cstdint>
#include <vector>

namespace tocsin {

// A transaction: a new process takes over, or a batch is committed.
struct ScriptStep {
    bool starts = false;
    RowBatch batch{};
};

// `batches` batches: incidents and what becomes of them, tokens, particulars of some bytes or of
// several pages, sends offered, handed over and settled, erasures; and a start before the first and
// now and then.
std::vector<ScriptStep> make_script(std::uint64_t seed, int batches);

// The salts of step `index`, however often it is tried.
std::function<Salt()> salts_of(std::size_t index);

}  // namespace tocsin
