// Alertmanager's webhook: whatever arrives is refused with a name for every bad field, or becomes
// alarms that are bounded, fit to show, and survive the journal.
#include "daemon/alertmanager.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"
#include "tests/fuzz/signal_claims.h"

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

Source source() {
    Source source;
    source.name = "alertmanager";
    source.dialect = "alertmanager";
    source.severities = {{"critical", 1}, {"warning", 3}};
    return source;
}

void run(std::string_view bytes) {
    static const Source from = source();
    const Reported reported = read_alertmanager(std::string(bytes), from, "token:prometheus", now);
    must(reported.alarms.size() <= alerts_max + 1, "a group is bounded");
    must(reported.fingerprint.size() == 64, "a body has a fingerprint");
    for (const Alarm& alarm : reported.alarms) {
        must(!alarm.service.empty() && !alarm.summary.empty(), "a service and a summary");
        check_alarm(alarm, now);
    }
}

const Target target{"alertmanager", run};

}  // namespace
}  // namespace tocsin::fuzz
