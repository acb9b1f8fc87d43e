#include "daemon/notice_body.h"

#include "daemon/body.h"
#include "daemon/body_road.h"
#include "daemon/fields.h"
#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view closing = "Nothing was sent.";
constexpr std::size_t by_signs_max = 100;

// A text of four parts, a mail that is read in a minute.
constexpr std::size_t words_signs_max = 300;
constexpr std::size_t reason_signs_max = 300;
constexpr std::size_t places_max = 40;
constexpr std::size_t place_signs_max = 60;

// Nobody promises the next update for later than this.
constexpr Duration next_max = std::chrono::hours(24 * 31);

bool said(Body& fields, const std::string& key) {
    return fields.one_of(key, {"true", "false"}) == "true";
}

std::optional<Instant> next_of(const std::string& text, const Zone& zone, Instant now) {
    if (const auto length = parse_typed_duration(text)) return now + *length;
    if (const auto at = parse_rfc3339(text)) return *at;
    const auto clock = parse_clock(text);
    if (!clock) return std::nullopt;
    const Instant today = zone.instant(zone.day(now), *clock);
    return today > now ? today : zone.instant(plus_days(zone.day(now), 1), *clock);
}

// Commas and "and" part one name from the next.
void split_places(std::string text, std::vector<std::string>& places) {
    for (std::size_t at; (at = text.find(" and ")) != std::string::npos;) text.replace(at, 5, ",");
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t end = std::min(text.find(',', from), text.size());
        std::string one = text.substr(from, end - from);
        from = end + 1;
        while (one.starts_with(' ')) one.erase(0, 1);
        while (one.ends_with(' ')) one.pop_back();
        if (!one.empty()) places.push_back(std::move(one));
    }
}

void read_places(Body& fields, WrittenNotice& notice) {
    // A list names each place as it is; one text may name several.
    std::vector<std::string> words = fields.words("location");
    if (words.size() == 1) {
        split_places(words.front(), notice.location);
    } else {
        notice.location = std::move(words);
    }
    if (notice.location.size() > places_max) {
        fields.error("location", "names more than " + std::to_string(places_max) +
                                     " places: name their region");
        notice.location.clear();
    }
    for (const std::string& place : notice.location) {
        if (signs(place) <= place_signs_max) continue;
        fields.error("location",
                     "has a name of more than " + std::to_string(place_signs_max) + " signs");
        return;
    }
}

WrittenNotice read_words(Body& fields, const Zone& zone, Instant now) {
    WrittenNotice notice;
    const std::string stage =
        fields.one_of("stage", {"first", "update", "final", "ad-hoc", "holding"});
    for (const NoticeStage one : notice_stages) {
        if (stage == stage_name(one)) notice.stage = one;
    }
    if (stage == "holding") notice.stage = NoticeStage::update;
    notice.holding = said(fields, "holding") || stage == "holding";
    notice.happened = fields.line("happened", words_signs_max);
    notice.impact = fields.line("impact", words_signs_max);
    notice.summary = fields.line("summary", words_signs_max);
    read_places(fields, notice);
    notice.state = fields.one_of("state", {"down", "degraded"});
    notice.degree = fields.one_of("degree", {"slow", "partly working"});
    if (!notice.degree.empty() && notice.state != "degraded") {
        fields.error("degree", "only a degraded service has one; write \"state\": \"degraded\"");
    }
    if (const std::string text = fields.line("next", 40); !text.empty()) {
        notice.next = next_of(text, zone, now);
        if (!notice.next) {
            fields.error("next", "write \"60 min\", \"05:18\" or 2026-11-28T05:18:00Z");
        } else if (*notice.next > now + next_max) {
            fields.error("next", "is more than a month away");
            notice.next.reset();
        }
    }
    notice.reason = fields.line("reason", reason_signs_max);
    notice.management = said(fields, "management");
    notice.progress = fields.one_of("progress", {"identified", "monitoring"});
    notice.corrects = static_cast<int>(fields.whole("corrects", 1, 100'000).value_or(0));
    notice.decided_by = fields.line("decided_by", by_signs_max);
    return notice;
}

}  // namespace

std::variant<NoticeBody, ProblemDetail> read_notice(const std::string& body, IncidentId incident,
                                                    const std::string& principal, const Zone& zone,
                                                    Instant now) {
    auto parsed = parse_body(body, closing, true);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    Body fields(std::get<Node>(parsed));
    NoticeBody read;
    read.written.incident = incident;
    read.written.by = by_whom(fields, principal);
    read.written.notice = read_words(fields, zone, now);
    read.preview = said(fields, "preview");
    fields.refuse_unknown();
    if (!fields.good()) return fields.refusal(closing);
    return read;
}

std::variant<HoldDecided, ProblemDetail> read_hold_decision(const std::string& body, HoldId hold,
                                                            const std::string& principal,
                                                            const Zone& zone, Instant now) {
    auto parsed = parse_body(body, closing, true);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    Body fields(std::get<Node>(parsed));
    HoldDecided decided;
    decided.hold = hold;
    decided.by = by_whom(fields, principal);
    const std::string action = fields.one_of("action", {"lift", "withdraw", "rewrite"});
    if (action == "rewrite") {
        decided.how = HoldDecided::How::rewrite;
        decided.rewritten = read_words(fields, zone, now);
        decided.reason = decided.rewritten->reason;
    } else {
        decided.how = action == "lift" ? HoldDecided::How::lift : HoldDecided::How::withdraw;
        decided.reason = fields.need_line("reason", reason_signs_max);
    }
    fields.refuse_unknown();
    if (fields.good() && action.empty()) {
        fields.error("action", "is missing: lift, withdraw or rewrite");
    }
    if (!fields.good()) return fields.refusal(closing);
    return decided;
}

std::variant<RolloutApproved, ProblemDetail> read_rollout(const std::string& body,
                                                          const std::string& service,
                                                          const std::string& principal) {
    auto parsed = parse_body(body, "Nothing was changed.", true);
    if (auto* refusal = std::get_if<ProblemDetail>(&parsed)) return std::move(*refusal);
    Body fields(std::get<Node>(parsed));
    RolloutApproved approved{service, by_whom(fields, principal),
                             fields.need_line("reason", reason_signs_max)};
    fields.refuse_unknown();
    if (!fields.good()) return fields.refusal("Nothing was changed.");
    return approved;
}

}  // namespace tocsin
