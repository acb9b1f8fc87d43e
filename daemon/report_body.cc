#include "daemon/report_body.h"

#include "daemon/ascii.h"
#include "daemon/body.h"
#include "daemon/body_road.h"
#include "daemon/file_text.h"
#include "daemon/plain_text.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view closing = "Nothing was opened.";

// A clock that is wrong by hours is common; one that is wrong by days tells us nothing.
constexpr Duration ahead_max = std::chrono::hours(24);

// What was over for longer than that is a record, and no report.
constexpr Duration over_max = std::chrono::hours(24) * 31;

bool visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char sign) { return sign > ' ' && sign < '\x7f'; });
}

// Attachments are not forwarded (HSSI-48), and whoever sends one must learn it here.
void refuse_attachments(Body& body, const Node& tree) {
    for (const char* key : {"attachment", "attachments", "files", "images"}) {
        if (!tree.find(key)) continue;
        body.error(key, "attachments are not forwarded; send the text without them, and a link");
    }
}

// The text that a quoted string of RFC 8941 stands for.
std::optional<std::string> unquoted(std::string_view quoted) {
    if (quoted.size() < 2 || quoted.back() != '"') return std::nullopt;
    std::string text;
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
        if (quoted[i] == '"') return std::nullopt;
        if (quoted[i] == '\\') {
            ++i;
            if (i + 1 >= quoted.size() || (quoted[i] != '"' && quoted[i] != '\\')) {
                return std::nullopt;
            }
        }
        text += quoted[i];
    }
    return text;
}

// Prefixes keep what the edge derives apart from what senders choose.
std::string derived_key(const ReportCall& call) {
    if (call.idempotency_key.empty()) return "unique:" + call.unique;
    return "idempotency-key:" + call.by + ":" + call.idempotency_key;
}

// What was resolved before it is reported; it must say since when, and what it was.
std::optional<AlreadyOver> read_over(Body& fields, const Alarm& alarm, Instant now) {
    const std::optional<Instant> resolved = fields.time("resolved", now);
    AlreadyOver over;
    over.resolution = fields.line("resolution", 500);
    over.impact = fields.line("impact", 200);
    if (!resolved) {
        if (!fields.line("resolved", 100).empty() && fields.good())
            fields.error("resolved", "is no time since 1970; write it as 2026-11-26T14:20:00Z");
        const std::string said = !over.resolution.empty() ? "resolution"
                                 : !over.impact.empty()   ? "impact"
                                                          : "";
        if (!said.empty() && fields.good()) {
            fields.error(said,
                         "is said of what is over already; add \"resolved\", or confirm and "
                         "resolve it later");
        }
        return std::nullopt;
    }
    over.resolved = *resolved;
    if (over.resolution.empty()) fields.error("resolution", "say what mended it");
    if (!alarm.began) {
        fields.error("began", "say when it began, for it is over");
    } else if (*resolved < now - over_max) {
        fields.error("resolved", "is more than 31 days ago: nobody waits to hear of it");
    } else if (*resolved < *alarm.began) {
        fields.error("resolved", "is before it began");
    }
    return over;
}

// Whatever a report and a drill have in common. A drill need not say what has happened.
Alarm read_alarm(Body& fields, const ReportCall& call, bool drill) {
    Alarm alarm;
    alarm.service = fields.need_line("service", 100);
    alarm.summary = drill ? fields.line("summary", 500) : fields.need_line("summary", 500);
    alarm.key = fields.line("key", 255);
    alarm.description = fields.text("description", 20'000);
    alarm.severity = static_cast<int>(fields.whole("severity", 1, 5).value_or(alarm.severity));
    alarm.state = fields.one_of("state", {"down", "degraded"});
    alarm.place = fields.line("place", 100);
    alarm.procedure = fields.line("procedure", 100);
    alarm.began = fields.time("began", call.now + ahead_max);
    alarm.accepted = fields.time("accepted", call.now + ahead_max);
    alarm.link = fields.link("link");
    alarm.fields = fields.pairs("fields", 50, 2000);
    return alarm;
}

// `read_more` reads into the report whatever else its body has.
template <class ReadMore>
std::variant<Reported, ProblemDetail> read_whole(const std::string& body, const ReportCall& call,
                                                 bool drill, ReadMore read_more) {
    auto parsed = parse_body(body, closing);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    const Node& tree = std::get<Node>(parsed);
    Body fields(tree);
    Alarm alarm = read_alarm(fields, call, drill);
    Reported reported{"api", call.by, {}, call.idempotency_key, sha256_hex(canonical_json(tree))};
    read_more(fields, reported, alarm);
    refuse_attachments(fields, tree);
    fields.refuse_unknown();
    if (!fields.good()) return fields.refusal(closing);
    if (alarm.key.empty()) alarm.key = derived_key(call);
    alarm.raw = cut_to_bytes(body, raw_bytes_max);
    reported.alarms.push_back(std::move(alarm));
    return reported;
}

}  // namespace

std::variant<Reported, ProblemDetail> read_report(const std::string& body, const ReportCall& call) {
    return read_whole(body, call, false, [&](Body& fields, Reported& reported, Alarm& alarm) {
        reported.over = read_over(fields, alarm, call.now);
    });
}

std::variant<Reported, ProblemDetail> read_drill(const std::string& body, const ReportCall& call) {
    return read_whole(body, call, true, [&](Body& fields, Reported& reported, Alarm& alarm) {
        reported.drill = true;
        reported.drill_reason = fields.need_line("reason", 200);
        reported.by = by_whom(fields, call.by);
        // A key is the caller's, whoever they say it was.
        if (!call.idempotency_key.empty())
            reported.idempotency_key = call.by + ":" + call.idempotency_key;
        if (alarm.summary.empty()) alarm.summary = reported.drill_reason;
    });
}

std::optional<std::string> read_idempotency_key(std::string_view header) {
    const std::string_view value = trimmed(header);
    const auto key = value.starts_with('"') ? unquoted(value) : std::string(value);
    if (!key || key->empty() || key->size() > 255 || !visible(*key)) return std::nullopt;
    return key;
}

}  // namespace tocsin
