// Events of PagerDuty: whatever arrives is refused with sentences, or becomes one signal that bears
// no routing key.
#include "daemon/fields.h"
#include "daemon/json.h"
#include "daemon/pagerduty_intake.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"
#include "tests/fuzz/signal_claims.h"

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

void check_errors(const PagerDutyErrors& wrong) {
    must(!wrong.errors.empty() && wrong.errors.size() < 10, "a refusal has reasons");
    for (const std::string& error : wrong.errors) must(is_honest(error), "a reason is one line");
}

void run(std::string_view bytes) {
    Source source;
    source.name = "estates";
    source.dialect = "pagerduty";
    source.severities = {{"critical", 2}};
    const std::string body(bytes);
    const auto read = read_pagerduty_event(body, source, "drawn");
    if (const auto* wrong = std::get_if<PagerDutyErrors>(&read)) {
        check_errors(*wrong);
    } else {
        const auto& event = std::get<PagerDutyEvent>(read);
        must(event.signals.size() == 1, "an event is one signal");
        must(is_honest(event.dedup_key) && signs(event.dedup_key) <= 255, "a key to answer with");
        must(event.signals.front().kind != Signal::Kind::noted, "nothing is only noted");
        check_signal(event.signals.front(), now);
        must(routing_key_of(body).has_value(), "what is read has a place for its key");
        const JsonResult raw = parse_json(event.signals.front().alarm.raw);
        must(!raw.tree || raw.tree->find("routing_key") == nullptr,
             "the routing key is kept nowhere");
    }
    const auto change = read_pagerduty_change(body);
    if (const auto* wrong = std::get_if<PagerDutyErrors>(&change)) return check_errors(*wrong);
    const auto& line = std::get<std::string>(change);
    must(!line.empty() && is_honest(line) && signs_of(line) <= 500, "a change is one line");
}

const Target target{"pagerduty", run};

}  // namespace
}  // namespace tocsin::fuzz
