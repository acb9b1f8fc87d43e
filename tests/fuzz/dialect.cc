// The webhooks of every monitor whose dialect is shipped: whatever arrives becomes signals that are
// bounded, fit to show, and survive the journal. The first byte chooses the dialect; a text up to a
// zero byte is the headers, one a line; the rest is the body.
#include "daemon/alarm_words.h"
#include "daemon/config.h"
#include "daemon/dialect_file.h"
#include "daemon/file_text.h"
#include "daemon/report_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"
#include "tests/fuzz/signal_claims.h"
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

// A mapping names a service and a summary whatever it says.
void check(const Signal& signal) {
    const Alarm& alarm = signal.alarm;
    must(alarm.firing == (signal.kind != Signal::Kind::over), "what is over does not fire");
    must(!alarm.service.empty() && !alarm.summary.empty(), "a service and a summary");
    must(signs_of(signal.comment) <= 2000, "a comment is bounded");
    check_signal(signal, now);
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
    for (const Signal& signal : signals) check(signal);
}

const Target target{"dialect", run};

}  // namespace
}  // namespace tocsin::fuzz
