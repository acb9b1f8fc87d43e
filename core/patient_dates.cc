// Dates as people write them, and the words for a birth.
#include "core/patient_clues.h"

#include <algorithm>
#include <array>
#include <string>

namespace tocsin {
namespace {

using std::chrono::year_month_day;

constexpr std::array<std::string_view, 12> months = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

// Nobody who is cared for was born before.
constexpr int oldest = 1900;

char small(char sign) {
    return is_capital(sign) ? static_cast<char>(sign - 'A' + 'a') : sign;
}

// Reads on in a text; each step fails without moving.
struct Pen {
    std::string_view text;
    std::size_t at = 0;

    char here() const { return at < text.size() ? text[at] : '\n'; }

    std::optional<int> number(std::size_t digits_min, std::size_t digits_max) {
        std::size_t end = at;
        int value = 0;
        while (end < text.size() && is_digit(text[end]) && end - at <= digits_max) {
            value = value * 10 + (text[end++] - '0');
        }
        if (end - at < digits_min || end - at > digits_max) return std::nullopt;
        at = end;
        return value;
    }
    bool any_of(std::string_view signs) {
        if (signs.find(here()) == std::string_view::npos) return false;
        ++at;
        return true;
    }
    void skip(std::string_view signs) {
        while (at < text.size() && any_of(signs)) {
        }
    }
    std::string word() const {
        std::string read;
        for (std::size_t end = at; end < text.size() && is_letter(text[end]); ++end) {
            read += small(text[end]);
        }
        return read;
    }
    bool take(std::string_view wanted) {
        if (word() != wanted) return false;
        at += wanted.size();
        return true;
    }
    // "march", "mar", "sept".
    std::optional<unsigned> month() {
        const std::string read = word();
        if (read.size() < 3) return std::nullopt;
        for (unsigned index = 0; index < months.size(); ++index) {
            if (months[index].substr(0, 3) != read.substr(0, 3)) continue;
            if (!months[index].starts_with(read)) return std::nullopt;
            at += read.size();
            return index + 1;
        }
        return std::nullopt;
    }
};

class Reader {
public:
    Reader(std::string_view text, year_month_day today) : text_(text), today_(today) {}

    std::vector<WrittenDate> read() {
        std::vector<WrittenDate> found;
        for (std::size_t at = 0; at < text_.size(); ++at) {
            const char before = at > 0 ? text_[at - 1] : ' ';
            if (is_letter(before) || is_digit(before)) continue;
            std::optional<WrittenDate> date;
            if (is_digit(text_[at])) date = begins_with_digits(at);
            if (is_letter(text_[at])) date = begins_with_month(at);
            if (!date) continue;
            found.push_back(*date);
            at = date->where.to - 1;
        }
        return found;
    }

private:
    int whole_year(int year, bool two_digits) const {
        if (!two_digits) return year;
        const int this_year = static_cast<int>(today_.year());
        const int century = this_year / 100 * 100;
        return year <= this_year % 100 ? century + year : century - 100 + year;
    }

    std::optional<year_month_day> day(int year, int month, int day_of_month) const {
        const year_month_day made{std::chrono::year(year),
                                  std::chrono::month(static_cast<unsigned>(month)),
                                  std::chrono::day(static_cast<unsigned>(day_of_month))};
        if (!made.ok() || year < oldest || year > static_cast<int>(today_.year()) + 10)
            return std::nullopt;
        return made;
    }

    // Day first, as the British write it; else month first.
    std::optional<year_month_day> either(int one, int other, int year) const {
        if (const auto british = day(year, other, one)) return british;
        return day(year, one, other);
    }

    static std::optional<WrittenDate> ending(std::size_t from, const Pen& pen,
                                             std::optional<year_month_day> day) {
        if (!day || is_digit(pen.here())) return std::nullopt;
        return WrittenDate{{from, pen.at}, day};
    }

    std::optional<WrittenDate> begins_with_digits(std::size_t from) const {
        if (auto figures = all_figures(from)) return figures;
        if (auto together = eight_digits(from)) return together;
        Pen pen{text_, from};
        const auto day_of_month = pen.number(1, 2);
        if (!day_of_month) return std::nullopt;
        for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
            if (pen.take(ending)) break;
        }
        pen.skip(" -./");
        if (pen.take("of")) pen.skip(" ");
        const auto month = pen.month();
        if (!month) return std::nullopt;
        return with_year(from, pen, static_cast<int>(*month), *day_of_month);
    }

    std::optional<WrittenDate> begins_with_month(std::size_t from) const {
        Pen pen{text_, from};
        const auto month = pen.month();
        if (!month) return std::nullopt;
        pen.skip(" -.");
        const auto day_of_month = pen.number(1, 2);
        if (!day_of_month) return std::nullopt;
        for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
            if (pen.take(ending)) break;
        }
        return with_year(from, pen, static_cast<int>(*month), *day_of_month);
    }

    // The year may follow. "3 April 14:05" has none, nor has "3 April 24 beds" one we can tell.
    std::optional<WrittenDate> with_year(std::size_t from, Pen pen, int month,
                                         int day_of_month) const {
        const std::size_t without = pen.at;
        pen.skip(" -./,'");
        const std::size_t digits = pen.at;
        const auto year = pen.number(2, 4);
        const std::size_t size = pen.at - digits;
        if (year && size != 3 && pen.here() != ':' && !is_letter(pen.here())) {
            const auto made = day(whole_year(*year, size == 2), month, day_of_month);
            if (made) return WrittenDate{{from, pen.at}, made};
        }
        // Of a leap year, so that 29 February is a day.
        if (!day(2000, month, day_of_month)) return std::nullopt;
        return WrittenDate{{from, without}, std::nullopt};
    }

    // 3/4/84, 03.04.1984, 1984-04-03, 03 04 1984.
    std::optional<WrittenDate> all_figures(std::size_t from) const {
        if (from > 1 && is_digit(text_[from - 2]) && is_mark(text_[from - 1])) return std::nullopt;
        Pen pen{text_, from};
        const auto first = pen.number(1, 4);
        const std::size_t first_size = pen.at - from;
        const char mark = pen.here();
        if (!first || first_size == 3 || (!is_mark(mark) && mark != ' ')) return std::nullopt;
        ++pen.at;
        const auto second = pen.number(1, 2);
        if (!second || pen.here() != mark) return std::nullopt;
        ++pen.at;
        const std::size_t digits = pen.at;
        const auto third = pen.number(1, 4);
        const std::size_t size = pen.at - digits;
        if (!third) return std::nullopt;
        const bool goes_on =
            is_mark(pen.here()) && pen.at + 1 < text_.size() && is_digit(text_[pen.at + 1]);
        if (goes_on || pen.here() == ':') return std::nullopt;
        if (first_size == 4) return ending(from, pen, day(*first, *second, *third));
        if (size != 2 && size != 4) return std::nullopt;
        return ending(from, pen, either(*first, *second, whole_year(*third, size == 2)));
    }

    std::optional<WrittenDate> eight_digits(std::size_t from) const {
        Pen pen{text_, from};
        const auto all = pen.number(8, 8);
        if (!all) return std::nullopt;
        if (auto british = day(*all % 10000, *all / 10000 % 100, *all / 1000000)) {
            return ending(from, pen, british);
        }
        return ending(from, pen, day(*all / 10000, *all / 100 % 100, *all % 100));
    }

    static bool is_mark(char sign) { return sign == '/' || sign == '-' || sign == '.'; }

    std::string_view text_;
    year_month_day today_;
};

}  // namespace

std::vector<WrittenDate> written_dates(std::string_view text, year_month_day today) {
    return Reader(text, today).read();
}

std::vector<Stretch> birth_words(std::string_view text) {
    static constexpr std::array<std::string_view, 10> words = {
        "dob",           "d.o.b",      "d o b",     "d/o/b",    "date of birth",
        "date-of-birth", "birth date", "birthdate", "birthday", "born"};
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](char sign) { return sign == '\n' ? ' ' : small(sign); });
    std::vector<Stretch> found;
    for (const std::string_view word : words) {
        for (std::size_t at = 0; (at = lower.find(word, at)) != std::string::npos;) {
            const std::size_t end = at + word.size();
            const bool whole = (at == 0 || !is_letter(lower[at - 1])) &&
                               (end == lower.size() || !is_letter(lower[end]));
            if (whole) found.push_back({at, end});
            at = end;
        }
    }
    return found;
}

}  // namespace tocsin
