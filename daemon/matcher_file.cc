#include "daemon/matcher_file.h"

#include "core/ladder.h"
#include "core/names.h"
#include "daemon/procedure_file.h"

#include <algorithm>

namespace tocsin {
namespace {

const std::vector<std::string> own_keys = {"severity", "service", "hours",     "flag",     "unset",
                                           "reached",  "status",  "open-task", "done-task"};

class MatcherReader {
public:
    MatcherReader(const Node& node, const std::string& name, const Procedure& procedure,
                  const KnownContacts* known, Complaints& complaints)
        : map_(node, name, complaints), node_(node), procedure_(procedure), known_(known) {}

    Matcher read() {
        read_severities();
        if (const auto hours = map_.one_of("hours", {"core-hours", "out-of-hours"}))
            matcher_.when = *hours == 0 ? Applies::core_hours : Applies::out_of_hours;
        read_services();
        matcher_.flags = words("flag", "the procedure has no flag", names(procedure_.flags),
                               "add it to \"flags\"");
        matcher_.unset = words("unset", "the procedure has no field", names(procedure_.fields),
                               "add it to \"fields\"");
        const std::vector<std::string> tasks = names(procedure_.tasks);
        const std::string no_task = "the procedure has no task";
        matcher_.open_tasks = words("open-task", no_task, tasks, "add it to \"tasks\"");
        matcher_.done_tasks = words("done-task", no_task, tasks, "add it to \"tasks\"");
        matcher_.statuses = words("status", "the procedure has no status", procedure_.statuses,
                                  "add it to \"statuses\"");
        read_reached();
        for (const Field& field : procedure_.fields) {
            // Of a text a condition can say that it is missing, and nothing else.
            if (field.text) continue;
            std::set<std::string> values =
                words(field.name, "the field " + in_quotes(field.name) + " cannot be", field.values,
                      "add it to the values of the field");
            if (!values.empty()) matcher_.fields.emplace(field.name, std::move(values));
        }
        map_.refuse_unknown();
        if (node_.kind == Node::Kind::map && node_.fields.empty()) {
            map_.complaints().error(node_.mark, map_.name() + " names nothing",
                                    "it would hold for every incident",
                                    "name something, or leave the condition out");
        }
        return std::move(matcher_);
    }

private:
    // The words under `key`, all of them among `known`.
    std::set<std::string> words(const std::string& key, const std::string& otherwise,
                                const std::vector<std::string>& known, const std::string& fix) {
        std::set<std::string> read;
        for (const Node* item : map_.items(key)) {
            const auto word =
                one_line(*item, in_quotes(key) + " of " + map_.name(), map_.complaints());
            if (!word) continue;
            if (std::ranges::find(known, *word) == known.end()) {
                map_.complaints().error(item->mark, otherwise + " " + in_quotes(*word),
                                        "it would never hold", suggest(*word, known, fix));
            }
            read.insert(*word);
        }
        return read;
    }

    void read_severities() {
        const std::set<std::string> read =
            words("severity", "there is no severity", {"1", "2", "3", "4", "5"},
                  "write a whole number from 1 to 5");
        for (const std::string& word : read) {
            if (word.size() == 1) matcher_.severities.insert(word.front() - '0');
        }
    }

    void read_services() {
        const std::vector<std::string> services =
            known_ ? std::vector<std::string>(known_->services.begin(), known_->services.end())
                   : std::vector<std::string>{};
        for (const Node* item : map_.items("service")) {
            const auto id = one_line(*item, "a service of " + map_.name(), map_.complaints());
            if (!id) continue;
            if (known_ && !known_->services.contains(*id)) {
                map_.complaints().error(item->mark, "no service is called " + in_quotes(*id),
                                        "a condition names services of the configuration by id",
                                        suggest(*id, services, "add it to \"services\" first"));
            }
            matcher_.services.insert(*id);
        }
    }

    void read_reached() {
        const auto role = map_.text("reached");
        if (!role) return;
        matcher_.reached = rung_of(procedure_, *role);
        if (matcher_.reached) return;
        std::vector<std::string> rungs;
        for (const Rung& rung : procedure_.ladder.rungs) rungs.push_back(rung.role);
        map_.complaints().error(map_.mark("reached"),
                                "the ladder has no rung for " + in_quotes(*role), "",
                                suggest(*role, rungs, "name the role of a rung"));
    }

    MapReader map_;
    const Node& node_;
    const Procedure& procedure_;
    const KnownContacts* known_;
    Matcher matcher_;
};

}  // namespace

bool matcher_key(const std::string& name) {
    return std::ranges::find(own_keys, name) != own_keys.end();
}

std::vector<Matcher> read_matchers(MapReader& map, const std::string& key,
                                   const Procedure& procedure, const KnownContacts* known) {
    std::vector<Matcher> cases;
    const std::string name = "a case of " + in_quotes(key) + " of " + map.name();
    for (const Node* node : map.items(key)) {
        cases.push_back(MatcherReader(*node, name, procedure, known, map.complaints()).read());
    }
    const Node* all = map.find(key);
    if (all && all->kind == Node::Kind::list && all->items.empty()) {
        map.complaints().error(all->mark, in_quotes(key) + " of " + map.name() + " names no case",
                               "", "name one, or leave it out: then it always holds");
    }
    return cases;
}

}  // namespace tocsin
