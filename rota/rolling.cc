#include "rota/rolling.h"

#include "rota/clock_words.h"
#include "rota/findings.h"
#include "rota/shifts.h"
#include "rota/words.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace tocsin {
namespace {

using std::chrono::sys_days;

// Turns longer than this are a list of another kind.
constexpr std::size_t turns_max = 64;

int weeks_between(Day from, Day to) {
    return static_cast<int>((sys_days{to} - sys_days{from}).count() / 7);
}

constexpr std::string_view between = " to ";

// "mon" -> 0 ... "sun" -> 6.
std::optional<int> day_index(std::string_view word) {
    constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const auto found = std::ranges::find(names, word);
    if (found == std::end(names)) return std::nullopt;
    return static_cast<int>(found - std::begin(names));
}

struct WeekTime {
    int day;  // from Monday, 0
    std::string clock;

    auto operator<=>(const WeekTime&) const = default;
};

// "wed 12:00"; nothing when it is not so.
std::optional<WeekTime> week_time(std::string_view text) {
    if (text.size() != 9 || text[3] != ' ' || !parse_clock(text.substr(4))) return std::nullopt;
    const auto index = day_index(text.substr(0, 3));
    if (!index) return std::nullopt;
    return WeekTime{*index, std::string(text.substr(4))};
}

// Who has one shift in which weeks. `turns` go round from `starting`, one each `every` weeks.
struct Pattern {
    Day starting;
    int every = 1;
    std::vector<const Node*> turns;

    const Node* whose(Day monday) const {
        const int week = weeks_between(starting, monday);
        if (monday < starting || week % every != 0) return nullptr;
        return turns[static_cast<std::size_t>(week / every) % turns.size()];
    }
};

// Holds what has been read and what is wrong with it. One use: read() once.
class Reader {
public:
    Reader(const std::string& file, RotaTerms terms)
        : file_(file), terms_(std::move(terms)), calendar_(terms_.calendar) {}

    ParsedRolling read(const Node& tree);

private:
    std::optional<Day> read_monday(const Node* node, const std::string& key, Mark mark,
                                   Day example = Day{std::chrono::year{2026} / 11 / 30});
    bool read_range(const Node& tree);
    void read_shifts(const Node& tree);
    bool good_hours(const Node& key);
    void read_patterns(const Node& role, const Node& key, const Node& value);
    std::optional<Pattern> read_turns(const Node& value);
    std::optional<Pattern> read_every(const Node& value);
    std::optional<Day> read_starting(const Node& value);
    void read_weeks(const Node& tree);
    Node week_tree(const Node& tree, Day monday);
    const Node* in_pattern(const std::vector<Pattern>& patterns, const Node& key, Day monday);
    std::optional<Node> key_in(const Node& key, Day monday);
    std::optional<Node> stretch_in(const Node& key, Day monday);
    void check_week(const Node& tree, Day monday);
    void tell_once(const Problem& problem);
    void refuse(Mark mark, std::string what, std::string why, std::string fix);

    struct Line {
        const Node* role;
        const Node* key;
        std::vector<Pattern> patterns;
    };

    const std::string& file_;
    RotaTerms terms_;
    const Calendar& calendar_;
    Day from_{};
    Day until_{};
    std::vector<Line> lines_;
    std::map<Day, const Node*> exceptions_;
    // By mark and reason, and by mark and what is wrong, for either may name the week or its
    // shifts: which of the problems.
    std::map<std::tuple<int, int, std::string>, std::size_t> told_;
    std::map<std::size_t, int> again_;  // by problem: in how many more weeks
    ParsedRolling parsed_;
};

ParsedRolling Reader::read(const Node& tree) {
    for (const auto& [key, value] : tree.fields) {
        const std::vector<std::string> keys{"rota", "from", "until", "contacts", "shifts", "weeks"};
        if (std::ranges::find(keys, key.text) != keys.end()) continue;
        const std::string meant = near(key.text, keys);
        refuse(key.mark, "a rolling rota has no " + quoted(key.text),
               "it has rota, from, until, contacts, shifts and weeks",
               meant.empty() ? "write one of these, or delete it" : "write " + meant);
    }
    if (const Node* contacts = tree.find("contacts")) {
        parsed_.problems = read_contacts(*contacts, file_, terms_);
    }
    const Node* shifts = tree.find("shifts");
    if (shifts == nullptr) {
        refuse(tree.mark, "\"shifts\" is missing", "a rolling rota says who has which shift",
               "add a line such as \"shifts: { level-3: { all-week: { in-turn: [sam.elm, jo.oak] } "
               "} }\"");
    }
    if (read_range(tree) && shifts != nullptr) {
        read_shifts(tree);
        read_weeks(tree);
        for (Day monday = from_; monday < until_; monday = plus_days(monday, 7)) {
            check_week(tree, monday);
        }
    }
    for (const auto& [problem, weeks] : again_) {
        parsed_.problems[problem].what +=
            "; the same in " + std::to_string(weeks) + (weeks == 1 ? " more week" : " more weeks");
    }
    sort_by_place(parsed_.problems);
    return std::move(parsed_);
}

std::optional<Day> Reader::read_monday(const Node* node, const std::string& key, Mark mark,
                                       Day example) {
    if (node == nullptr) {
        refuse(mark, quoted(key) + " is missing",
               "a rolling rota says from when until when it runs",
               "add a line such as \"" + key + ": " + iso_day(example) + "\", a Monday");
        return std::nullopt;
    }
    const auto day = parse_day(node->text);
    if (!day) {
        refuse(node->mark, quoted(node->text) + " is not a date", "weeks are named by their Monday",
               "write the date as 2026-11-30");
        return std::nullopt;
    }
    const Day monday = monday_of(*day);
    if (monday != *day) {
        refuse(node->mark, long_day(*day) + " is not a Monday",
               "a weekly rota runs Monday 08:00 to Monday 08:00 (HSSI-12)",
               "write " + iso_day(monday) + " or " + iso_day(plus_days(monday, 7)));
    }
    return monday;
}

bool Reader::read_range(const Node& tree) {
    const auto from = read_monday(tree.find("from"), "from", tree.mark);
    const Day year_later = from ? plus_days(*from, 52 * 7) : Day{std::chrono::year{2027} / 11 / 29};
    const auto until = read_monday(tree.find("until"), "until", tree.mark, year_later);
    if (!from || !until) return false;
    const Mark mark = tree.find("until")->mark;
    const int weeks = weeks_between(*from, *until);
    if (weeks < 1) {
        refuse(mark, "this rota ends before it begins", "until is the first Monday not covered",
               "write a Monday after " + iso_day(*from));
        return false;
    }
    if (weeks > rolling_weeks_max) {
        refuse(mark, "this rota reaches over " + std::to_string(weeks) + " weeks",
               "a rolling rota covers up to 12 months (HSSI-12)",
               "write " + iso_day(plus_days(*from, 7 * rolling_weeks_max)) + " at the latest");
        return false;
    }
    from_ = *from;
    until_ = *until;
    return true;
}

void Reader::read_shifts(const Node& tree) {
    const Node* shifts = tree.find("shifts");
    if (shifts == nullptr || shifts->kind != Node::Kind::map) return;  // told by every week's check
    for (const auto& [role, value] : shifts->fields) {
        if (value.kind != Node::Kind::map) {
            refuse(value.mark, quoted(role.text) + " holds nothing that can be read",
                   "a role holds shifts, each with who has it",
                   "write \"mon-night: pat.ash\" lines under it, indented");
            continue;
        }
        for (const auto& [key, people] : value.fields) read_patterns(role, key, people);
    }
}

// Whether `key` is no hours at all, or hours that every week has.
bool Reader::good_hours(const Node& key) {
    const std::size_t separator = key.text.find(between);
    if (separator == std::string::npos) return true;
    const std::string_view text = key.text;
    for (const std::string_view edge :
         {text.substr(0, separator), text.substr(separator + between.size())}) {
        if (week_time(edge)) continue;
        const auto day = parse_day(edge.substr(0, 10));
        if (day) {
            refuse(key.mark, quoted(edge) + " is one date, and this line is for every week",
                   "what is otherwise in one week stands under \"weeks\"",
                   "write a day and a time, such as wed 12:00, or move it to weeks: { " +
                       iso_day(monday_of(*day)) + ": ... }");
        } else {
            refuse(key.mark, quoted(edge) + " is not a day and a time",
                   "hours of every week have a day of three letters and a time of 24 hours",
                   "write them as wed 12:00 to wed 14:00");
        }
        return false;
    }
    return true;
}

void Reader::read_patterns(const Node& role, const Node& key, const Node& value) {
    if (!good_hours(key)) return;
    Line line{&role, &key, {}};
    const bool rules = value.kind == Node::Kind::list && !value.items.empty() &&
                       std::ranges::all_of(value.items, [](const Node& item) {
                           return item.kind == Node::Kind::map;
                       });
    if (rules) {
        for (const Node& item : value.items) {
            if (auto pattern = read_every(item)) line.patterns.push_back(std::move(*pattern));
        }
    } else if (value.kind == Node::Kind::map) {
        auto pattern = value.find("in-turn") != nullptr ? read_turns(value) : read_every(value);
        if (pattern) line.patterns.push_back(std::move(*pattern));
    } else {
        line.patterns.push_back({from_, 1, {&value}});
    }
    lines_.push_back(std::move(line));
}

std::optional<Pattern> Reader::read_turns(const Node& value) {
    for (const auto& [key, rest] : value.fields) {
        if (key.text == "in-turn" || key.text == "starting") continue;
        refuse(key.mark, "a turn has no " + quoted(key.text), "it has in-turn and starting",
               "delete it");
    }
    const Node& turns = *value.find("in-turn");
    if (turns.kind != Node::Kind::list || turns.items.empty() || turns.items.size() > turns_max) {
        refuse(
            turns.mark, "in-turn is no list of people",
            "one person or list of people for each week, " + std::to_string(turns_max) + " at most",
            "write in-turn: [pat.ash, jo.oak]");
        return std::nullopt;
    }
    const auto starting = read_starting(value);
    if (!starting) return std::nullopt;
    Pattern pattern{*starting, 1, {}};
    for (const Node& item : turns.items) pattern.turns.push_back(&item);
    return pattern;
}

std::optional<Pattern> Reader::read_every(const Node& value) {
    const Node* every = value.find("every");
    const Node* who = value.find("who");
    for (const auto& [key, rest] : value.fields) {
        if (near(key.text, {"in-turn"}).empty()) continue;
        refuse(key.mark, "a pattern has no " + quoted(key.text), "it is in-turn with a list",
               "write in-turn");
        return std::nullopt;
    }
    std::vector<std::string> missing;
    for (const char* key : {"every", "starting", "who"}) {
        if (value.find(key) == nullptr) missing.push_back(key);
    }
    if (!missing.empty()) {
        const bool begun = missing.size() < 3;
        refuse(value.mark,
               begun ? "this pattern has no " + joined(missing, "and") : "this is no pattern",
               "a pattern is in-turn with a list, or every, starting and who",
               "write { every: 3 weeks, starting: " + iso_day(from_) +
                   ", who: pat.ash }, or { in-turn: [pat.ash, jo.oak] }");
        return std::nullopt;
    }
    for (const auto& [key, rest] : value.fields) {
        if (key.text == "every" || key.text == "starting" || key.text == "who") continue;
        refuse(key.mark, "a pattern has no " + quoted(key.text), "it has every, starting and who",
               "delete it");
    }
    const std::string& text = every->text;
    const std::size_t digits = text.find_first_not_of("0123456789");
    const bool good = digits != 0 && digits != std::string::npos && digits <= 2 &&
                      (text.substr(digits) == " weeks" || text.substr(digits) == " week");
    const int weeks = good ? std::stoi(text.substr(0, digits)) : 0;
    if (weeks < 1 || weeks > rolling_weeks_max) {
        refuse(every->mark, quoted(text) + " is not every how many weeks",
               "a pattern comes back after 1 to " + std::to_string(rolling_weeks_max) + " weeks",
               "write every: 3 weeks");
        return std::nullopt;
    }
    const auto starting = read_starting(value);
    if (!starting) return std::nullopt;
    return Pattern{*starting, weeks, {who}};
}

std::optional<Day> Reader::read_starting(const Node& value) {
    const Node* starting = value.find("starting");
    return starting == nullptr ? from_ : read_monday(starting, "starting", value.mark);
}

void Reader::read_weeks(const Node& tree) {
    const Node* weeks = tree.find("weeks");
    if (weeks == nullptr) return;
    if (weeks->kind != Node::Kind::map) {
        refuse(weeks->mark, "\"weeks\" holds nothing that can be read",
               "it holds Mondays, and under each the shifts that are otherwise",
               "write 2026-12-21: { edm: { mon-night: pat.ash } }");
        return;
    }
    for (const auto& [key, value] : weeks->fields) {
        const auto monday = read_monday(&key, "weeks", key.mark);
        if (!monday) continue;
        if (*monday < from_ || *monday >= until_) {
            refuse(key.mark, quoted(key.text) + " is no week of this rota",
                   "it runs from " + iso_day(from_) + " until " + iso_day(until_),
                   "correct the date, or delete the week");
            continue;
        }
        exceptions_[*monday] = &value;
    }
}

// What the patterns and exceptions say for one week, as the tree of a weekly rota.
Node Reader::week_tree(const Node& tree, Day monday) {
    Node week = map_node(tree.mark);
    const auto add = [](Node& map, Node key, Node value) {
        map.fields.emplace_back(std::move(key), std::move(value));
    };
    if (const Node* name = tree.find("rota")) add(week, text_node(name->mark, "rota"), *name);
    const Mark mark = tree.find("from")->mark;
    add(week, text_node(mark, "week"), text_node(mark, iso_day(monday)));
    const Node* shifts = tree.find("shifts");
    if (shifts == nullptr) return week;
    Node roles = map_node(shifts->mark);
    const auto role_node = [&](const Node& role) -> Node& {
        for (auto& [key, value] : roles.fields) {
            if (key.text == role.text) return value;
        }
        roles.fields.emplace_back(role, map_node(role.mark));
        return roles.fields.back().second;
    };
    const auto exception = exceptions_.find(monday);
    const auto exceptional = [&](const Node& role, const Node& key) -> const Node* {
        if (exception == exceptions_.end()) return nullptr;
        const Node* other = exception->second->find(role.text);
        return other == nullptr ? nullptr : other->find(key.text);
    };
    for (const Line& line : lines_) {
        if (exceptional(*line.role, *line.key) != nullptr) continue;
        const Node* people = in_pattern(line.patterns, *line.key, monday);
        std::optional<Node> key = key_in(*line.key, monday);
        Node& role = role_node(*line.role);
        if (people != nullptr && key) add(role, std::move(*key), *people);
    }
    if (exception != exceptions_.end()) {
        for (const auto& [role, value] : exception->second->fields) {
            Node& into = role_node(role);
            for (const auto& [key, people] : value.fields) {
                // Named on purpose: a shift that this week does not have is told.
                std::optional<Node> here = stretch_in(key, monday);
                add(into, here ? std::move(*here) : key, people);
            }
        }
    }
    // A role whose patterns all rest this week has nothing to check.
    std::erase_if(roles.fields, [](const auto& role) { return role.second.fields.empty(); });
    if (!roles.fields.empty() || shifts->fields.empty()) {
        add(week, text_node(shifts->mark, "shifts"), std::move(roles));
    }
    return week;
}

const Node* Reader::in_pattern(const std::vector<Pattern>& patterns, const Node& key, Day monday) {
    const Node* found = nullptr;
    for (const Pattern& pattern : patterns) {
        const Node* people = pattern.whose(monday);
        if (people == nullptr) continue;
        if (found != nullptr) {
            tell_once({file_, key.mark,
                       quoted(key.text) + " has two patterns in the week of " + iso_day(monday),
                       "people who share a shift stand in one list",
                       "begin one of them in another week"});
        }
        found = people;
    }
    return found;
}

// The key as a weekly rota knows it; nothing for a shift that this week does not have.
std::optional<Node> Reader::key_in(const Node& key, Day monday) {
    if (auto stretch = stretch_in(key, monday)) return stretch;
    const bool named = std::ranges::find(shift_names(), key.text) != shift_names().end();
    if (!named) return key;
    for (const NamedShift& shift : edm_shifts(calendar_, monday)) {
        if (shift.name == key.text) return key;
    }
    return std::nullopt;
}

// "wed 12:00 to wed 14:00" as "2026-12-02 12:00 to 2026-12-02 14:00"; nothing when it is not so.
std::optional<Node> Reader::stretch_in(const Node& key, Day monday) {
    const std::size_t separator = key.text.find(between);
    if (separator == std::string::npos) return std::nullopt;
    const std::string_view text = key.text;
    const auto from = week_time(text.substr(0, separator));
    auto to = week_time(text.substr(separator + between.size()));
    if (!from || !to) return std::nullopt;
    if (*to <= *from) to->day += 7;
    return text_node(key.mark, iso_day(plus_days(monday, from->day)) + " " + from->clock + " to " +
                                   iso_day(plus_days(monday, to->day)) + " " + to->clock);
}

void Reader::check_week(const Node& tree, Day monday) {
    Node week = week_tree(tree, monday);
    const bool empty = week.find("shifts") == nullptr && tree.find("shifts") != nullptr;
    if (empty) {
        // Nobody at all: a week of gaps, which coverage tells.
        parsed_.weeks.push_back(
            {parsed_.name, monday, week_span(calendar_.zone, monday), {}, terms_.contacts});
        return;
    }
    Parsed parsed = parse_weekly(week, file_, terms_);
    parsed_.name = parsed.rota.name;
    for (const Problem& problem : parsed.problems) tell_once(problem);
    parsed_.weeks.push_back(std::move(parsed.rota));
}

void Reader::tell_once(const Problem& problem) {
    const auto key = [&](const std::string& words) {
        return std::tuple(problem.mark.line, problem.mark.column, words);
    };
    for (const std::string& words : {problem.why, problem.what}) {
        const auto told = told_.find(key(words));
        if (told == told_.end()) continue;
        ++again_[told->second];
        return;
    }
    told_.emplace(key(problem.why), parsed_.problems.size());
    told_.emplace(key(problem.what), parsed_.problems.size());
    parsed_.problems.push_back(problem);
}

void Reader::refuse(Mark mark, std::string what, std::string why, std::string fix) {
    parsed_.problems.push_back({file_, mark, std::move(what), std::move(why), std::move(fix)});
}

}  // namespace

bool is_rolling(const Node& tree) {
    return tree.find("from") != nullptr || tree.find("until") != nullptr ||
           tree.find("weeks") != nullptr;
}

ParsedRolling parse_rolling(const Node& tree, const std::string& file, const RotaTerms& terms) {
    return Reader(file, terms).read(tree);
}

}  // namespace tocsin
