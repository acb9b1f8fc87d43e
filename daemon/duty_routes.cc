#include "daemon/duty_routes.h"

#include "core/rota_duties.h"
#include "daemon/calendar_text.h"
#include "daemon/duty_json.h"
#include "rota/clock_words.h"
#include "rota/writing.h"

#include <charconv>

namespace tocsin {
namespace {

// Longer than any year of pay.
constexpr int days_max = 400;

constexpr std::size_t entries_usual = 20;
constexpr std::size_t entries_most = 200;

[[noreturn]] void refuse(std::string slug, std::string detail) {
    throw Refused({.slug = std::move(slug), .detail = std::move(detail)});
}

bool accepts(const Visit& visit, std::string_view type) {
    const std::string* accept = find_header(visit.request.headers, "Accept");
    return accept != nullptr && accept->starts_with(type);
}

Response file_response(std::string type, const std::string& name, std::string body) {
    return {.content_type = std::move(type),
            .headers = {{"Content-Disposition", "attachment; filename=\"" + name + "\""}},
            .body = std::move(body)};
}

Days days_asked(const Visit& visit) {
    const auto day = [&](const char* name) {
        const std::string* text = find_field(visit.query, name);
        return text == nullptr ? std::nullopt : parse_day(*text);
    };
    const std::optional<Day> from = day("from");
    const std::optional<Day> to = day("to");
    if (!from || !to) {
        const std::string part = !from ? "from" : "to";
        refuse("request", part +
                              " is a day. Give both, the last one included: "
                              "?from=2026-11-01&to=2026-11-30.");
    }
    if (*to < *from) refuse("request", "The period ends before it begins.");
    if (plus_days(*from, days_max) < *to)
        refuse("request", "A period is at most " + std::to_string(days_max) + " days long.");
    return {*from, *to};
}

bool each_asked(const Visit& visit) {
    const std::string* text = find_field(visit.query, "each");
    if (text == nullptr || *text == "false") return false;
    if (*text != "true") refuse("request", "each is true or false.");
    return true;
}

}  // namespace

void DutyRoutes::add_routes(Router& router) {
    const auto add = [&](const char* pattern, Response (DutyRoutes::*handler)(const Visit&) const) {
        router.add("GET", pattern, Scope::read,
                   [this, handler](const Visit& visit) { return (this->*handler)(visit); });
    };
    add("/v1/rotas/{name}/{week}", &DutyRoutes::week);
    add("/v1/rotas/{name}/history", &DutyRoutes::history);
    add("/v1/rotas/{name}/hours", &DutyRoutes::hours);
}

DutyRoutes::Seen DutyRoutes::look(const Visit& visit) const {
    Seen seen;
    std::uint64_t changed = 0;
    api_.look([&](const Engine& engine, Instant now) {
        changed = last_change(engine.state());
        seen.now = now;
    });
    seen.configuration = configuration_();
    seen.record = book_.record(changed);
    const auto ledger = seen.record->ledgers.find(*find_field(visit.path, "name"));
    if (ledger == seen.record->ledgers.end())
        refuse("unknown", "No rota of that name has been uploaded. GET /v1/rotas lists them.");
    seen.ledger = &ledger->second;
    return seen;
}

Response DutyRoutes::week(const Visit& visit) const {
    const Seen seen = look(visit);
    const std::optional<Day> monday = parse_week(*find_field(visit.path, "week"));
    const State& rotas = seen.record->rotas;
    const Directory& directory = seen.configuration->directory;
    const std::string& name = seen.ledger->name;
    if (!monday || week_in_force(rotas.rotas().find(name)->rota, *monday) == nullptr) {
        refuse("unknown",
               "No week of that date is in force. A week is its Monday, 2026-11-23, or its number, "
               "2026-W48.");
    }
    const std::string file = name + "-" + iso_week(*monday);
    if (accepts(visit, "text/calendar")) {
        const Feed feed = week_feed(*seen.record, directory, name, *monday, seen.now);
        return file_response("text/calendar; charset=utf-8", file + ".ics", calendar_text(feed));
    }
    const bool csv = accepts(visit, "text/csv");
    if (csv || accepts(visit, "application/yaml")) {
        WeeklyRota standing = standing_week(rotas, directory, name, *monday);
        if (!visit.who.sees_contacts()) standing.contacts.clear();
        return csv ? file_response("text/csv; charset=utf-8", file + ".csv",
                                   week_as_csv(standing, directory.calendar))
                   : file_response("application/yaml", file + ".yaml",
                                   week_as_yaml(standing, directory.calendar));
    }
    return json_response(200,
                         week_json(rotas, directory, name, *monday, visit.who.sees_contacts()));
}

Response DutyRoutes::history(const Visit& visit) const {
    std::size_t limit = entries_usual;
    if (const std::string* text = find_field(visit.query, "limit")) {
        const char* end = text->data() + text->size();
        const auto [stopped, fault] = std::from_chars(text->data(), end, limit);
        if (fault != std::errc{} || stopped != end || limit < 1 || limit > entries_most)
            refuse("request", "limit is a number from 1 to " + std::to_string(entries_most) + ".");
    }
    const Seen seen = look(visit);
    const Directory& directory = seen.configuration->directory;
    return json_response(200, history_json(*seen.ledger, rota_names(directory, seen.record->rotas),
                                           directory.calendar.zone, limit));
}

Response DutyRoutes::hours(const Visit& visit) const {
    const Days days = days_asked(visit);
    const bool each = each_asked(visit);
    const Seen seen = look(visit);
    const Directory& directory = seen.configuration->directory;
    const Draft draft(seen.record->rotas, directory, seen.now, 0);
    std::vector<Required> needed;
    for (const Duty& duty : duties(draft)) {
        if (duty.procedure->rota == seen.ledger->name) needed.push_back(duty.required);
    }
    const std::vector<Worked> all = worked(*seen.ledger, needed, directory.calendar, days);
    const RotaNames names = rota_names(directory, seen.record->rotas);
    if (accepts(visit, "text/csv")) {
        return file_response("text/csv; charset=utf-8",
                             seen.ledger->name + "-hours-" + iso_day(days.first) + "-to-" +
                                 iso_day(days.last) + ".csv",
                             each ? worked_csv(all, directory.calendar.zone, names.people)
                                  : tallies_csv(tallies(all), days, names.people));
    }
    return json_response(200, hours_json(seen.ledger->name, days, all, names, each));
}

}  // namespace tocsin
