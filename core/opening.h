// What an incident is opened with, whoever asks for it: an alarm, a person, or another incident
// whose task it is.
#pragma once

#include "core/draft.h"

namespace tocsin {

// Opens it and binds its key. `opened` has its incident, source, by, alarm, service and fields;
// what follows from the procedure is added here.
void open_incident(Draft& draft, IncidentOpened opened, const Procedure& procedure);

}  // namespace tocsin
