#include "rota/sheet.h"

#include "rota/clock_words.h"
#include "rota/rota.h"
#include "rota/sheet_words.h"
#include "rota/shifts.h"
#include "rota/telephone.h"
#include "rota/words.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace tocsin {
namespace {

enum class Column { role, date, shift, from, to, person, name, phone, mail, none };

// Every heading that is understood, small and without spaces.
const std::map<std::string, Column>& headings() {
    static const std::map<std::string, Column> all = {
        {"role", Column::role},     {"duty", Column::role},         {"date", Column::date},
        {"day", Column::date},      {"shift", Column::shift},       {"from", Column::from},
        {"start", Column::from},    {"starts", Column::from},       {"to", Column::to},
        {"end", Column::to},        {"ends", Column::to},           {"until", Column::to},
        {"person", Column::person}, {"who", Column::person},        {"oncall", Column::person},
        {"name", Column::name},     {"fullname", Column::name},     {"phone", Column::phone},
        {"mobile", Column::phone},  {"telephone", Column::phone},   {"mail", Column::mail},
        {"email", Column::mail},    {"emailaddress", Column::mail}, {"starttime", Column::from},
        {"endtime", Column::to},    {"phonenumber", Column::phone}, {"mobilenumber", Column::phone},
    };
    return all;
}

// What a cell says: without the spaces around it, and without the guard of a formula.
std::string said(std::string_view text) {
    const auto from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return "";
    return std::string(
        without_guard(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1)));
}

std::string small(std::string_view text) {
    std::string all;
    for (const char c : text) all += 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return all;
}

std::string heading_of(const std::string& text) {
    std::string word = small(text);
    std::erase_if(word, [](char c) { return c == ' ' || c == '-' || c == '_'; });
    return word;
}

Node& field(Node& map, Mark mark, const std::string& key, Node value) {
    for (auto& [name, held] : map.fields) {
        if (name.text == key) return held;
    }
    map.fields.emplace_back(text_node(mark, key), std::move(value));
    return map.fields.back().second;
}

// Whether two cells hold one phone, however each is written, or one mail address.
bool same_address(const std::string& one, const std::string& other) {
    const std::string phone = parse_phone(one).value;
    return small(one) == small(other) || (!phone.empty() && phone == parse_phone(other).value);
}

// A shift as a weekly rota has it: the Monday of its week, and its name or its hours.
struct InWeek {
    Day monday;
    std::string hours;
};

// Holds what has been read and what is wrong with it. One use: read() once.
class Reader {
public:
    Reader(const std::string& name, const std::string& file, const Calendar& calendar,
           const std::map<std::string, std::string>& known)
        : name_(name), file_(file), calendar_(calendar) {
        for (const auto& [person, id] : known) {
            ids_.emplace(small(person), id);
            known_.insert(id);
        }
    }

    SheetWeeks read(const std::vector<SheetRow>& rows);

private:
    bool read_heads(const SheetRow& row);
    void read_row(const SheetRow& row);
    std::string id_of(const std::string& person) const;
    std::string read_person(const SheetRow& row);
    void read_contact(const SheetRow& row);
    std::vector<InWeek> read_hours(const SheetRow& row, Day day);
    std::vector<InWeek> read_shift(const Cell& cell, Day day);
    void add(Day monday, const Cell& role, const Cell& at, const std::string& hours,
             const Cell& person, const std::string& id);
    const Cell* cell(const SheetRow& row, Column column) const;
    void refuse(Mark mark, std::string what, std::string why, std::string fix);

    const std::string& name_;
    const std::string& file_;
    const Calendar& calendar_;
    std::map<std::string, std::string> ids_;  // by name, small
    std::set<std::string> known_;             // ids of the configuration
    std::map<Column, std::size_t> columns_;
    std::map<Day, Node> weeks_;
    Node contacts_ = map_node({1, 1});
    SheetWeeks read_;
};

bool blank(const SheetRow& row) {
    return std::ranges::all_of(row, [](const Cell& cell) { return said(cell.text).empty(); });
}

SheetWeeks Reader::read(const std::vector<SheetRow>& rows) {
    const auto heads = std::ranges::find_if_not(rows, blank);
    if (heads != rows.end() && !read_heads(*heads)) return std::move(read_);
    // Whoever is named in one line may have their phone in a later one.
    const auto each_line = [&](void (Reader::*read_it)(const SheetRow&)) {
        if (heads == rows.end()) return;
        for (auto row = std::next(heads); row != rows.end(); ++row) {
            if (!blank(*row)) (this->*read_it)(*row);
        }
    };
    each_line(&Reader::read_contact);
    each_line(&Reader::read_row);
    if (weeks_.empty() && read_.problems.empty()) {
        refuse({}, "this file has no shifts", "a rota has one line a shift below its headings",
               "begin with the template: tocsin rota template");
    }
    read_.contacts = std::move(contacts_);
    for (auto& [monday, week] : weeks_) read_.weeks.push_back(std::move(week));
    return std::move(read_);
}

bool Reader::read_heads(const SheetRow& row) {
    std::vector<std::string> words;
    for (const auto& [word, column] : headings()) words.push_back(word);
    std::set<Column> misspelt;
    for (std::size_t index = 0; index < row.size(); ++index) {
        const std::string text = said(row[index].text);
        const auto found = headings().find(heading_of(text));
        // A column that is not ours is the admin's own, unless it looks like a slip of the pen.
        if (found == headings().end()) {
            const std::string meant = near(heading_of(text), words);
            if (meant.empty() || text.empty()) continue;
            misspelt.insert(headings().at(meant));
            refuse(row[index].mark, "no column is called " + quoted(text),
                   "the columns are role, date, shift (or from and to), person, name, phone, mail",
                   "write " + meant);
        } else if (!columns_.emplace(found->second, index).second) {
            refuse(row[index].mark, "the column " + quoted(text) + " is there twice",
                   "only one of them could be read", "delete one, or rename it");
        }
    }
    const auto has = [&](Column column) {
        return columns_.contains(column) || misspelt.contains(column);
    };
    if (!has(Column::person) && columns_.contains(Column::name)) {
        columns_[Column::person] = columns_.at(Column::name);
    }
    std::string missing;
    for (const auto& [column, word] :
         {std::pair{Column::role, "role"}, {Column::date, "date"}, {Column::person, "person"}}) {
        if (!has(column)) missing += std::string(missing.empty() ? "" : ", ") + word;
    }
    if (!has(Column::shift) && !(has(Column::from) && has(Column::to))) {
        missing += std::string(missing.empty() ? "" : ", ") + "shift (or from and to)";
    }
    if (!missing.empty()) {
        refuse(row.front().mark, "columns are missing: " + missing,
               "the first line names the columns, in any order",
               "begin with the template: tocsin rota template");
    }
    return read_.problems.empty();
}

const Cell* Reader::cell(const SheetRow& row, Column column) const {
    const auto found = columns_.find(column);
    const bool there = found != columns_.end() && found->second < row.size();
    const Cell* cell_of_it = there ? &row[found->second] : nullptr;
    // Who fills in the names alone has named the people.
    const bool unnamed = cell_of_it == nullptr || said(cell_of_it->text).empty();
    if (column == Column::person && unnamed) {
        const Cell* name = cell(row, Column::name);
        if (name != nullptr && !said(name->text).empty()) return name;
    }
    return cell_of_it;
}

void Reader::read_row(const SheetRow& row) {
    const auto text = [&](Column column) {
        const Cell* found = cell(row, column);
        return found == nullptr ? std::string() : said(found->text);
    };
    const auto missing = [&](Column column, const char* word) {
        if (!text(column).empty()) return false;
        const Cell* found = cell(row, column);
        refuse(found == nullptr ? row.front().mark : found->mark,
               "this line has no " + std::string(word),
               "a shift needs role, date, hours and person", "fill it in, or delete the line");
        return true;
    };
    const bool no_role = missing(Column::role, "role");
    const bool no_person = missing(Column::person, "person");
    if (missing(Column::date, "date")) return;
    const Cell& date = *cell(row, Column::date);
    const SheetDay day = parse_sheet_day(date.text);
    if (!day.day) {
        refuse(date.mark, quoted(said(date.text)) + " is not a date", day.why, day.fix);
        return;
    }
    const auto hours = read_hours(row, *day.day);
    if (hours.empty() || no_role || no_person) return;
    const std::string id = read_person(row);
    if (id.empty()) return;
    const Cell* at = cell(row, Column::shift);
    if (at == nullptr || said(at->text).empty()) at = cell(row, Column::from);
    for (const InWeek& part : hours) {
        add(part.monday, *cell(row, Column::role), *at, part.hours, *cell(row, Column::person), id);
    }
}

// The id of whom a cell names: that of the configuration, else one made of the name.
std::string Reader::id_of(const std::string& person) const {
    if (const auto named = ids_.find(small(person)); named != ids_.end()) return named->second;
    std::string id;
    for (const char c : small(person)) {
        const bool kept = ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') ||
                          std::string_view(".-_").find(c) != std::string_view::npos;
        if (kept || c == ' ') id += c == ' ' ? '.' : c;
    }
    return id;
}

// The id that the cell means; empty when nobody is known by it, which has been told.
std::string Reader::read_person(const SheetRow& row) {
    const Cell& person = *cell(row, Column::person);
    const std::string text = said(person.text);
    if (small(text) == "nobody") return "nobody";
    const std::string id = id_of(text);
    if (known_.contains(id) || contacts_.find(id) != nullptr) return id;
    std::vector<std::string> ids(known_.begin(), known_.end());
    for (const auto& [contact, value] : contacts_.fields) ids.push_back(contact.text);
    const std::string meant = near(id, ids);
    refuse(person.mark, "nobody is called " + quoted(text),
           "a person is an id or a name of the configuration, or has a phone or mail in some line",
           meant.empty() ? "give name, phone and mail of the person in this line, or correct it"
                         : "write " + meant +
                               " (the only near id), or give the phone or mail of "
                               "the person in this line");
    return "";
}

void Reader::read_contact(const SheetRow& row) {
    const Cell* person = cell(row, Column::person);
    if (person == nullptr || said(person->text).empty()) return;
    const std::string id = id_of(said(person->text));
    Node contact = map_node(person->mark);
    for (const auto& [column, key] : {std::pair{Column::phone, "phone"}, {Column::mail, "mail"}}) {
        const Cell* found = cell(row, column);
        if (found == nullptr || said(found->text).empty()) continue;
        field(contact, found->mark, key, text_node(found->mark, said(found->text)));
    }
    if (contact.fields.empty()) return;
    const Cell* name = cell(row, Column::name);
    if (name == nullptr || said(name->text).empty()) name = cell(row, Column::person);
    field(contact, name->mark, "name", text_node(name->mark, said(name->text)));
    Node* before = nullptr;
    for (auto& [known, value] : contacts_.fields) {
        if (known.text == id) before = &value;
    }
    if (before == nullptr) {
        field(contacts_, contact.mark, id, std::move(contact));
        return;
    }
    for (const auto& [key, value] : contact.fields) {
        const Node* old = before->find(key.text);
        if (old == nullptr) field(*before, key.mark, key.text, value);
        if (old == nullptr || key.text == "name" || same_address(old->text, value.text)) continue;
        refuse(
            value.mark,
            quoted(id) + " has another " + key.text + " in line " + std::to_string(old->mark.line),
            "one person has one " + key.text, "write the same in both lines, or leave one empty");
    }
}

// A stretch that goes on after Monday 08:00 has a part in each week.
std::vector<InWeek> Reader::read_hours(const SheetRow& row, Day day) {
    const Cell* shift = cell(row, Column::shift);
    if (shift != nullptr && !said(shift->text).empty()) return read_shift(*shift, day);
    std::optional<std::chrono::minutes> times[2];
    std::optional<Day> last_day;
    for (const int index : {0, 1}) {
        const Cell* found = cell(row, index == 0 ? Column::from : Column::to);
        if (found != nullptr) times[index] = parse_sheet_clock(found->text);
        if (!times[index] && index == 1 && found != nullptr) {
            const SheetMoment moment = parse_sheet_moment(said(found->text));
            times[index] = moment.clock;
            last_day = moment.day;
        }
        if (times[index]) continue;
        const std::string text = found == nullptr ? "" : said(found->text);
        const Mark mark = found == nullptr ? row.front().mark : found->mark;
        if (text.empty()) {
            refuse(mark, index == 0 ? "this line has no beginning" : "this line has no end",
                   "a shift has a name, or from and to", "write the time as 17:30");
        } else {
            const bool fraction = text.starts_with("0.");
            refuse(mark, quoted(text) + " is not a time",
                   fraction ? "a spreadsheet shows its own count of a day"
                            : "a time has hours and minutes, from 00:00 to 24:00",
                   fraction ? "give the column the format of a time, and save it again"
                            : "write it as 17:30");
        }
    }
    if (!times[0] || !times[1]) return {};
    const Day end = last_day ? *last_day : *times[1] <= *times[0] ? plus_days(day, 1) : day;
    const bool backwards = end < day || (end == day && *times[1] <= *times[0]);
    if (backwards || end > plus_days(day, 7)) {
        const Cell& to = *cell(row, Column::to);
        refuse(to.mark, quoted(said(to.text)) + " is not an end of a shift on " + long_day(day),
               "a shift ends after it begins, and within a week",
               "write the time alone, or the right date before it");
        return {};
    }
    const auto written = [](Day on, std::chrono::minutes time) {
        const auto two = [](auto count) {
            return std::string(count < 10 ? "0" : "") + std::to_string(count);
        };
        const auto hours = std::chrono::duration_cast<std::chrono::hours>(time);
        return iso_day(on) + " " + two(hours.count()) + ":" + two((time - hours).count());
    };
    std::vector<InWeek> parts;
    std::string from = written(day, *times[0]);
    const Instant until = calendar_.zone.instant(end, *times[1]);
    Day monday = week_at(calendar_.zone, calendar_.zone.instant(day, *times[0]));
    for (; week_span(calendar_.zone, monday).to < until; monday = plus_days(monday, 7)) {
        const std::string edge = iso_day(plus_days(monday, 7)) + " 08:00";
        parts.push_back({monday, from + " to " + edge});
        from = edge;
    }
    parts.push_back({monday, from + " to " + written(end, *times[1])});
    return parts;
}

// "night", "fri-night", "Friday night", "week" of the week that `day` lies in.
std::vector<InWeek> Reader::read_shift(const Cell& cell, Day day) {
    const std::string text = small(said(cell.text));
    const Day monday = monday_of(day);
    if (text == "week" || text == "all week" || text == "all-week") {
        if (monday == day) return {{monday, "all-week"}};
        refuse(cell.mark, long_day(day) + " is not a Monday",
               "a weekly rota runs Monday 08:00 to Monday 08:00 (HSSI-12)",
               "write the date of its Monday, " + sheet_day(monday));
        return {};
    }
    const std::string weekday = small(short_name(weekday_of(day)));
    const bool night = text.ends_with("night");
    if (!night && !text.ends_with("day")) {
        refuse(cell.mark, "no shift is called " + quoted(said(cell.text)),
               "a shift is night, day or week", "write one of these, or give from and to");
        return {};
    }
    const std::string before = text == "day" || text == "night"
                                   ? weekday
                                   : text.substr(0, std::min<std::size_t>(3, text.size()));
    if (before != weekday) {
        refuse(cell.mark, quoted(said(cell.text)) + " is not a shift of " + long_day(day),
               "the date and the shift name different days", "correct one of them");
        return {};
    }
    std::string name = weekday + (night ? "-night" : "-day");
    if (const std::string why = why_no_shift(calendar_, monday, name); !why.empty()) {
        refuse(cell.mark, "there is no day shift on " + long_day(day), why,
               "delete the line, or give from and to instead of the shift");
        return {};
    }
    return {{monday, std::move(name)}};
}

void Reader::add(Day monday, const Cell& role, const Cell& at, const std::string& hours,
                 const Cell& person, const std::string& id) {
    const auto [week, fresh] = weeks_.try_emplace(monday, map_node({1, 1}));
    if (fresh) {
        field(week->second, {1, 1}, "rota", text_node({1, 1}, name_));
        field(week->second, at.mark, "week", text_node(at.mark, iso_day(monday)));
    }
    Node& shifts = field(week->second, at.mark, "shifts", map_node(at.mark));
    std::string role_id = small(said(role.text));
    std::ranges::replace(role_id, ' ', '-');
    Node& of_role = field(shifts, role.mark, role_id, map_node(role.mark));
    Node* people = nullptr;
    for (auto& [key, value] : of_role.fields) {
        if (key.text == hours) people = &value;
    }
    if (people == nullptr) {
        field(of_role, at.mark, hours, text_node(person.mark, id));
        return;
    }
    // A second line for the same hours: both people have them.
    if (people->kind == Node::Kind::scalar) {
        Node first = *people;
        people->kind = Node::Kind::list;
        people->text.clear();
        people->items.push_back(std::move(first));
    }
    people->items.push_back(text_node(person.mark, id));
}

void Reader::refuse(Mark mark, std::string what, std::string why, std::string fix) {
    read_.problems.push_back({file_, mark, std::move(what), std::move(why), std::move(fix)});
}

}  // namespace

SheetWeeks read_sheet(const std::vector<SheetRow>& rows, const std::string& name,
                      const std::string& file, const Calendar& calendar,
                      const std::map<std::string, std::string>& known) {
    return Reader(name, file, calendar, known).read(rows);
}

std::string sheet_template(const Calendar& calendar, Day monday) {
    std::string text = "role,date,shift,from,to,person,name,phone,mail\r\n";
    for (const NamedShift& shift : edm_shifts(calendar, monday)) {
        const std::string half = shift.name.substr(4);
        const auto found = std::ranges::find(shift_names(), shift.name) - shift_names().begin();
        text += "edm," + sheet_day(plus_days(monday, static_cast<int>(found / 2))) + "," + half +
                ",,,,,,\r\n";
    }
    return text + "level-3," + sheet_day(monday) + ",week,,,,,,\r\n";
}

}  // namespace tocsin
