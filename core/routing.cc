#include "core/routing.h"

namespace tocsin {

const AlarmRoute* route_of(const Directory& directory, const Alarm& alarm,
                           const std::string& source) {
    for (const AlarmRoute& route : directory.routes) {
        if (matches(route.when, alarm, source)) return &route;
    }
    return nullptr;
}

Alarm routed(Alarm alarm, const AlarmRoute* route) {
    if (route == nullptr) return alarm;
    if (!route->procedure.empty()) alarm.procedure = route->procedure;
    if (!route->service.empty()) alarm.service = route->service;
    if (route->severity != 0) alarm.severity = route->severity;
    if (!route->place.empty()) alarm.place = route->place;
    return alarm;
}

const Procedure& procedure_for(const Directory& directory, const Alarm& alarm) {
    std::string name = alarm.procedure;
    const auto service = directory.services.find(alarm.service);
    if (name.empty() && service != directory.services.end()) name = service->second.procedure;
    const auto found = directory.procedures.find(name);
    return found != directory.procedures.end()
               ? found->second
               : directory.procedures.at(directory.default_procedure);
}

std::string group_of(const Directory& directory, const AlarmRoute& route, const Alarm& alarm,
                     const std::string& source) {
    if (route.group.empty()) return "";
    // Whom to call is the procedure's: what follows another one is another incident.
    std::string group = route.name + " " + procedure_for(directory, alarm).name;
    for (const std::string& name : route.group) {
        const std::string here = said(alarm, source, name);
        // With its length, no two lists of words read alike.
        group += " " + name + "=" + std::to_string(here.size()) + ":" + here;
    }
    return group;
}

bool unroutable(const Directory& directory, const Alarm& alarm, const AlarmRoute* route) {
    return route == nullptr && !directory.routes.empty() &&
           !directory.services.contains(alarm.service) &&
           !directory.procedures.contains(alarm.procedure);
}

}  // namespace tocsin
