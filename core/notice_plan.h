// What would become of a notice at this moment: what it lacks, what keeps it back, its words on
// every medium, and who would be told. Nothing is decided here, so that a preview is the same.
#pragma once

#include "core/audience.h"
#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

struct NoticePlan {
    std::string never;  // why the incident is never told by a notice (HSSI-39); empty: it may be
    std::vector<NoticeTrouble> lacks;
    std::vector<std::string> warnings;
    std::vector<HoldReason> holds;
    std::string found;  // "1 NHS number in happened": kinds, never what was found
    NoticeSent sent;    // whole only when nothing is lacking
    std::vector<Told> readers;
};

NoticePlan plan_notice(const Draft& draft, const Incident& incident, const WrittenNotice& notice,
                       const std::string& by);

// Why users are never told of it (HSSI-39); empty: they may be.
std::string never_told(const Procedure& procedure, const Incident& incident, bool core_hours);

// A hold that nobody may lift: the incident's notices have ended (HSSI-34).
bool silenced(const Procedure& procedure, const Incident& incident, bool core_hours);

// The notice as whoever decides on it may see it: what may be a patient's is masked.
WrittenNotice masked_notice(WrittenNotice notice, std::chrono::year_month_day today);

}  // namespace tocsin
