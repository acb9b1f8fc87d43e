// How severe an incident is: worked out from answers and its record, which proposes, and set by a
// person, who says why when it is not what was proposed (HSSI-04).
#pragma once

#include "core/draft.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// What the answers and the incident's record come to. `way` may be empty: the usual one. Either an
// assessment, or what is wrong: a sentence each.
struct Judged {
    std::optional<Assessment> assessment;
    std::vector<std::string> wrong;
};
Judged judge(const Directory& directory, const Incident& incident, const std::string& way,
             const Answers& answers, Instant now);

// The questions of this assessment that nobody has answered, and what they can be: "urgency (1, 2,
// 3, 4 or 5), users (a number)".
std::string still_asked(const SeverityRules& rules, const Assessment& assessment);

void judge_severity(Draft& draft, const JudgeSeverity& said);

}  // namespace tocsin
