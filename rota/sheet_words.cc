#include "rota/sheet_words.h"

#include "rota/clock_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> long_months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

char small(char c) {
    return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool digit(char c) {
    return '0' <= c && c <= '9';
}

bool letter(char c) {
    return 'a' <= small(c) && small(c) <= 'z';
}

// The runs of digits and of letters in `text`, small. What stands between them only divides them.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    char before = ' ';
    for (const char c : text) {
        const bool same = (digit(c) && digit(before)) || (letter(c) && letter(before));
        if (digit(c) || letter(c)) {
            if (!same) words.emplace_back();
            words.back() += small(c);
        }
        before = c;
    }
    return words;
}

std::optional<int> number(const std::string& word) {
    int value = 0;
    if (word.empty() || word.size() > 4) return std::nullopt;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return value;
}

std::optional<int> month_of(const std::string& word) {
    for (std::size_t month = 0; month < months.size(); ++month) {
        if (word == months[month] || word == long_months[month] || (month == 8 && word == "sept")) {
            return static_cast<int>(month) + 1;
        }
    }
    return number(word);
}

// The weekday that `word` names; nothing when it is none.
std::optional<Weekday> weekday_named(const std::string& word) {
    for (unsigned index = 0; index < 7; ++index) {
        const Weekday day{index};
        for (const std::string_view name : {short_name(day), long_name(day)}) {
            if (std::ranges::equal(word, name, {}, {}, small)) return day;
        }
    }
    return std::nullopt;
}

Day made(int year, int month, int day) {
    return Day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
               std::chrono::day{static_cast<unsigned>(day)}};
}

// Whether it is a formula to a spreadsheet, or would be without apostrophes before it.
bool formula_behind_apostrophes(std::string_view text) {
    const std::size_t first = text.find_first_not_of('\'');
    return first != std::string_view::npos &&
           std::string_view("=+-@").find(text[first]) != std::string_view::npos;
}

bool only_zeros(std::vector<std::string>::const_iterator from,
                std::vector<std::string>::const_iterator to) {
    return std::all_of(from, to, [](const std::string& word) {
        return std::ranges::all_of(word, [](char c) { return c == '0'; });
    });
}

std::string csv_cell(const std::string& text) {
    const std::string guarded = guard_from_formulas(text);
    if (guarded.find_first_of(",;\t\"\r\n") == std::string::npos) return guarded;
    std::string quoted = "\"";
    for (const char sign : guarded) quoted += sign == '"' ? "\"\"" : std::string(1, sign);
    return quoted + "\"";
}

}  // namespace

SheetDay parse_sheet_day(std::string_view text) {
    std::vector<std::string> words = words_of(text);
    std::optional<Weekday> weekday;
    if (!words.empty()) weekday = weekday_named(words.front());
    if (weekday) words.erase(words.begin());
    const bool plain =
        text.find('-') != std::string_view::npos && !words.empty() && words.front().size() == 4;
    if (words.size() > 3 && only_zeros(words.begin() + 3, words.end())) words.resize(3);
    const std::string advice = "write it as 14/07/2026";
    const SheetDay unread{std::nullopt, "a date is written 14/07/2026 or 2026-07-14", advice};
    if (words.size() == 1 && words[0].size() == 5 && digit(words[0][0])) {
        return {std::nullopt, "a spreadsheet shows its own count of days",
                "give the column the format of a date, and save it again"};
    }
    if (words.size() == 2) return {std::nullopt, "its year is missing", advice};
    if (words.size() != 3) return unread;
    if (plain) std::swap(words[0], words[2]);
    const auto day = number(words[0]);
    const auto month = month_of(words[1]);
    auto year = number(words[2]);
    if (!day || !month || !year || (words[2].size() != 4 && words[2].size() != 2)) return unread;
    if (words[2].size() == 2) *year += 2000;
    if (*month > 12 && *day <= 12) {
        return {std::nullopt, "there is no month " + words[1] + ": the day comes before the month",
                advice};
    }
    const Day found = made(*year, *month, *day);
    if (!found.ok()) return {std::nullopt, "there is no such day", "correct it"};
    if (weekday && *weekday != weekday_of(found)) {
        return {std::nullopt, "that day is a " + std::string(long_name(weekday_of(found))),
                "correct the weekday or the date"};
    }
    return {found, "", ""};
}

std::optional<std::chrono::minutes> parse_sheet_clock(std::string_view text) {
    std::vector<std::string> words = words_of(text);
    bool afternoon = false;
    bool half_day = false;
    if (words.size() > 1 && (words.back() == "pm" || words.back() == "am")) {
        half_day = true;
        afternoon = words.back() == "pm";
        words.pop_back();
    }
    if (words.size() == 1 && words[0].size() == 4 && !half_day) {
        words = {words[0].substr(0, 2), words[0].substr(2)};
    }
    if (words.size() == 1 && half_day) words.emplace_back("00");
    if (words.size() == 3 && words[2] == "00") words.pop_back();
    if (words.size() != 2 || words[0].size() > 2 || words[1].size() != 2) return std::nullopt;
    auto hour = number(words[0]);
    const auto minute = number(words[1]);
    if (!hour || !minute || *minute > 59) return std::nullopt;
    if (half_day) {
        if (*hour < 1 || *hour > 12) return std::nullopt;
        *hour = *hour % 12 + (afternoon ? 12 : 0);
    }
    if (*hour > 24 || (*hour == 24 && *minute > 0)) return std::nullopt;
    return std::chrono::minutes{*hour * 60 + *minute};
}

SheetMoment parse_sheet_moment(std::string_view text) {
    const std::size_t space = text.rfind(' ');
    if (space == std::string_view::npos) return {};
    const std::optional<Day> day = parse_sheet_day(text.substr(0, space)).day;
    const auto clock = parse_sheet_clock(text.substr(space + 1));
    return day && clock ? SheetMoment{day, clock} : SheetMoment{};
}

std::string sheet_day(Day day) {
    const std::string iso = iso_day(day);
    return iso.substr(8) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
}

std::string guard_from_formulas(std::string_view text) {
    return (formula_behind_apostrophes(text) ? "'" : "") + std::string(text);
}

std::string_view without_guard(std::string_view text) {
    const bool guarded = text.starts_with('\'') && formula_behind_apostrophes(text);
    return guarded ? text.substr(1) : text;
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells)
        line += (&cell == cells.data() ? "" : ",") + csv_cell(cell);
    return line + "\r\n";
}

}  // namespace tocsin
