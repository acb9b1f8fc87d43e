// What an alarm means here: which procedure, service, severity and place, by the routes of the
// directory, in order.
#pragma once

#include "core/directory.h"
#include "core/input.h"

#include <string>

namespace tocsin {

// The first route that fits; nullptr when none does.
const AlarmRoute* route_of(const Directory& directory, const Alarm& alarm,
                           const std::string& source);

// The alarm as its route says; unchanged without one.
Alarm routed(Alarm alarm, const AlarmRoute* route);

// The group of a routed alarm: the route, its procedure, and what it says under the route's names.
// Empty when each alarm of the route is an incident of its own.
std::string group_of(const Directory& directory, const AlarmRoute& route, const Alarm& alarm,
                     const std::string& source);

// The procedure it is handled by: its own, the service's, or the default one.
const Procedure& procedure_for(const Directory& directory, const Alarm& alarm);

// Whether nothing says what it means: no route fits, its service is none of ours, and it names no
// procedure that there is. It is handled all the same, and level 1 hears of it.
bool unroutable(const Directory& directory, const Alarm& alarm, const AlarmRoute* route);

}  // namespace tocsin
