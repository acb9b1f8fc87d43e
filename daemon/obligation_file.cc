#include "daemon/obligation_file.h"

#include "core/ladder.h"
#include "daemon/matcher_file.h"
#include "daemon/moment_file.h"
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
        if (!map.find("starts-any"))
            map.need("starts", "say from what its clock runs: \"starts: confirmed\"");
        rule.starts = read_moments(map, "starts");
        rule.starts_any = read_moments(map, "starts-any");
        if (map.need("due", limit_words))
            read_by_severity<TimeLimit>(map, "due", rule.due, limit_of);
        read_by_severity<Duration>(map, "every", rule.every, interval_of);
        read_warnings(map, rule);
        read_owner(map, rule);
        rule.met_by = read_moments(map, "met-by");
        read_next(map, rule);
        if (const auto choice = map.one_of("proof", {"optional", "needed"})) {
            rule.proof = *choice == 1;
        }
        if (const auto choice = map.one_of("counts", {"from-now", "from-start"})) {
            rule.from_start = *choice == 1;
        }
        if (const auto choice = map.one_of("waive", {"never", "with-reason"})) {
            rule.waivable = *choice == 1;
        }
        rule.rejected = map.duration("rejected", shortest, longest).value_or(Duration{0});
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

    // The messages to users say when there is more to hear.
    void read_next(MapReader& map, ObligationRule& rule) {
        rule.stated = map.one_of("next", {"stated"}).has_value();
        const auto by_notice = [](const Moment& moment) { return moment.of == Moment::Of::notice; };
        if (!rule.stated) return;
        if (rule.every.empty()) {
            complaints_.error(map.mark("next"), "\"next\" without \"every\"",
                              "what is owed once has no next time",
                              "say how often it is owed when no message states a time");
        }
        if (std::ranges::none_of(rule.met_by, by_notice)) {
            complaints_.error(map.mark("next"), "no message meets " + in_quotes(rule.name),
                              "a message to users states when the next one is due",
                              "add \"met-by: { notice: any }\"");
        }
    }

    // Times, or a map of them and of who else is told.
    void read_warnings(MapReader& map, ObligationRule& rule) {
        const Node* node = map.find("warn");
        if (!node) return;
        if (node->kind != Node::Kind::map) return read_warning_times(map, "warn", rule);
        MapReader warn(*node, "\"warn\" of the obligation " + in_quotes(rule.name), complaints_);
        warn.need("at", "say when: \"at: [15 min]\"");
        read_warning_times(warn, "at", rule);
        rule.warn_tell = read_roles(warn);
        warn.refuse_unknown();
    }

    void read_warning_times(MapReader& map, const std::string& key, ObligationRule& rule) {
        for (const Node* item : map.items(key)) {
            const auto text = one_line(*item, "a warning", complaints_, 20);
            if (!text) continue;
            if (const auto before = interval_of(*text)) {
                rule.warn.push_back(*before);
            } else if (const auto share = share_of(*text)) {
                rule.warn_shares.push_back(*share);
            } else {
                complaints_.error(
                    item->mark, in_quotes(*text) + " is no time of a warning", "",
                    "write it as \"15 min\", so long before it is due, or as \"80 %\" "
                    "of its time");
            }
        }
        std::ranges::sort(rule.warn, std::greater{});
    }

    // "80 %", "80%".
    static std::optional<int> share_of(std::string_view text) {
        if (!text.ends_with('%')) return std::nullopt;
        text.remove_suffix(1);
        if (text.ends_with(' ')) text.remove_suffix(1);
        return number_in(text, 99);
    }

    std::vector<std::string> read_roles(MapReader& map) {
        std::vector<std::string> roles;
        for (const Node* item : map.items("tell")) {
            const auto role = one_line(*item, "a role", complaints_);
            if (role && role_named(*role, item->mark, "add the role under \"roles\" first"))
                roles.push_back(*role);
        }
        return roles;
    }

    const Role* role_named(const std::string& name, Mark mark, const char* otherwise) {
        return role_of(name, mark, otherwise, procedure_, complaints_);
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
        rule.late.tell = read_roles(late);
        if (const auto role = late.text("escalate")) {
            rule.late.escalate = *role;
            judge_rung(*role, late.mark("escalate"), "the ladder has no rung ",
                       "what is late is escalated to a role of the ladder", procedure_,
                       complaints_);
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
            const auto moment = read_moment(*item, procedure_, names_, complaints_);
            if (moment) moments.push_back(*moment);
        }
        return moments;
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
