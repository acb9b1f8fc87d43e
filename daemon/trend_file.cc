#include "daemon/trend_file.h"

#include "core/names.h"
#include "daemon/matcher_file.h"

#include <algorithm>

namespace tocsin {
namespace {

// It stands in texts as the service of the incident (wording 2).
constexpr std::size_t title_signs = 20;
constexpr long count_max = 1000;
constexpr Duration within_max = std::chrono::hours(24) * 31;

class TrendReader {
public:
    TrendReader(const std::string& name, const Node& node, const Procedure& procedure,
                const KnownContacts* known, Complaints& complaints)
        : map_(node, "the trend " + in_quotes(name), complaints),
          procedure_(procedure),
          known_(known) {
        rule_.name = name;
    }

    TrendRule read() {
        rule_.title = map_.need_text("title", title_signs,
                                     "say in a few words what several are: "
                                     "\"title: several of a kind\"")
                          .value_or(rule_.name);
        for (const Node* item : map_.items("rules")) {
            if (const auto word = one_line(*item, "a rule", map_.complaints(), 20))
                rule_.rules.push_back(*word);
        }
        rule_.when = read_matchers(map_, "when", procedure_, known_);
        read_same();
        read_window();
        if (const Node* opens = map_.need("opens",
                                          "say what they are together: "
                                          "\"opens: { severity: 1 }\""))
            read_opens(*opens);
        map_.refuse_unknown();
        return std::move(rule_);
    }

private:
    void read_same() {
        std::vector<std::string> known{"service"};
        for (const Field& field : procedure_.fields) {
            if (!field.text) known.push_back(field.name);
        }
        for (const Node* item : map_.items("same")) {
            const auto word = one_line(*item, "\"same\" of " + map_.name(), map_.complaints());
            if (!word) continue;
            if (std::ranges::find(known, *word) == known.end()) {
                map_.complaints().error(item->mark, in_quotes(*word) + " cannot be the same",
                                        "incidents are compared by fields that have values, and "
                                        "by service",
                                        suggest(*word, known, "name such a field, or service"));
            }
            rule_.same.push_back(*word);
        }
    }

    void read_window() {
        if (const auto count = map_.whole("count", 2, count_max)) {
            rule_.count = static_cast<int>(*count);
        } else if (!map_.find("count")) {
            map_.complaints().error(map_.mark(), map_.name() + " has no \"count\"", "",
                                    "say how many are one: \"count: 3\"");
        }
        if (const auto within = map_.duration("within", std::chrono::minutes(1), within_max)) {
            rule_.within = *within;
        } else if (!map_.find("within")) {
            map_.complaints().error(map_.mark(), map_.name() + " has no \"within\"", "",
                                    "say in which time: \"within: 24 h\"");
        }
    }

    void read_opens(const Node& node) {
        MapReader opens(node, "what " + map_.name() + " opens", map_.complaints());
        if (const auto severity = opens.whole("severity", 1, 5))
            rule_.severity = static_cast<int>(*severity);
        if (const Node* set = opens.find("set")) read_set(*set);
        opens.refuse_unknown();
    }

    void read_set(const Node& node) {
        MapReader set(node, "\"set\" of " + map_.name(), map_.complaints());
        for (const Field& field : procedure_.fields) {
            const auto word = set.text(field.name);
            if (!word) continue;
            if (!field.text && std::ranges::find(field.values, *word) == field.values.end()) {
                map_.complaints().error(
                    set.mark(field.name),
                    "the field " + in_quotes(field.name) + " cannot be " + in_quotes(*word), "",
                    suggest(*word, field.values, "add it to the values of the field"));
            }
            rule_.set[field.name] = {*word};
        }
        set.refuse_unknown();
    }

    MapReader map_;
    const Procedure& procedure_;
    const KnownContacts* known_;
    TrendRule rule_;
};

}  // namespace

std::vector<TrendRule> read_trends(MapReader& file, const Procedure& procedure,
                                   const KnownContacts* known) {
    std::vector<TrendRule> trends;
    for (const auto& [name, node] : file.entries("trends")) {
        need_plain_name(name, "a trend", node->mark, file.complaints());
        trends.push_back(TrendReader(name, *node, procedure, known, file.complaints()).read());
    }
    return trends;
}

}  // namespace tocsin
