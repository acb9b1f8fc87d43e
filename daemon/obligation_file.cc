#include "daemon/obligation_file.h"

#include "core/ladder.h"
#include "daemon/matcher_file.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace tocsin {
namespace {

using std::chrono::minutes;

constexpr Duration shortest = minutes(1);
constexpr Duration longest = std::chrono::hours(24 * 366);

// They stand in a text beside reference, service and times (wording 2.3).
constexpr std::size_t title_signs = 40;
constexpr std::size_t ask_signs = 70;

constexpr const char* limit_words =
    "write \"30 min\", \"10 working days\", \"next working day 17:30\" or \"2 months\"";

std::optional<int> number_in(std::string_view text, int max) {
    int number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stopped != end || number < 1 || number > max) return std::nullopt;
    return number;
}

// The severity that a key of a map means; 0 for "other".
std::optional<int> severity_in(const std::string& key) {
    return key == "other" ? std::optional(0) : number_in(key, 5);
}

class ObligationReader {
public:
    ObligationReader(const Node& block, const Procedure& procedure, const KnownContacts* known,
                     Complaints& complaints)
        : block_(block), procedure_(procedure), known_(known), complaints_(complaints) {}

    std::vector<ObligationRule> read() {
        MapReader map(block_, "the block \"obligations\"", complaints_);
        if (block_.kind != Node::Kind::map) return {};
        for (const auto& [key, node] : block_.fields) names_.push_back(key.text);
        std::vector<ObligationRule> all;
        for (const auto& [key, node] : block_.fields) {
            need_plain_name(key.text, "an obligation", key.mark, complaints_);
            all.push_back(read_one(key.text, node));
        }
        return all;
    }

private:
    ObligationRule read_one(const std::string& name, const Node& node) {
        MapReader map(node, "the obligation " + in_quotes(name), complaints_);
        ObligationRule rule;
        rule.name = name;
        rule.title = map.need_text("title", title_signs,
                                   "say in a few words what is owed: "
                                   "\"title: conference call arranged\"")
                         .value_or("");
        rule.ask = map.need_text("ask", ask_signs, "tell the owner what to do, in one sentence")
                       .value_or("");
        for (const Node* item : map.items("rules")) {
            if (const auto word = one_line(*item, "a rule", complaints_, 20))
                rule.rules.push_back(*word);
        }
        rule.when = read_matchers(map, "when", procedure_, known_);
        map.need("starts", "say from what its clock runs: \"starts: confirmed\"");
        rule.starts = read_moments(map, "starts");
        if (map.need("due", limit_words))
            read_by_severity<TimeLimit>(map, "due", rule.due, limit_of);
        read_by_severity<Duration>(map, "every", rule.every, interval_of);
        read_warnings(map, rule);
        read_owner(map, rule);
        rule.met_by = read_moments(map, "met-by");
        if (const auto choice = map.one_of("proof", {"optional", "needed"})) {
            rule.proof = *choice == 1;
        }
        if (const auto choice = map.one_of("waive", {"never", "with-reason"})) {
            rule.waivable = *choice == 1;
        }
        read_late(map, rule);
        read_until(map, rule);
        map.refuse_unknown();
        return rule;
    }

    static std::optional<TimeLimit> limit_of(const std::string& text) {
        return parse_time_limit(text);
    }
    static std::optional<Duration> interval_of(const std::string& text) {
        const auto length = parse_duration(text);
        return length && *length >= shortest ? length : std::nullopt;
    }

    // One value, or a map of them by severity.
    template <class Value>
    void read_by_severity(MapReader& map, const std::string& key, std::map<int, Value>& values,
                          std::optional<Value> (*parse)(const std::string&)) {
        const Node* node = map.find(key);
        if (!node) return;
        const auto take = [&](int severity, const Node& item) {
            const auto text = one_line(item, in_quotes(key) + " of " + map.name(), complaints_);
            if (!text) return;
            if (const auto value = parse(*text)) {
                values[severity] = *value;
                return;
            }
            complaints_.error(item.mark, in_quotes(*text) + " is no time to do something in", "",
                              key == "due" ? limit_words : "write it as \"60 min\"");
        };
        if (node->kind != Node::Kind::map) return take(0, *node);
        for (const auto& [severity, item] : node->fields) {
            if (const auto known = severity_in(severity.text)) {
                take(*known, item);
            } else {
                complaints_.error(severity.mark, in_quotes(severity.text) + " is no severity", "",
                                  "write 1 to 5, or \"other\"");
            }
        }
    }

    void read_warnings(MapReader& map, ObligationRule& rule) {
        for (const Node* item : map.items("warn")) {
            const auto text = one_line(*item, "a warning", complaints_, 20);
            if (!text) continue;
            const auto before = interval_of(*text);
            if (before) {
                rule.warn.push_back(*before);
            } else {
                complaints_.error(item->mark, in_quotes(*text) + " is no length of time", "",
                                  "write it as \"15 min\": so long before it is due");
            }
        }
        std::ranges::sort(rule.warn, std::greater{});
    }

    const Role* role_named(const std::string& name, Mark mark, const char* otherwise) {
        if (const Role* role = procedure_.find_role(name)) return role;
        std::vector<std::string> names;
        for (const Role& role : procedure_.roles) names.push_back(role.name);
        complaints_.error(mark, "no role is called " + in_quotes(name),
                          "an obligation names roles of the same file",
                          suggest(name, names, otherwise));
        return nullptr;
    }

    void read_owner(MapReader& map, ObligationRule& rule) {
        const auto owner =
            map.need_text("owner", 1000, "name a role, or \"holder\": whoever has the incident");
        if (!owner) return;
        rule.owner = *owner;
        if (*owner != ObligationRule::holder)
            role_named(*owner, map.mark("owner"), "or write \"holder\": whoever has the incident");
    }

    void read_late(MapReader& map, ObligationRule& rule) {
        const Node* node = map.find("late");
        if (!node) return;
        MapReader late(*node, "\"late\" of the obligation " + in_quotes(rule.name), complaints_);
        for (const Node* item : late.items("tell")) {
            const auto role = one_line(*item, "a role", complaints_);
            if (role && role_named(*role, item->mark, "add the role under \"roles\" first"))
                rule.late.tell.push_back(*role);
        }
        if (const auto role = late.text("escalate")) {
            rule.late.escalate = *role;
            if (!rung_of(procedure_, *role)) {
                std::vector<std::string> rungs;
                for (const Rung& rung : procedure_.ladder.rungs) rungs.push_back(rung.role);
                complaints_.error(late.mark("escalate"),
                                  "the ladder has no rung " + in_quotes(*role),
                                  "what is late is escalated to a role of the ladder",
                                  suggest(*role, rungs, "name a role of the ladder's rungs"));
            }
        }
        rule.late.again = late.duration("again", shortest, longest).value_or(Duration{0});
        late.refuse_unknown();
    }

    void read_until(MapReader& map, ObligationRule& rule) {
        const auto word = map.text("until");
        if (!word || *word == "met") return;
        const auto& known = procedure_.statuses;
        if (std::ranges::find(known, *word) == known.end()) {
            std::vector<std::string> words = known;
            words.push_back("met");
            complaints_.error(map.mark("until"), "no status is called " + in_quotes(*word),
                              "an obligation ends with a status, or when it is met",
                              suggest(*word, words, "name a status, or \"met\""));
            return;
        }
        rule.until = Moment{Moment::Of::status, *word};
    }

    std::vector<Moment> read_moments(MapReader& map, const std::string& key) {
        std::vector<Moment> moments;
        for (const Node* item : map.items(key)) {
            if (const auto moment =
                    item->kind == Node::Kind::map ? pair_moment(*item) : word_moment(*item)) {
                moments.push_back(*moment);
            }
        }
        return moments;
    }

    std::optional<Moment> word_moment(const Node& node) {
        const auto word = one_line(node, "a moment", complaints_);
        if (!word) return std::nullopt;
        if (*word == "began") return Moment{Moment::Of::began, ""};
        if (*word == "taken") return Moment{Moment::Of::taken, ""};
        if (*word == "asked") return Moment{Moment::Of::asked, ""};
        const auto& known = procedure_.statuses;
        if (std::ranges::find(known, *word) != known.end()) {
            return Moment{Moment::Of::status, *word};
        }
        std::vector<std::string> words = known;
        words.insert(words.end(), {"began", "taken", "asked"});
        complaints_.error(node.mark, in_quotes(*word) + " is no moment of an incident",
                          "a clock runs from began, taken, asked, a status, { taken: ROLE } or "
                          "{ met: OBLIGATION }",
                          suggest(*word, words, "name one of them"));
        return std::nullopt;
    }

    std::optional<Moment> pair_moment(const Node& node) {
        MapReader map(node, "a moment", complaints_);
        const auto taken = map.text("taken");
        const auto met = map.text("met");
        map.refuse_unknown();
        if (taken.has_value() == met.has_value()) {
            complaints_.error(node.mark, "a moment is one thing that happens", "",
                              "write { taken: ROLE } or { met: OBLIGATION }");
            return std::nullopt;
        }
        if (met) {
            if (std::ranges::find(names_, *met) == names_.end()) {
                complaints_.error(map.mark("met"), "no obligation is called " + in_quotes(*met), "",
                                  suggest(*met, names_, "name an obligation of this file"));
            }
            return Moment{Moment::Of::met, *met};
        }
        if (role_named(*taken, map.mark("taken"), "name a role of the ladder") &&
            !rung_of(procedure_, *taken)) {
            complaints_.error(map.mark("taken"), "nobody is ever called as " + in_quotes(*taken),
                              "whoever takes an incident was called at a rung of the ladder",
                              "name a role of the ladder's rungs");
        }
        return Moment{Moment::Of::taken, *taken};
    }

    const Node& block_;
    const Procedure& procedure_;
    const KnownContacts* known_;
    Complaints& complaints_;
    std::vector<std::string> names_;
};

}  // namespace

std::optional<TimeLimit> parse_time_limit(std::string_view text) {
    if (const auto after = parse_duration(text)) {
        if (*after < shortest) return std::nullopt;
        return TimeLimit{*after};
    }
    TimeLimit limit;
    constexpr std::string_view next = "next working day";
    if (text.starts_with(next)) {
        limit.working_days = 1;
        text.remove_prefix(next.size());
    } else {
        const std::size_t space = text.find(' ');
        const auto count = number_in(text.substr(0, space), 260);
        if (!count || space == std::string_view::npos) return std::nullopt;
        text.remove_prefix(space + 1);
        if (text == "month" || text == "months") {
            if (*count > 12) return std::nullopt;
            limit.months = *count;
            return limit;
        }
        if (!text.starts_with("working day")) return std::nullopt;
        text.remove_prefix(std::string_view("working day").size());
        if (text.starts_with('s')) text.remove_prefix(1);
        limit.working_days = *count;
    }
    if (text.empty()) return limit;
    if (text[0] != ' ') return std::nullopt;
    limit.clock = parse_clock(text.substr(1));
    return limit.clock ? std::optional(limit) : std::nullopt;
}

std::vector<ObligationRule> read_obligations(const Node& node, const Procedure& procedure,
                                             const KnownContacts* known, Complaints& complaints) {
    return ObligationReader(node, procedure, known, complaints).read();
}

}  // namespace tocsin
