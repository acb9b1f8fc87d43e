#include "daemon/calendar_text.h"

#include <libical/ical.h>
#include <memory>
#include <stdexcept>

namespace tocsin {
namespace {

struct Freed {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
    void operator()(char* text) const { icalmemory_free_buffer(text); }
};

using Component = std::unique_ptr<icalcomponent, Freed>;

Component made(icalcomponent* component) {
    if (component == nullptr) throw std::runtime_error("libical has no memory to give.");
    return Component(component);
}

icaltimetype utc(Instant at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    return icaltime_from_timet_with_zone(static_cast<time_t>(seconds), 0,
                                         icaltimezone_get_utc_timezone());
}

void add(const Component& to, icalproperty* property) {
    if (property == nullptr) throw std::runtime_error("libical has no memory to give.");
    icalcomponent_add_property(to.get(), property);
}

// A property of its own name, as readers know them by habit.
void add_named(const Component& to, const char* name, const std::string& value) {
    icalproperty* property = icalproperty_new_x(value.c_str());
    icalproperty_set_x_name(property, name);
    add(to, property);
}

Component event_of(const FeedEvent& event) {
    Component component = made(icalcomponent_new(ICAL_VEVENT_COMPONENT));
    add(component, icalproperty_new_uid(event.uid.c_str()));
    // When this version of it was made (RFC 5545, 3.8.7.2), so that equal feeds are equal bytes.
    add(component, icalproperty_new_dtstamp(utc(event.changed)));
    add(component, icalproperty_new_lastmodified(utc(event.changed)));
    add(component, icalproperty_new_sequence(event.sequence));
    add(component, icalproperty_new_dtstart(utc(event.span.from)));
    add(component, icalproperty_new_dtend(utc(event.span.to)));
    add(component, icalproperty_new_summary(event.summary.c_str()));
    add(component, icalproperty_new_description(event.description.c_str()));
    add(component, icalproperty_new_status(ICAL_STATUS_CONFIRMED));
    // Whoever is on call may be invited to a meeting all the same.
    add(component, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    add(component, icalproperty_new_categories("On call"));
    return component;
}

}  // namespace

std::string calendar_text(const Feed& feed) {
    const Component calendar = made(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
    add(calendar, icalproperty_new_version("2.0"));
    add(calendar, icalproperty_new_prodid("-//Tocsin//On call//EN"));
    add(calendar, icalproperty_new_calscale("GREGORIAN"));
    add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
    add(calendar, icalproperty_new_name(feed.title.c_str()));
    add_named(calendar, "X-WR-CALNAME", feed.title);
    icalproperty* refresh = icalproperty_new_refreshinterval(icaldurationtype_from_string("PT1H"));
    icalproperty_add_parameter(refresh, icalparameter_new_value(ICAL_VALUE_DURATION));
    add(calendar, refresh);
    add_named(calendar, "X-PUBLISHED-TTL", "PT1H");
    for (const FeedEvent& event : feed.events) {
        icalcomponent_add_component(calendar.get(), event_of(event).release());
    }
    const std::unique_ptr<char, Freed> text(icalcomponent_as_ical_string_r(calendar.get()));
    if (!text) throw std::runtime_error("libical has no memory to give.");
    return text.get();
}

}  // namespace tocsin
