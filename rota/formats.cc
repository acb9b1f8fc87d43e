#include "rota/formats.h"

#include "rota/clock_words.h"
#include "rota/coverage.h"
#include "rota/findings.h"
#include "rota/shifts.h"
#include "rota/words.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

const std::string all_week = "all-week";
const std::string nobody = "nobody";

// Holds what has been read and what is wrong with it. One use: read() once.
class Reader {
public:
    Reader(const std::string& file, RotaTerms terms)
        : file_(file), terms_(std::move(terms)), calendar_(terms_.calendar), found_(file) {}

    Parsed read(const Node& tree);

private:
    void read_name(const Node& tree);
    void read_week(const Node& tree);
    void read_shifts(const Node& shifts);
    void read_role(const Node& role, const Node& value);
    void read_shift(const std::string& role, const Node& key, const Node& value);
    std::vector<std::string> read_people(const std::string& shift, const Node& value);
    void read_person(const Node& node, std::vector<std::string>& people);
    std::optional<Span> span_of(const Node& key);
    std::optional<Span> stretch_of(const Node& key, std::size_t separator);
    std::optional<Instant> edge_of(const Node& key, std::string_view text);
    void refuse_overlaps();

    const Node* required(const Node& map, const std::string& key, const std::string& example);
    std::string short_words(Instant at) const;

    const std::string& file_;
    RotaTerms terms_;
    const Calendar& calendar_;
    Findings found_;
    WeeklyRota rota_;
    bool week_known_ = false;                // whether rota_.week says which days the shifts mean
    std::vector<NamedShift> named_;          // those of that week
    std::set<std::pair<int, int>> by_name_;  // marks of the shifts of HSSI-11, which may overlap
};

Parsed Reader::read(const Node& tree) {
    if (tree.kind != Node::Kind::map) {
        found_.refuse(tree.mark, "this file is not a rota",
                      "a rota has the keys rota, week and shifts",
                      "begin with a line such as \"rota: on-call\"");
        return {rota_, found_.in_order()};
    }
    found_.only(tree, "a rota", {"rota", "week", "contacts", "shifts"});
    read_name(tree);
    read_week(tree);
    Problems problems;
    if (const Node* contacts = tree.find("contacts")) {
        problems = read_contacts(*contacts, file_, terms_);
    }
    rota_.contacts = terms_.contacts;
    if (const Node* shifts =
            required(tree, "shifts", "shifts: { level-3: { all-week: sam.elm } }")) {
        read_shifts(*shifts);
    }
    refuse_overlaps();
    for (Problem& problem : found_.in_order()) problems.push_back(std::move(problem));
    sort_by_place(problems);
    return {std::move(rota_), std::move(problems)};
}

void Reader::read_name(const Node& tree) {
    const Node* name = required(tree, "rota", "rota: on-call");
    if (name == nullptr || !found_.is_text(*name, "rota")) return;
    rota_.name = name->text;
    if (good_name(name->text, "-")) return;
    found_.refuse(name->mark, quoted(name->text) + " cannot be the name of a rota",
                  "names are small letters, digits and hyphens, 64 at most",
                  "write a name such as on-call");
}

void Reader::read_week(const Node& tree) {
    const Node* week = required(tree, "week", "week: 2026-11-23");
    if (week == nullptr || !found_.is_text(*week, "week")) return;
    const auto day = parse_day(week->text);
    if (!day) {
        found_.refuse(week->mark, quoted(week->text) + " is not a date",
                      "a week is named by its Monday", "write the date as 2026-11-23");
        return;
    }
    const Day monday = monday_of(*day);
    if (monday != *day) {
        found_.refuse(week->mark, long_day(*day) + " is not a Monday",
                      "a weekly rota runs Monday 08:00 to Monday 08:00 (HSSI-12)",
                      "write " + iso_day(monday) + ", or " + iso_day(plus_days(monday, 7)) +
                          " for the next week");
    }
    // The days are known all the same, so that mistakes in the shifts can be told at once.
    rota_.week = monday;
    rota_.span = week_span(calendar_.zone, monday);
    week_known_ = true;
    named_ = edm_shifts(calendar_, monday);
    if (!covers(calendar_, monday) || !covers(calendar_, plus_days(monday, 6))) {
        found_.warn(
            week->mark, "the bank holidays of this week are not known",
            "the list reaches from " + iso_day(calendar_.known_from) + " to " +
                iso_day(calendar_.known_to),
            "check by hand that the week has none, or bring the list of bank holidays up to date");
    }
}

void Reader::read_shifts(const Node& shifts) {
    if (!found_.is_map(shifts, "shifts", "roles, and under each its shifts")) return;
    for (const auto& [role, value] : shifts.fields) read_role(role, value);
}

void Reader::read_role(const Node& role, const Node& value) {
    if (!good_name(role.text, "-")) {
        found_.refuse(role.mark, quoted(role.text) + " cannot be the name of a role",
                      "names are small letters, digits and hyphens, 64 at most",
                      "write a name such as level-3");
    }
    if (!found_.is_map(value, role.text, "shifts, each with who has it")) return;
    for (const auto& [key, people] : value.fields) read_shift(role.text, key, people);
}

void Reader::read_shift(const std::string& role, const Node& key, const Node& value) {
    const std::vector<std::string> people = read_people(key.text, value);
    if (!week_known_) return;
    const auto span = span_of(key);
    if (!span) return;
    rota_.shifts.push_back({role, *span, people, key.mark});
    if (value.text == nobody) {
        found_.warn(value.mark,
                    "nobody is " + role + " from " + short_words(span->from) + " to " +
                        short_words(span->to),
                    "calls then go to the next level at once (HSSI-16)",
                    "write who has it, or leave it so if the gap is meant");
    }
}

std::vector<std::string> Reader::read_people(const std::string& shift, const Node& value) {
    std::vector<std::string> people;
    if (value.kind == Node::Kind::map) {
        found_.refuse(value.mark, quoted(shift) + " has keys of its own",
                      "a shift has a person or a list of people",
                      "write " + shift + ": pat.ash, or " + shift + ": [pat.ash, jo.oak]");
    } else if (value.kind == Node::Kind::scalar) {
        if (value.text != nobody) read_person(value, people);
    } else if (value.items.empty() || value.items.size() > people_on_shift_max) {
        found_.refuse(value.mark,
                      quoted(shift) + " has " + std::to_string(value.items.size()) + " people",
                      "a shift has 1 to " + std::to_string(people_on_shift_max) + " people",
                      value.items.empty() ? "write nobody if the gap is meant"
                                          : "name those who must be called");
    } else {
        for (const Node& item : value.items) read_person(item, people);
    }
    return people;
}

void Reader::read_person(const Node& node, std::vector<std::string>& people) {
    if (node.kind != Node::Kind::scalar || node.text.empty()) {
        found_.refuse(node.mark, "this is not a person", "a shift names people by their id",
                      "write an id such as pat.ash, or nobody if the gap is meant");
        return;
    }
    if (node.text == nobody) {
        found_.refuse(node.mark, "\"nobody\" stands beside people",
                      "an empty shift has no people in it",
                      "delete nobody, or the people beside it");
        return;
    }
    if (std::ranges::find(people, node.text) != people.end()) {
        found_.refuse(node.mark, quoted(node.text) + " is named twice for one shift",
                      "one person cannot be two of those on call", "delete one of the two");
        return;
    }
    if (!terms_.people.contains(node.text)) {
        const std::string meant = near(node.text, {terms_.people.begin(), terms_.people.end()});
        found_.refuse(node.mark, "nobody is called " + quoted(node.text),
                      "a rota names people of its contacts or of the configuration, by id",
                      meant.empty()
                          ? "add the person to contacts, or correct the id"
                          : "write " + meant + " (the only near id), or add the person first");
        return;
    }
    people.push_back(node.text);
}

std::optional<Span> Reader::span_of(const Node& key) {
    if (key.text == all_week) return rota_.span;
    for (const NamedShift& shift : named_) {
        if (shift.name != key.text) continue;
        by_name_.emplace(key.mark.line, key.mark.column);
        return shift.span;
    }
    const std::size_t separator = key.text.find(" to ");
    if (separator != std::string::npos) return stretch_of(key, separator);

    std::vector<std::string> names{all_week};
    for (const NamedShift& shift : named_) names.push_back(shift.name);
    const std::string why = why_no_shift(calendar_, rota_.week, key.text);
    const std::string meant = near(key.text, names);
    if (!why.empty()) {
        found_.refuse(key.mark, "there is no " + quoted(key.text) + " that week", why,
                      "delete it, or write the hours: 2026-11-25 17:30 to 2026-11-26 08:00");
    } else {
        found_.refuse(key.mark, "no shift is called " + quoted(key.text),
                      "that week has " + joined(names, "and"),
                      meant.empty()
                          ? "write one of these, or the hours: 2026-11-25 17:30 to 2026-11-26 08:00"
                          : "write " + meant);
    }
    return std::nullopt;
}

std::optional<Span> Reader::stretch_of(const Node& key, std::size_t separator) {
    const std::string_view text = key.text;
    const auto from = edge_of(key, text.substr(0, separator));
    const auto to = edge_of(key, text.substr(separator + 4));
    if (!from || !to) return std::nullopt;
    if (*to <= *from) {
        found_.refuse(key.mark, "this shift ends before it begins",
                      "a shift runs from the earlier time to the later",
                      "give the second time the date of the next day, if that is meant");
        return std::nullopt;
    }
    if (*from < rota_.span.from || *to > rota_.span.to) {
        found_.refuse(key.mark, "this shift leaves the week",
                      "the week runs from " + long_time(calendar_.zone, rota_.span.from) + " to " +
                          long_time(calendar_.zone, rota_.span.to) + " (HSSI-12)",
                      "put what lies outside into the rota of its own week");
        return std::nullopt;
    }
    return Span{*from, *to};
}

std::optional<Instant> Reader::edge_of(const Node& key, std::string_view text) {
    constexpr std::size_t length = std::string_view("2026-11-25 17:30").size();
    if (text.size() == length && text.ends_with(" 24:00")) {
        if (const auto day = parse_day(text.substr(0, length - 6))) {
            return calendar_.zone.instant(*day, std::chrono::hours(24));
        }
    }
    const auto when = text.size() == length ? parse_when(text, calendar_.zone) : std::nullopt;
    if (!when) {
        found_.refuse(key.mark, quoted(text) + " is not a date and a time",
                      "the date has the year first, the time 24 hours and a 0 before one digit",
                      "write the hours as 2026-11-25 17:30 to 2026-11-26 08:00");
        return std::nullopt;
    }
    if (when->nonexistent) {
        found_.warn(
            key.mark, std::string(text) + " does not exist: the clocks go forward",
            "the first moment after the change is meant: " + long_time(calendar_.zone, when->at),
            "write that time, so that readers know it too");
    }
    if (when->ambiguous) {
        found_.warn(key.mark, std::string(text) + " comes twice: the clocks go back",
                    "the first is meant: " + long_time(calendar_.zone, when->at),
                    "hand over at another time, so that nobody mistakes it");
    }
    return when->at;
}

// The shifts of HSSI-11 overlap by rule for an hour; any other overlap is a slip of the pen.
void Reader::refuse_overlaps() {
    std::set<std::string> roles;
    for (const Shift& shift : rota_.shifts) roles.insert(shift.role);
    const auto by_name = [&](Mark mark) { return by_name_.contains({mark.line, mark.column}); };
    for (const std::string& role : roles) {
        for (const Overlap& overlap : overlaps(rota_, role)) {
            if (by_name(overlap.first) && by_name(overlap.second)) continue;
            const auto [first, second] = std::minmax(overlap.first.line, overlap.second.line);
            const Mark& mark = overlap.second.line == second ? overlap.second : overlap.first;
            found_.refuse(mark,
                          "this shift overlaps line " + std::to_string(first) + " from " +
                              short_words(overlap.span.from) + " to " +
                              short_words(overlap.span.to),
                          "two shifts would have " + role +
                              " at once; people who share one stand in one list",
                          (first == second ? "delete one of the two"
                                           : "delete one of lines " + std::to_string(first) +
                                                 " and " + std::to_string(second)) +
                              ", or shorten it");
        }
    }
}

const Node* Reader::required(const Node& map, const std::string& key, const std::string& example) {
    const Node* found = map.find(key);
    if (found == nullptr) {
        found_.refuse(map.mark, quoted(key) + " is missing",
                      "a rota has the keys rota, week and shifts",
                      "add a line such as \"" + example + "\"");
    }
    return found;
}

std::string Reader::short_words(Instant at) const {
    return short_day(calendar_.zone.day(at)) + " " + short_time(calendar_.zone, at, at);
}

}  // namespace

Parsed parse_weekly(const Node& tree, const std::string& file, const RotaTerms& terms) {
    return Reader(file, terms).read(tree);
}

}  // namespace tocsin
