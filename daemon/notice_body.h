// The bodies by which people write messages to stakeholders and decide about held ones, checked
// into the inputs of the core. Each answers the refusal "not-json" or "fields" otherwise.
#pragma once

#include "core/input.h"
#include "daemon/problem.h"
#include "rota/zone.h"

#include <string>
#include <variant>

namespace tocsin {

struct NoticeBody {
    NoticeWritten written;
    bool preview = false;
};

// {stage?, happened?, impact?, location?, summary?, state?, degree?, next?, reason?, holding?,
// management?, corrects?, decided_by?, by?, preview?}. What a stage must hold is the core's to say.
// `location` is a text or a list; `next` a length ("60 min"), a time of day ("05:18", local) or a
// time of RFC 3339.
[[nodiscard]] std::variant<NoticeBody, ProblemDetail> read_notice(const std::string& body,
                                                                  IncidentId incident,
                                                                  const std::string& principal,
                                                                  const Zone& zone, Instant now);

// {action: "lift", "withdraw" or "rewrite", reason, by?}, and for rewrite the fields of a notice.
[[nodiscard]] std::variant<HoldDecided, ProblemDetail> read_hold_decision(
    const std::string& body, HoldId hold, const std::string& principal, const Zone& zone,
    Instant now);

// {reason, by?}
[[nodiscard]] std::variant<RolloutApproved, ProblemDetail> read_rollout(
    const std::string& body, const std::string& service, const std::string& principal);

}  // namespace tocsin
