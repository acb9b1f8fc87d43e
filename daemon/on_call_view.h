// The on-call sheet as the state has it: who is on call now and for some days, and how to reach
// them by hand. Pure; the engine's thread.
#pragma once

#include "channels/on_call_sheet.h"
#include "core/directory.h"
#include "core/state.h"

#include <cstdint>

namespace tocsin {

struct SheetView {
    OnCallSheet sheet;
    Instant until{};  // when somebody else comes on call: it must be made again
};

SheetView sheet_view(const State& state, const Directory& directory, Instant now, int days);

// Differs whenever the rotas, the configuration or the open incidents would make another sheet of
// the same instant.
std::uint64_t sheet_fingerprint(const State& state, const Directory& directory);

}  // namespace tocsin
