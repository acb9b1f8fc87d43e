#include "tests/fuzz/signal_claims.h"

#include "daemon/alarm_words.h"
#include "daemon/codec.h"
#include "daemon/report_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

void check_journal(const Alarm& alarm) {
    IncidentOpened opened;
    opened.incident = {1};
    opened.alarm = alarm;
    const Encoded first = encode(opened);
    const Encoded second = encode(decode(first.kind, first.body, first.particulars));
    must(first.body == second.body && first.particulars == second.particulars,
         "an alarm comes back out of the journal");
}

}  // namespace

void check_alarm(const Alarm& alarm, Instant now) {
    must(!alarm.key.empty() && alarm.key.size() <= 255 && is_honest(alarm.key), "a key");
    must(is_honest(alarm.service) && signs_of(alarm.service) <= service_signs_max,
         "a service in one line");
    must(is_honest(alarm.summary) && signs_of(alarm.summary) <= summary_signs_max,
         "a summary in one line");
    must(is_honest(alarm.description, true) && signs_of(alarm.description) <= description_signs_max,
         "a description is bounded text");
    must(is_honest(alarm.place) && signs_of(alarm.place) <= place_signs_max, "a place is bounded");
    must(is_honest(alarm.link) && alarm.link.size() <= 2000, "a link is one line");
    must(alarm.link.empty() || is_link(alarm.link), "a link is one of the web");
    must(alarm.severity >= 1 && alarm.severity <= 5, "a severity of the scale");
    must(!alarm.began || *alarm.began <= now + std::chrono::minutes(5), "it did begin");
    must(alarm.fields.size() <= 201, "fields are bounded");
    for (const auto& [name, text] : alarm.fields) {
        must(is_honest(name) && signs_of(name) <= 100, "a field's name is one line");
        must(is_honest(text, true) && signs_of(text) <= field_signs_max, "a field is bounded text");
    }
    must(alarm.raw.size() <= raw_bytes_max && is_utf8(alarm.raw), "the raw text is bounded");
    check_journal(alarm);
}

void check_signal(const Signal& signal, Instant now) {
    const Alarm& alarm = signal.alarm;
    must(alarm.firing == (signal.kind != Signal::Kind::over) ||
             signal.kind == Signal::Kind::acknowledged || signal.kind == Signal::Kind::noted,
         "it fires or is over");
    must(is_honest(signal.author) && signs_of(signal.author) <= 100, "an author in one line");
    must(is_honest(signal.comment, true) && signs_of(signal.comment) <= 2100, "a bounded comment");
    if (signal.kind == Signal::Kind::firing) {
        must(!alarm.service.empty() && !alarm.summary.empty(), "a service and a summary");
    }
    check_alarm(alarm, now);
}

}  // namespace tocsin::fuzz
