#include "channels/ack_words.h"

#include "channels/html.h"

namespace tocsin {

std::string ref_html(const AckIncident& incident) {
    return "<span class=\"ref\">" + escaped(incident.ref) + "</span>";
}

std::string other(const AckView& view) {
    const std::string role = view.other_role.empty() ? "" : " (" + escaped(view.other_role) + ")";
    return escaped(view.other_person) + role;
}

bool merged(const AckView& view) {
    return view.incidents.size() > 1;
}

std::string all_of(const AckView& view) {
    return "all " + std::to_string(view.incidents.size());
}

std::string broken(const AckIncident& incident) {
    if (incident.service.empty()) return "Details by phone only";
    return escaped(incident.service) + " is " + escaped(incident.state);
}

std::string heading(const AckView& view) {
    if (view.incidents.empty()) return "Details by phone only";
    const std::string first = broken(view.incidents.front());
    if (!merged(view)) return first;
    return std::to_string(view.incidents.size()) + " incidents, the worst: " + first;
}

std::string subject(const AckView& view) {
    if (view.incidents.empty()) return "this call";
    return merged(view) ? all_of(view) + " incidents" : escaped(view.incidents.front().ref);
}

std::string subject_html(const AckView& view) {
    return view.incidents.size() == 1 ? ref_html(view.incidents.front()) : subject(view);
}

std::string none_of(const AckView& view) {
    return merged(view) ? "any of the " + std::to_string(view.incidents.size()) + " incidents"
                        : subject_html(view);
}

std::string service_suffix(const AckView& view) {
    if (view.incidents.empty() || view.incidents.front().service.empty()) return {};
    if (merged(view)) return ", " + escaped(view.incidents.front().ref) + " and others";
    return ", " + escaped(view.incidents.front().service);
}

std::string severity(const AckIncident& incident) {
    return std::to_string(incident.severity) + " of 5" +
           (incident.severity == 1 ? ", the highest" : "");
}

}  // namespace tocsin
