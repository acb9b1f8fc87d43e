#include "core/event.h"

namespace tocsin {
namespace {

std::vector<IncidentId> covered(const std::vector<Covered>& covers) {
    std::vector<IncidentId> incidents;
    for (const Covered& line : covers) incidents.push_back(line.incident);
    return incidents;
}

struct About {
    template <class Event>
    std::vector<IncidentId> operator()(const Event& event) const {
        if constexpr (requires { event.incident; }) {
            return {event.incident};
        } else if constexpr (requires { event.about; }) {
            return event.about;
        } else {
            return {};
        }
    }
    std::vector<IncidentId> operator()(const CallMade& event) const {
        return covered(event.covers);
    }
    std::vector<IncidentId> operator()(const CallJoined& event) const {
        return {event.covers.incident};
    }
    std::vector<IncidentId> operator()(const TrendJoined& event) const {
        return {event.incident, event.major};
    }
    std::vector<IncidentId> operator()(const CallFailed& event) const { return event.incidents; }
    std::vector<IncidentId> operator()(const Erased& event) const { return event.of; }
};

}  // namespace

Event::Event() = default;
Event::Event(const Event& other) = default;
Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(const Event& other) = default;
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

std::string names_of(const std::vector<Callee>& callees) {
    std::string text;
    for (const Callee& callee : callees) text += (text.empty() ? "" : ", ") + callee.name;
    return text.empty() ? "nobody" : text;
}

std::vector<IncidentId> about(const Event& event) {
    return std::visit(About{}, event);
}

}  // namespace tocsin
