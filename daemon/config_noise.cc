#include "daemon/config_noise.h"

#include "daemon/triage_file.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t pattern_signs = 200;
constexpr Duration day = std::chrono::hours(24);
// So many openings of an alarm are remembered.
constexpr long openings_max = 20;

template <class Value>
std::vector<std::string> names_of_map(const std::map<std::string, Value>& map) {
    std::vector<std::string> names;
    for (const auto& [name, value] : map) names.push_back(name);
    return names;
}

// A word that must be the name of one of these; empty when it is absent.
template <class Value>
std::string read_known(MapReader& map, const std::string& key, const std::string& kind,
                       const std::map<std::string, Value>& known) {
    const auto word = map.text(key);
    if (!word) return "";
    if (!known.contains(*word)) {
        map.complaints().error(map.mark(key), "no " + kind + " is called " + in_quotes(*word),
                               map.name() + " names it by its id",
                               suggest(*word, names_of_map(known), "add it first"));
    }
    return *word;
}

void read_group(MapReader& map, AlarmRoute& route) {
    const Node* node = map.find("group");
    if (node == nullptr) return;
    MapReader group(*node, "\"group\" of " + map.name(), map.complaints());
    group.need("by", "say what alarms of a group have in common: \"by: [service, place]\"");
    for (const Node* item : group.items("by")) {
        if (const auto name = one_line(*item, "\"by\" of " + group.name(), map.complaints(), 100))
            route.group.push_back(*name);
    }
    group.need("within", "say how long a group takes more: \"within: 10 min\"");
    if (const auto within = group.duration("within", std::chrono::seconds(10), day))
        route.group_within = *within;
    group.refuse_unknown();
}

AlarmRoute read_route(const Node& node, const Directory& directory, Complaints& complaints) {
    MapReader map(node, "a route", complaints);
    AlarmRoute route;
    route.name = map.need_text("name", 60, "name it: people read it as the reason").value_or("");
    route.when = read_alarm_matcher(map, "when");
    route.procedure = read_known(map, "procedure", "procedure", directory.procedures);
    route.service = read_known(map, "service", "service", directory.services);
    route.severity = static_cast<int>(map.whole("severity", 1, 5).value_or(0));
    route.place = map.text("place", 43).value_or("");
    route.fields = read_field_values(map, "set");
    const auto procedure = directory.procedures.find(
        route.procedure.empty() ? directory.default_procedure : route.procedure);
    const Node* set = map.find("set");
    if (set != nullptr && procedure != directory.procedures.end())
        judge_field_values(*set, procedure->second, complaints);
    read_group(map, route);
    map.refuse_unknown();
    return route;
}

void read_routes(MapReader& file, Directory& directory) {
    std::vector<std::string> names;
    for (const Node* item : file.items("routes")) {
        AlarmRoute route = read_route(*item, directory, file.complaints());
        if (std::ranges::find(names, route.name) != names.end() && !route.name.empty()) {
            file.complaints().error(item->mark, "a second route is called " + in_quotes(route.name),
                                    "groups of alarms are kept by it", "give it another name");
        }
        names.push_back(route.name);
        const bool all = route.when.says.empty();
        directory.routes.push_back(std::move(route));
        if (all && item != file.items("routes").back()) {
            file.complaints().error(item->mark,
                                    in_quotes(names.back()) + " fits every alarm, and is not last",
                                    "the routes below it would never count",
                                    "move it to the end, or give it a \"when\"");
        }
    }
}

void read_flapping(MapReader& file, Flapping& flapping) {
    const Node* node = file.find("flapping");
    if (node == nullptr) return;
    if (node->kind == Node::Kind::scalar) {
        if (file.yes_no("flapping") == false) flapping.openings = 0;
        return;
    }
    MapReader map(*node, "the block \"flapping\"", file.complaints());
    flapping.openings = static_cast<int>(map.whole("openings", 2, openings_max).value_or(4));
    flapping.within =
        map.duration("within", std::chrono::minutes(1), day).value_or(flapping.within);
    flapping.quiet = map.duration("quiet", std::chrono::minutes(1), day).value_or(flapping.quiet);
    map.refuse_unknown();
}

void read_heartbeats(MapReader& file, Directory& directory) {
    for (const auto& [name, node] : file.entries("heartbeats")) {
        need_plain_name(name, "a heartbeat", node->mark, file.complaints());
        MapReader map(*node, "the heartbeat " + in_quotes(name), file.complaints());
        HeartbeatRule rule;
        rule.name = name;
        map.need("every", "say how often it comes: \"every: 24 h\"");
        rule.every =
            map.duration("every", std::chrono::seconds(30), day * 366).value_or(Duration{0});
        rule.grace = map.duration("grace", std::chrono::seconds(10), day * 31)
                         .value_or(std::chrono::minutes(5));
        rule.service = read_known(map, "service", "service", directory.services);
        rule.procedure = read_known(map, "procedure", "procedure", directory.procedures);
        rule.severity = static_cast<int>(map.whole("severity", 1, 5).value_or(rule.severity));
        map.refuse_unknown();
        directory.heartbeats.emplace(name, std::move(rule));
    }
}

// Services that a service does not work without, now that all of them are known.
void judge_dependencies(MapReader& file, const Directory& directory) {
    for (const auto& [id, node] : file.entries("services")) {
        const Node* on = node->find("depends-on");
        if (on == nullptr) continue;
        for (const std::string& other : directory.services.at(id).depends_on) {
            if (directory.services.contains(other) && other != id) continue;
            file.complaints().error(
                on->mark,
                other == id ? in_quotes(id) + " depends on itself"
                            : "no service is called " + in_quotes(other),
                "\"depends-on\" names other services by id",
                suggest(other, names_of_map(directory.services), "add it to \"services\" first"));
        }
    }
}

}  // namespace

AlarmMatcher read_alarm_matcher(MapReader& map, const std::string& key) {
    AlarmMatcher matcher;
    const Node* node = map.find(key);
    if (node == nullptr) return matcher;
    MapReader when(*node, in_quotes(key) + " of " + map.name(), map.complaints());
    if (node->kind != Node::Kind::map) return matcher;
    for (const auto& [name, value] : node->fields) {
        std::vector<std::string>& patterns = matcher.says[name.text];
        for (const Node* item : when.items(name.text)) {
            const auto pattern = one_line(*item, in_quotes(name.text) + " of " + when.name(),
                                          map.complaints(), pattern_signs);
            if (pattern) patterns.push_back(*pattern);
        }
    }
    return matcher;
}

void read_noise(MapReader& file, Directory& directory) {
    judge_dependencies(file, directory);
    read_routes(file, directory);
    read_flapping(file, directory.flapping);
    read_heartbeats(file, directory);
}

}  // namespace tocsin
