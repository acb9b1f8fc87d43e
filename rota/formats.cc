#include "rota/formats.h"

#include "rota/clock_words.h"
#include "rota/contact.h"
#include "rota/coverage.h"
#include "rota/shifts.h"
#include "rota/words.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace tocsin {
namespace {

// More people than this are not called together; a list this long is a mailing list.
constexpr std::size_t people_max = 16;
constexpr std::size_t name_bytes_max = 64;

const std::string all_week = "all-week";
const std::string nobody = "nobody";

bool good_name(std::string_view name, std::string_view signs) {
    const auto good = [&](char c) {
        return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') ||
               signs.find(c) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= name_bytes_max && std::ranges::all_of(name, good);
}

bool good_person_name(std::string_view name) {
    const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; };
    return !name.empty() && name.size() <= name_bytes_max && std::ranges::none_of(name, control);
}

std::string joined(const std::vector<std::string>& words, std::string_view last) {
    std::string text;
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (at > 0) text += at + 1 == words.size() ? " " + std::string(last) + " " : ", ";
        text += words[at];
    }
    return text;
}

// Holds what has been read and what is wrong with it. One use: read() once.
class Reader {
public:
    Reader(const std::string& file, const Calendar& calendar, const std::set<std::string>& known)
        : file_(file), calendar_(calendar), people_(known.begin(), known.end()) {}

    Parsed read(const Node& tree);

private:
    void read_name(const Node& tree);
    void read_week(const Node& tree);
    void read_contacts(const Node& contacts);
    void read_contact(const Node& id, const Node& value);
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
    bool is_map(const Node& node, const std::string& name, const std::string& holds);
    bool is_text(const Node& node, const std::string& name);
    void only(const Node& map, const std::string& whose, const std::vector<std::string>& keys);
    void refuse(Mark mark, std::string what, std::string why, std::string fix);
    void warn(Mark mark, std::string what, std::string why, std::string fix);

    std::string short_words(Instant at) const;

    const std::string& file_;
    const Calendar& calendar_;
    std::vector<std::string> people_;  // every id that a shift may name
    bool week_known_ = false;          // whether rota_.week says which days the shifts mean
    WeeklyRota rota_;
    std::set<std::pair<int, int>> by_name_;  // marks of the shifts of HSSI-11, which may overlap
    Problems problems_;
};

Parsed Reader::read(const Node& tree) {
    if (tree.kind != Node::Kind::map) {
        refuse(tree.mark, "this file is not a rota", "a rota has the keys rota, week and shifts",
               "begin with a line such as \"rota: on-call\"");
        return {rota_, problems_};
    }
    only(tree, "a rota", {"rota", "week", "contacts", "shifts"});
    read_name(tree);
    read_week(tree);
    if (const Node* contacts = tree.find("contacts")) read_contacts(*contacts);
    if (const Node* shifts =
            required(tree, "shifts", "shifts: { level-3: { all-week: sam.elm } }")) {
        read_shifts(*shifts);
    }
    refuse_overlaps();
    std::ranges::stable_sort(problems_, {}, [](const Problem& problem) {
        return std::pair(problem.mark.line, problem.mark.column);
    });
    return {std::move(rota_), std::move(problems_)};
}

void Reader::read_name(const Node& tree) {
    const Node* name = required(tree, "rota", "rota: on-call");
    if (name == nullptr || !is_text(*name, "rota")) return;
    rota_.name = name->text;
    if (good_name(name->text, "-")) return;
    refuse(name->mark, quoted(name->text) + " cannot be the name of a rota",
           "names are small letters, digits and hyphens, 64 at most",
           "write a name such as on-call");
}

void Reader::read_week(const Node& tree) {
    const Node* week = required(tree, "week", "week: 2026-11-23");
    if (week == nullptr || !is_text(*week, "week")) return;
    const auto day = parse_day(week->text);
    if (!day) {
        refuse(week->mark, quoted(week->text) + " is not a date", "a week is named by its Monday",
               "write the date as 2026-11-23");
        return;
    }
    const Day monday = monday_of(*day);
    if (monday != *day) {
        refuse(week->mark, long_day(*day) + " is not a Monday",
               "a weekly rota runs Monday 08:00 to Monday 08:00 (HSSI-12)",
               "write " + iso_day(monday) + ", or " + iso_day(plus_days(monday, 7)) +
                   " for the next week");
    }
    // The days are known all the same, so that mistakes in the shifts can be told at once.
    rota_.week = monday;
    rota_.span = week_span(calendar_.zone, monday);
    week_known_ = true;
    if (!covers(calendar_, monday) || !covers(calendar_, plus_days(monday, 6))) {
        warn(week->mark, "the bank holidays of this week are not known",
             "the list reaches from " + iso_day(calendar_.known_from) + " to " +
                 iso_day(calendar_.known_to),
             "check by hand that the week has none, or bring the list of bank holidays up to date");
    }
}

void Reader::read_contacts(const Node& contacts) {
    if (!is_map(contacts, "contacts", "people by their id")) return;
    for (const auto& [id, value] : contacts.fields) read_contact(id, value);
}

void Reader::read_contact(const Node& id, const Node& value) {
    if (!good_name(id.text, ".-_") || id.text == nobody) {
        refuse(id.mark, quoted(id.text) + " cannot be the id of a person",
               id.text == nobody
                   ? "\"nobody\" stands for an empty shift"
                   : "ids are small letters, digits, dots, hyphens and underscores, 64 at most",
               "write an id such as pat.ash");
        return;
    }
    // A mistake in the contact is told here, not again in every shift.
    people_.push_back(id.text);
    if (!is_map(value, id.text, "name, phone and mail")) return;
    only(value, "a contact", {"name", "phone", "mail"});

    Person person{id.text, "", {}};
    const Node* name = value.find("name");
    if (name == nullptr || !good_person_name(name->text)) {
        refuse(name == nullptr ? id.mark : name->mark,
               quoted(id.text) + " has no name that can be told",
               "a call says who has it, in one line of 64 letters at most", "write name: Pat Ash");
    } else {
        person.name = name->text;
    }
    const auto read_address = [&](const char* key, Checked (*parse)(std::string_view),
                                  std::string& into, const std::string& wrong,
                                  const std::string& fix) {
        const Node* node = value.find(key);
        if (node == nullptr || !is_text(*node, key)) return;
        Checked checked = parse(node->text);
        if (!checked.why.empty()) refuse(node->mark, quoted(node->text) + wrong, checked.why, fix);
        into = std::move(checked.value);
    };
    read_address("phone", parse_phone, person.contact.phone,
                 " is not a phone number that can be called",
                 "write it as 07700 900101 or +44 7700 900101");
    read_address("mail", parse_mail, person.contact.mail, " is not a mail address",
                 "write it as pat.ash@example.org");
    if (value.find("phone") == nullptr && value.find("mail") == nullptr) {
        refuse(id.mark, quoted(id.text) + " has neither phone nor mail", "nobody could reach them",
               "add phone: 07700 900101, or mail: pat.ash@example.org");
    }
    rota_.contacts.push_back(std::move(person));
}

void Reader::read_shifts(const Node& shifts) {
    if (!is_map(shifts, "shifts", "roles, and under each its shifts")) return;
    for (const auto& [role, value] : shifts.fields) read_role(role, value);
}

void Reader::read_role(const Node& role, const Node& value) {
    if (!good_name(role.text, "-")) {
        refuse(role.mark, quoted(role.text) + " cannot be the name of a role",
               "names are small letters, digits and hyphens, 64 at most",
               "write a name such as level-3");
    }
    if (!is_map(value, role.text, "shifts, each with who has it")) return;
    for (const auto& [key, people] : value.fields) read_shift(role.text, key, people);
}

void Reader::read_shift(const std::string& role, const Node& key, const Node& value) {
    const std::vector<std::string> people = read_people(key.text, value);
    if (!week_known_) return;
    const auto span = span_of(key);
    if (!span) return;
    rota_.shifts.push_back({role, *span, people, key.mark});
    if (value.text == nobody) {
        warn(value.mark,
             "nobody is " + role + " from " + short_words(span->from) + " to " +
                 short_words(span->to),
             "calls then go to the next level at once (HSSI-16)",
             "write who has it, or leave it so if the gap is meant");
    }
}

std::vector<std::string> Reader::read_people(const std::string& shift, const Node& value) {
    std::vector<std::string> people;
    if (value.kind == Node::Kind::map) {
        refuse(value.mark, quoted(shift) + " has keys of its own",
               "a shift has a person or a list of people",
               "write " + shift + ": pat.ash, or " + shift + ": [pat.ash, jo.oak]");
    } else if (value.kind == Node::Kind::scalar) {
        if (value.text != nobody) read_person(value, people);
    } else if (value.items.empty() || value.items.size() > people_max) {
        refuse(value.mark, quoted(shift) + " has " + std::to_string(value.items.size()) + " people",
               "a shift has 1 to " + std::to_string(people_max) + " people",
               value.items.empty() ? "write nobody if the gap is meant"
                                   : "name those who must be called");
    } else {
        for (const Node& item : value.items) read_person(item, people);
    }
    return people;
}

void Reader::read_person(const Node& node, std::vector<std::string>& people) {
    if (node.kind != Node::Kind::scalar || node.text.empty()) {
        refuse(node.mark, "this is not a person", "a shift names people by their id",
               "write an id such as pat.ash, or nobody if the gap is meant");
        return;
    }
    if (node.text == nobody) {
        refuse(node.mark, "\"nobody\" stands beside people", "an empty shift has no people in it",
               "delete it from the list");
        return;
    }
    if (std::ranges::find(people, node.text) != people.end()) {
        refuse(node.mark, quoted(node.text) + " is named twice for one shift",
               "one person cannot be two of those on call", "delete one of the two");
        return;
    }
    if (std::ranges::find(people_, node.text) == people_.end()) {
        const std::string meant = near(node.text, people_);
        refuse(node.mark, "nobody is called " + quoted(node.text),
               "a rota names people of its contacts or of the configuration, by id",
               meant.empty() ? "add the person to contacts, or correct the id"
                             : "write " + meant + " (the only near id), or add the person first");
        return;
    }
    people.push_back(node.text);
}

std::optional<Span> Reader::span_of(const Node& key) {
    if (key.text == all_week) return rota_.span;
    for (const NamedShift& shift : edm_shifts(calendar_, rota_.week)) {
        if (shift.name != key.text) continue;
        by_name_.emplace(key.mark.line, key.mark.column);
        return shift.span;
    }
    const std::size_t separator = key.text.find(" to ");
    if (separator != std::string::npos) return stretch_of(key, separator);

    std::vector<std::string> names{all_week};
    for (const NamedShift& shift : edm_shifts(calendar_, rota_.week)) names.push_back(shift.name);
    const std::string why = why_no_shift(calendar_, rota_.week, key.text);
    const std::string meant = near(key.text, names);
    if (!why.empty()) {
        refuse(key.mark, "there is no " + quoted(key.text) + " that week", why,
               "delete it, or write the hours: 2026-11-25 17:30 to 2026-11-26 08:00");
    } else {
        refuse(key.mark, "no shift is called " + quoted(key.text),
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
        refuse(key.mark, "this shift ends before it begins",
               "a shift runs from the earlier time to the later",
               "give the second time the date of the next day, if that is meant");
        return std::nullopt;
    }
    if (*from < rota_.span.from || *to > rota_.span.to) {
        refuse(key.mark, "this shift leaves the week",
               "the week runs from " + long_time(calendar_.zone, rota_.span.from) + " to " +
                   long_time(calendar_.zone, rota_.span.to) + " (HSSI-12)",
               "put what lies outside into the rota of its own week");
        return std::nullopt;
    }
    return Span{*from, *to};
}

std::optional<Instant> Reader::edge_of(const Node& key, std::string_view text) {
    const bool local = text.size() == std::string_view("2026-11-25 17:30").size();
    const auto when = local ? parse_when(text, calendar_.zone) : std::nullopt;
    if (!when) {
        refuse(key.mark, quoted(text) + " is not a date and a time", "",
               "write the hours as 2026-11-25 17:30 to 2026-11-26 08:00");
        return std::nullopt;
    }
    if (when->nonexistent) {
        warn(key.mark, std::string(text) + " does not exist: the clocks go forward",
             "the first moment after the change is meant: " + long_time(calendar_.zone, when->at),
             "write that time, so that readers know it too");
    }
    if (when->ambiguous) {
        warn(key.mark, std::string(text) + " comes twice: the clocks go back",
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
            refuse(mark,
                   "overlaps line " + std::to_string(first) + " from " +
                       short_words(overlap.span.from) + " to " + short_words(overlap.span.to),
                   "two shifts would have " + role +
                       " at once; people who share one stand in one list",
                   "delete one of lines " + std::to_string(first) + " and " +
                       std::to_string(second) + ", or shorten it");
        }
    }
}

const Node* Reader::required(const Node& map, const std::string& key, const std::string& example) {
    const Node* found = map.find(key);
    if (found == nullptr) {
        refuse(map.mark, quoted(key) + " is missing", "a rota has the keys rota, week and shifts",
               "add a line such as \"" + example + "\"");
    }
    return found;
}

bool Reader::is_map(const Node& node, const std::string& name, const std::string& holds) {
    if (node.kind == Node::Kind::map && !node.fields.empty()) return true;
    refuse(node.mark, quoted(name) + " holds nothing that can be read", "it holds " + holds,
           "write \"key: value\" lines under it, indented, or delete it");
    return false;
}

bool Reader::is_text(const Node& node, const std::string& name) {
    if (node.kind == Node::Kind::scalar && !node.text.empty()) return true;
    refuse(node.mark,
           quoted(name) + (node.kind == Node::Kind::scalar ? " is empty" : " is not one value"),
           "it has exactly one value", "write it behind the colon, or delete the line");
    return false;
}

void Reader::only(const Node& map, const std::string& whose, const std::vector<std::string>& keys) {
    for (const auto& [key, value] : map.fields) {
        if (std::ranges::find(keys, key.text) != keys.end()) continue;
        const std::string meant = near(key.text, keys);
        refuse(key.mark, whose + " has no " + quoted(key.text), "it has " + joined(keys, "and"),
               meant.empty() ? "delete it" : "write " + meant);
    }
}

void Reader::refuse(Mark mark, std::string what, std::string why, std::string fix) {
    problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix)});
}

void Reader::warn(Mark mark, std::string what, std::string why, std::string fix) {
    problems_.push_back({file_, mark, std::move(what), std::move(why), std::move(fix), true});
}

std::string Reader::short_words(Instant at) const {
    return short_day(calendar_.zone.day(at)) + " " + short_time(calendar_.zone, at, at);
}

}  // namespace

Parsed parse_weekly(const Node& tree, const std::string& file, const Calendar& calendar,
                    const std::set<std::string>& known_people) {
    return Reader(file, calendar, known_people).read(tree);
}

}  // namespace tocsin
