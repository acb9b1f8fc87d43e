// Alertmanager's webhook: whatever arrives is refused with a name for every bad field, or becomes
// alarms that are bounded, fit to show, and survive the journal.
#include "daemon/alertmanager.h"

#include "daemon/codec.h"
#include "daemon/report_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

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

void check_journal(const Alarm& alarm) {
    IncidentOpened opened;
    opened.incident = {1};
    opened.alarm = alarm;
    const Encoded first = encode(opened);
    const Encoded second = encode(decode(first.kind, first.body, first.particulars));
    must(first.body == second.body && first.particulars == second.particulars,
         "an alarm comes back out of the journal");
}

void check_alarm(const Alarm& alarm) {
    must(!alarm.key.empty() && alarm.key.size() <= 255 && is_honest(alarm.key), "a key");
    must(!alarm.service.empty() && is_honest(alarm.service), "a service in one line");
    must(signs_of(alarm.service) <= 100, "a service's name is bounded");
    must(!alarm.summary.empty() && is_honest(alarm.summary), "a summary in one line");
    must(signs_of(alarm.summary) <= 500, "a summary is bounded");
    must(is_honest(alarm.description, true), "a description is text");
    must(signs_of(alarm.description) <= 20'000, "a description is bounded");
    must(is_honest(alarm.place) && signs_of(alarm.place) <= 100, "a place is bounded");
    must(alarm.severity >= 1 && alarm.severity <= 5, "a severity of the scale");
    must(!alarm.began || *alarm.began <= now + std::chrono::hours(24), "it did begin");
    must(alarm.link.empty() || alarm.link.starts_with("http") || alarm.link.starts_with("H") ||
             alarm.link.starts_with("h"),
         "a link is one of the web");
    must(is_honest(alarm.link), "a link is one line");
    must(alarm.fields.size() <= 300, "fields are bounded");
    must(alarm.raw.size() <= raw_bytes_max && is_utf8(alarm.raw), "the raw text is bounded");
    check_journal(alarm);
}

void run(std::string_view bytes) {
    static const Source from = source();
    const auto result = read_alertmanager(std::string(bytes), from, "token:prometheus", now);
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) return check_refusal(*refusal);
    const auto& reported = std::get<Reported>(result);
    must(reported.alarms.size() <= alerts_max + 1, "a group is bounded");
    must(reported.fingerprint.size() == 64, "a body has a fingerprint");
    for (const Alarm& alarm : reported.alarms) check_alarm(alarm);
}

const Target target{"alertmanager", run};

}  // namespace
}  // namespace tocsin::fuzz
