// The webhooks of every monitor whose dialect is shipped: whatever arrives becomes signals that are
// bounded, fit to show, and survive the journal. The first byte chooses the dialect; a text up to a
// zero byte is the headers, one a line; the rest is the body.
#include "daemon/alarm_words.h"
#include "daemon/codec.h"
#include "daemon/config.h"
#include "daemon/dialect_file.h"
#include "daemon/file_text.h"
#include "daemon/report_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"
#include "tests/support/source_dir.h"

#include <vector>

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

std::vector<Dialect> shipped() {
    std::vector<Dialect> dialects;
    for (const auto& path : files_of(source_dir() / "systemd" / "dialects", {".yaml"})) {
        Problems problems;
        const FileText file = read_file(path);
        auto dialect = parse_dialect(file.text.value_or(""), path.string(), problems);
        must(dialect && problems.empty(), "a shipped dialect can be read");
        dialects.push_back(*std::move(dialect));
    }
    must(!dialects.empty(), "dialects are shipped");
    return dialects;
}

Fields headers_of(std::string_view text) {
    Fields headers;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
    }
    return headers;
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

void check_signal(const Signal& signal) {
    const Alarm& alarm = signal.alarm;
    must(alarm.firing == (signal.kind != Signal::Kind::over), "what is over does not fire");
    must(!alarm.key.empty() && alarm.key.size() <= 255 && is_honest(alarm.key), "a key");
    must(!alarm.service.empty() && is_honest(alarm.service), "a service in one line");
    must(signs_of(alarm.service) <= service_signs_max, "a service's name is bounded");
    must(!alarm.summary.empty() && is_honest(alarm.summary), "a summary in one line");
    must(signs_of(alarm.summary) <= summary_signs_max, "a summary is bounded");
    must(is_honest(alarm.description, true), "a description is text");
    must(signs_of(alarm.description) <= description_signs_max, "a description is bounded");
    must(is_honest(alarm.place) && signs_of(alarm.place) <= place_signs_max, "a place is bounded");
    must(is_honest(signal.author) && signs_of(signal.author) <= 100, "an author is bounded");
    must(is_honest(signal.comment, true) && signs_of(signal.comment) <= 2000, "so is a comment");
    must(alarm.severity >= 1 && alarm.severity <= 5, "a severity of the scale");
    must(!alarm.began || *alarm.began <= now + std::chrono::hours(24), "it did begin");
    must(is_honest(alarm.link), "a link is one line");
    must(alarm.link.empty() || is_link(alarm.link), "a link is one of the web");
    must(alarm.fields.size() <= 201, "fields are bounded");
    for (const auto& [name, text] : alarm.fields) {
        must(is_honest(name) && is_honest(text, true), "a field is text");
        must(signs_of(text) <= field_signs_max, "a field is bounded");
    }
    must(alarm.raw.size() <= raw_bytes_max && is_utf8(alarm.raw), "the raw text is bounded");
    check_journal(alarm);
}

void run(std::string_view bytes) {
    static const std::vector<Dialect> dialects = shipped();
    const Dialect& dialect = dialects[next_byte(bytes) % dialects.size()];
    const Fields headers = headers_of(next_part(bytes));
    Source source;
    source.name = "monitor";
    const std::string body(bytes);
    const auto result = read_dialect(dialect, source, {body, headers, now, Zone()});
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) return check_refusal(*refusal);
    const auto& signals = std::get<std::vector<Signal>>(result);
    must(signals.size() <= alerts_max + 1, "a message is bounded");
    for (const Signal& signal : signals) check_signal(signal);
}

const Target target{"dialect", run};

}  // namespace
}  // namespace tocsin::fuzz
