// A story that was played, as people read it and as programs do. Pure.
#pragma once

#include "daemon/story_play.h"

#include <string>

namespace tocsin {

// What happened day by day (the acts of the story marked with ">"), who was called by what, what
// was owed and met, and where it stands at the end. Nothing in it changes from run to run.
std::string story_text(const Story& story, const Told& told, const Zone& zone);

// {"nothing_is_sent": true, "story", "procedure", "proves": [], "at", "ended", "as_told", "amiss":
// [], "lines": [{"at", "local", "incident", "act", "words", "text"}], "calls": [{"at", "local",
// "incident", "name", "called", "try", "by": [{"medium", "channel", "accepted"}]}], "owed":
// [{"incident", "name", "title", "owner", "rules": [], "from", "due", "times_met", "times_late",
// "times_told", "late", "standing", "since", "text"}], "incidents": [{"incident", "what", "rules":
// [], "status", "holder", "on_status_page", "said": [], "unset": []}]}. Times are UTC; what is not
// there is empty.
std::string story_json(const Story& story, const Told& told, const Zone& zone);

}  // namespace tocsin
