// The bodies by which people write messages to stakeholders and decide about held ones.
#include "daemon/notice_body.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};

template <class Result>
const Result* accepted(const std::variant<Result, ProblemDetail>& result) {
    if (const auto* refusal = std::get_if<ProblemDetail>(&result)) check_refusal(*refusal);
    return std::get_if<Result>(&result);
}

void check(const WrittenNotice& notice) {
    for (const std::string* text : {&notice.happened, &notice.impact, &notice.summary,
                                    &notice.reason, &notice.degree, &notice.decided_by}) {
        must(is_honest(*text), "what stands in a message is one line");
    }
    for (const std::string& place : notice.location) {
        must(!place.empty() && is_honest(place), "a place is named");
    }
    must(notice.location.size() <= 40, "places are told one by one, or by their region");
    must(notice.corrects >= 0, "messages count from 1");
    must(notice.degree.empty() || notice.state == "degraded", "only what is degraded has a degree");
}

void run(std::string_view bytes) {
    const bool decides = next_byte(bytes) % 2 == 1;
    const std::string body(bytes);
    if (decides) {
        const auto result = read_hold_decision(body, {7}, "me", Zone(), now);
        if (const auto* it = accepted(result)) {
            must((it->how == HoldDecided::How::rewrite) == it->rewritten.has_value(),
                 "a rewritten message has words");
            must(it->rewritten || !it->reason.empty(), "a decision has a reason");
            if (it->rewritten) check(*it->rewritten);
        }
        return;
    }
    const auto result = read_notice(body, {1}, "me", Zone(), now);
    if (const auto* it = accepted(result)) check(it->written.notice);
}

const Target target{"notice", run};

}  // namespace
}  // namespace tocsin::fuzz
