// The bodies by which people swap shifts and take an earlier rota back. The first byte chooses.
#include "daemon/operate_body.h"
#include "daemon/zone_load.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

void run(std::string_view bytes) {
    static const Zone london = load_zone("Europe/London");
    const bool swaps = next_byte(bytes) % 2 == 0;
    const std::string body(bytes);
    if (!swaps) {
        const auto result = read_restore(body, "on-call", "me");
        if (const auto* refusal = std::get_if<ProblemDetail>(&result)) {
            check_refusal(*refusal);
            return;
        }
        const auto& restored = std::get<RotaRestored>(result);
        must(restored.rota == "on-call" && restored.version > 0, "a version of this rota");
        must(!restored.by.empty() && is_honest(restored.by), "somebody does it");
        must(!restored.reason.empty() && is_honest(restored.reason), "for a reason");
        return;
    }
    const auto result = read_swap(body, "on-call", london, "me");
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) {
        check_refusal(*refusal);
        return;
    }
    const auto& swapped = std::get<RotaSwapped>(result);
    must(swapped.rota == "on-call" && !swapped.swap.role.empty(), "a role of this rota");
    must(is_honest(swapped.swap.role) && is_honest(swapped.swap.out) && is_honest(swapped.swap.in),
         "names are plain");
    must(swapped.swap.span.from != Instant{} || swapped.swap.span.to != Instant{}, "a time");
    must(!swapped.by.empty() && is_honest(swapped.by), "somebody does it");
    must(!swapped.reason.empty() && is_honest(swapped.reason), "for a reason");
}

const Target target{"swap", run};

}  // namespace
}  // namespace tocsin::fuzz
