// A report by the API, and the Idempotency-Key beside it (the part before the first zero byte).
#include "daemon/json_writer.h"
#include "daemon/report_body.h"
#include "rota/clock_words.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

std::string said_again(const Alarm& alarm) {
    JsonObject fields;
    for (const auto& [name, value] : alarm.fields) fields.text(name, value);
    JsonObject body;
    body.text("service", alarm.service).text("summary", alarm.summary).text("key", alarm.key);
    body.text("description", alarm.description).number("severity", alarm.severity);
    body.text("state", alarm.state).text("place", alarm.place).text("procedure", alarm.procedure);
    body.text("began", alarm.began ? iso_utc(*alarm.began) : "").text("link", alarm.link);
    return body.raw("fields", fields.str()).str();
}

bool same_alarm(const Alarm& one, const Alarm& other) {
    const auto said = [](const Alarm& a) {
        return std::tie(a.service, a.summary, a.key, a.description, a.severity, a.state, a.place,
                        a.procedure, a.began, a.link, a.fields);
    };
    return said(one) == said(other);
}

void run(std::string_view bytes) {
    ReportCall call{"token:monitor", "", "drawn", now};
    const bool keyed = bytes.find('\0') != std::string_view::npos;
    if (const auto key = read_idempotency_key(keyed ? next_part(bytes) : "")) {
        must(!key->empty() && key->size() <= 255, "a key is bounded");
        must(std::all_of(key->begin(), key->end(), [](char c) { return c > 0x20 && c < 0x7f; }),
             "a key is visible");
        call.idempotency_key = *key;
    }
    const auto exercised = read_drill(std::string(bytes), call);
    if (const auto* drill = std::get_if<Reported>(&exercised)) {
        must(drill->drill && is_honest(drill->drill_reason),
             "a drill says that it is one, and why");
        must(!drill->drill_reason.empty() && drill->alarms.size() == 1, "what a drill needs");
    }
    const auto result = read_report(std::string(bytes), call);
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) return check_refusal(*refusal);
    const auto& reported = std::get<Reported>(result);
    must(reported.alarms.size() == 1 && !reported.drill, "a report is one alarm, and real");
    const Alarm& alarm = reported.alarms.front();
    must(!alarm.key.empty() && !alarm.service.empty() && !alarm.summary.empty(), "what it needs");
    for (const auto* line : {&alarm.key, &alarm.service, &alarm.summary, &alarm.place}) {
        must(is_honest(*line), "one line");
    }
    must(is_honest(alarm.description, true), "a description is text");
    must(alarm.raw.size() <= raw_bytes_max && is_utf8(alarm.raw), "the raw text is bounded");
    // A derived key may be longer than one that is sent.
    if (alarm.key.size() > 255) return;
    const auto again = read_report(said_again(alarm), call);
    must(std::holds_alternative<Reported>(again), "what was accepted is accepted again");
    must(same_alarm(std::get<Reported>(again).alarms.front(), alarm), "and says the same");
}

const Target target{"report", run};

}  // namespace
}  // namespace tocsin::fuzz
