// Opsgenie's bodies, and the ids of its requests: the first byte says what is done with the rest.
#include "daemon/opsgenie_intake.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"
#include "tests/fuzz/signal_claims.h"

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

void check(const std::variant<std::vector<Signal>, ProblemDetail>& read) {
    if (const auto* refusal = std::get_if<ProblemDetail>(&read)) return check_refusal(*refusal);
    const auto& signals = std::get<std::vector<Signal>>(read);
    must(signals.size() == 1, "a body is one signal");
    check_signal(signals.front(), now);
}

void run(std::string_view bytes) {
    Source source;
    source.name = "bms";
    source.dialect = "opsgenie";
    const unsigned what = next_byte(bytes) % 7;
    if (what == 6) {
        const SecretHash key = hash_secret("key");
        const auto outcome = read_opsgenie_request_id(bytes, {key});
        must(!outcome ||
                 read_opsgenie_request_id(opsgenie_request_id(*outcome, 7, key), {key}) == outcome,
             "an outcome comes back out of its id");
        return;
    }
    const std::string body(bytes);
    if (what == 0) return check(read_opsgenie_alert(body, source, "drawn"));
    check(read_opsgenie_act(static_cast<OpsgenieAct>(1 + what % 4), "key", body));
}

const Target target{"opsgenie", run};

}  // namespace
}  // namespace tocsin::fuzz
