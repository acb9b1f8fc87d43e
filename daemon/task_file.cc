#include "daemon/task_file.h"

#include "daemon/ladder_file.h"
#include "daemon/matcher_file.h"
#include "daemon/obligation_file.h"
#include "daemon/procedure_file.h"
#include "daemon/triage_file.h"

namespace tocsin {
namespace {

// It stands in texts beside service and severity (wording, specialist tasks).
constexpr std::size_t title_signs = 24;

// What a task's incident has of its procedure.
Procedure base_of(const Procedure& procedure, const TaskRule& rule) {
    Procedure own;
    own.name = procedure.name;
    own.title = rule.title;
    own.rota = procedure.rota;
    own.core_hours = procedure.core_hours;
    own.statuses = {"reported", "confirmed", "resolved", "closed"};
    own.roles = procedure.roles;
    own.level_1 = procedure.level_1;
    own.ladder.last_resort = procedure.ladder.last_resort;
    own.ladder.last_resort_every = procedure.ladder.last_resort_every;
    own.warn_terms = procedure.warn_terms;
    return own;
}

}  // namespace

TaskFile::TaskFile(MapReader& file, Procedure& procedure, const KnownContacts* known)
    : procedure_(procedure), known_(known) {
    for (const auto& [name, node] : file.entries("tasks")) {
        maps_.emplace_back(*node, "the task " + in_quotes(name), file.complaints());
        need_plain_name(name, "a task", node->mark, file.complaints());
        TaskRule rule;
        rule.name = name;
        procedure_.tasks.push_back(std::move(rule));
    }
}

void TaskFile::read() {
    for (std::size_t i = 0; i < maps_.size(); ++i) {
        MapReader& map = maps_[i];
        TaskRule& rule = procedure_.tasks[i];
        rule.title = map.need_text("title", title_signs,
                                   "say in a few words what it is: "
                                   "\"title: clinical safety task\"")
                         .value_or(rule.name);
        for (const Node* item : map.items("rules")) {
            if (const auto word = one_line(*item, "a rule", map.complaints(), 20))
                rule.rules.push_back(*word);
        }
        rule.when = read_matchers(map, "when", procedure_, known_);
        if (const auto choice = map.one_of("details", {"in-messages", "by-phone"}))
            rule.by_phone_only = *choice == 1;
        if (const auto choice = map.one_of("ends", {"safe", "taken"}))
            rule.ends_taken = *choice == 1;
        rule.follows = map.text("follows").value_or("");
        Procedure own = base_of(procedure_, rule);
        if (rule.follows.empty()) read_own(map, own);
        map.refuse_unknown();
        procedure_.of_tasks.push_back(std::move(own));
    }
}

void TaskFile::read_own(MapReader& map, Procedure& own) {
    LadderFile ladder(map, own, known_);
    ladder.read_rungs();
    read_triage(map, own, known_);
    ladder.read_enters();
    if (const Node* owed = map.find("obligations"))
        own.obligations = read_obligations(*owed, own, known_, map.complaints());
}

}  // namespace tocsin
