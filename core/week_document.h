// The rota of a week as people are sent it: who is on call when, how they are reached, what is
// empty; and the same as files for a spreadsheet and for an upload (HSSI-12).
#pragma once

#include "core/document.h"
#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

struct WeekPaper {
    Document document;
    std::vector<Attachment> attachments;
    int version = 0;  // of the week in force
    std::vector<Gap> gaps;
};

// `procedure`'s rota in the week of `monday`, with its swaps, as it stands now. One table a role.
// Where no week is in force, all of it is one gap.
WeekPaper week_paper(const Draft& draft, const Procedure& procedure, Day monday);

// The people that a rota may name in the week of `monday`, by id: as its week has them, else as the
// configuration has.
std::map<std::string, Person> people_of_week(const Directory& directory, const Rota& rota,
                                             Day monday);

// The gaps of the week that the procedure's duties leave, in order of time; each once.
std::vector<Gap> gaps_of_week(const Draft& draft, const Procedure& procedure, Day monday);

}  // namespace tocsin
