#include "daemon/event_routes.h"

#include "core/draft.h"
#include "daemon/whole_number.h"

namespace tocsin {
namespace {

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

// Behind which entry the caller wants to go on; nothing: from now. The header is newer than the
// query: a browser that comes back asks with both.
std::optional<std::uint64_t> after_of(const Visit& visit) {
    const std::string* header = find_header(visit.request.headers, "Last-Event-ID");
    const std::string* after = header != nullptr ? header : find_field(visit.query, "after");
    if (after == nullptr) return std::nullopt;
    const std::optional<std::uint64_t> seq = whole_number(*after);
    if (!seq)
        refuse("request", std::string(header != nullptr ? "Last-Event-ID" : "after") +
                              " is the id of an event, a whole number; 0 begins with the first.");
    return seq;
}

}  // namespace

void EventRoutes::add_routes(Router& router) {
    router.add("GET", "/v1/events", Scope::read,
               [this](const Visit& visit) { return listen(visit); });
}

Response EventRoutes::listen(const Visit& visit) const {
    // Whoever misspells "incident" must not be told of all of them.
    for (const auto& [name, value] : visit.query) {
        if (name != "after" && name != "incident")
            refuse("request", "It takes after and incident, nothing else.");
    }
    const std::optional<std::uint64_t> after = after_of(visit);
    EventFeed::Wanted wanted;
    if (const std::string* incident = find_field(visit.query, "incident"))
        wanted.incident = incident_named(*incident);
    std::uint64_t last = 0;
    IncidentId next;
    api_.look([&](const Engine& engine, Instant) {
        last = engine.state().next_seq() - 1;
        next = engine.state().next_incident();
    });
    if (wanted.incident && wanted.incident->value >= next.value)
        refuse("unknown", "There is no " + reference(*wanted.incident) + ".");
    if (after && *after > last) {
        refuse("wrong-state", "The journal ends with entry " + std::to_string(last) +
                                  ": that event is of another one. Begin again without it.");
    }
    wanted.after = after.value_or(last);
    if (visit.request.method == "HEAD") return {.content_type = "text/event-stream"};
    Response answer{.content_type = "text/event-stream",
                    .headers = {{"X-Accel-Buffering", "no"}},  // nginx passes each event on at once
                    .open = feed_.listen(visit.who.name, wanted)};
    if (!answer.open) {
        throw Refused({.slug = "busy",
                       .detail = "Too many listen to the events already.",
                       .retry_after = std::chrono::seconds(15)});
    }
    return answer;
}

}  // namespace tocsin
