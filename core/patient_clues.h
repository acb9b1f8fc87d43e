// The signs by which core/patient_data.h knows a patient, each on its own. The text is what
// plain_signs() makes of one: a sign a byte. Places are of that text.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace tocsin {

struct Stretch {
    std::size_t from = 0;
    std::size_t to = 0;
};

struct WrittenDate {
    Stretch where;
    std::optional<std::chrono::year_month_day> day;  // nothing: no year is written
};

// Ten digits as people write them, with the right check digit. Not part of a longer number, of a
// phone with its country, or of a reference such as CHG0012345678.
std::vector<Stretch> nhs_numbers(std::string_view text);

// 3/4/84, 03-04-1984, 1984-04-03, 3rd April 1984, April 3 '84, 3 April, 03041984. A year of two
// digits is of the hundred years that end with `today`.
std::vector<WrittenDate> written_dates(std::string_view text, std::chrono::year_month_day today);

// "born", "DOB", "d.o.b.", "date of birth".
std::vector<Stretch> birth_words(std::string_view text);

// "LS1 3EX", of a postcode area that there is.
std::vector<Stretch> postcodes(std::string_view text);

// "Jane Doe", "Mr Doe", "DOE, Jane", "J. Doe", "jane doe" (by a list of given names). Words of the
// trade in capitals (Northtown Trust, Ward Orders) are none.
std::vector<Stretch> person_names(std::string_view text);

// Of one sign of a plain text.
constexpr bool is_digit(char sign) {
    return '0' <= sign && sign <= '9';
}
constexpr bool is_capital(char sign) {
    return 'A' <= sign && sign <= 'Z';
}
constexpr bool is_letter(char sign) {
    return is_capital(sign) || ('a' <= sign && sign <= 'z') || sign == '_';
}

}  // namespace tocsin
