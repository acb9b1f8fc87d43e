#include "daemon/alarm_trial.h"

#include "core/decide.h"
#include "core/draft.h"
#include "core/ladder.h"
#include "core/routing.h"
#include "core/timeline.h"
#include "daemon/json_writer.h"

#include <type_traits>

namespace tocsin {
namespace {

std::string alarm_json(const Directory& directory, const Alarm& heard, const std::string& source) {
    const AlarmRoute* route = route_of(directory, heard, source);
    const Alarm alarm = routed(heard, route);
    const bool remark = heard.remark.has_value();
    JsonObject json;
    json.text("key", alarm.key)
        .text("says", remark         ? "somebody said something of it"
                      : alarm.firing ? "it fires"
                                     : "it is over")
        .text("service", alarm.service)
        .number("severity", alarm.severity)
        .text("summary", alarm.summary)
        .text("route", route == nullptr ? "" : route->name)
        .text("procedure", procedure_for(directory, alarm).name);
    return json.str();
}

std::string called_words(const Engine& engine, const IncidentOpened& opened, Instant now) {
    const Directory& directory = engine.directory();
    const Procedure& procedure = directory.procedure(opened.procedure, opened.procedure_hash);
    if (!opened.climbs)
        return "it calls nobody before it is " + procedure.ladder.starts + "; level 1 sees to that";
    const auto rung = static_cast<std::size_t>(opened.rung);
    const std::vector<Rung>& rungs = procedure.ladder.rungs;
    const std::string& role = rung < rungs.size() ? rungs[rung].role : procedure.ladder.last_resort;
    const Meaning meant =
        meaning(engine.state(), directory, procedure, role, now, opened.alarm.service);
    return "it calls " + role + ": " + names_of(meant.people);
}

// Events that say what becomes of an alarm; the rest follows from them.
template <class Said>
constexpr bool tells =
    std::is_same_v<Said, IncidentOpened> || std::is_same_v<Said, AlarmRepeated> ||
    std::is_same_v<Said, AlarmCleared> || std::is_same_v<Said, AlarmSuppressed> ||
    std::is_same_v<Said, SuppressionEnded> || std::is_same_v<Said, AlarmJoined> ||
    std::is_same_v<Said, ClearAwaited> || std::is_same_v<Said, StatusMoved> ||
    std::is_same_v<Said, NoteAdded> || std::is_same_v<Said, Taken>;

}  // namespace

std::string alarm_trial_json(const Engine& engine, const Reported& reported, Instant now) {
    const Directory& directory = engine.directory();
    JsonList alarms;
    for (const Alarm& alarm : reported.alarms)
        alarms.raw(alarm_json(directory, alarm, reported.source));
    const Decision decision = decide(engine.state(), {reported, 0}, now, directory);
    JsonList would;
    for (const Event& event : decision.events) {
        const bool shown =
            std::visit([](const auto& one) { return tells<std::decay_t<decltype(one)>>; }, event);
        if (!shown) continue;
        const std::vector<IncidentId> ids = about(event);
        const std::string words = sentence(event, directory.calendar.zone, now);
        would.text((ids.empty() ? "" : reference(ids.front()) + ": ") + words);
        if (const auto* opened = std::get_if<IncidentOpened>(&event))
            would.text(reference(opened->incident) + ": " + called_words(engine, *opened, now));
    }
    if (would.empty()) would.text("nothing: it is known, or about nothing that is open");
    return JsonObject().raw("alarms", alarms.str()).raw("would", would.str()).str();
}

}  // namespace tocsin
