#include "rota/bank_holidays.h"

namespace tocsin {
namespace {

constexpr Day on(int year, unsigned month, unsigned day) {
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}

}  // namespace

const std::vector<BankHoliday>& bank_holidays_of_england_and_wales() {
    static const std::vector<BankHoliday> holidays = {
        {on(2024, 1, 1), "New Year's Day"},
        {on(2024, 3, 29), "Good Friday"},
        {on(2024, 4, 1), "Easter Monday"},
        {on(2024, 5, 6), "Early May bank holiday"},
        {on(2024, 5, 27), "Spring bank holiday"},
        {on(2024, 8, 26), "Summer bank holiday"},
        {on(2024, 12, 25), "Christmas Day"},
        {on(2024, 12, 26), "Boxing Day"},
        {on(2025, 1, 1), "New Year's Day"},
        {on(2025, 4, 18), "Good Friday"},
        {on(2025, 4, 21), "Easter Monday"},
        {on(2025, 5, 5), "Early May bank holiday"},
        {on(2025, 5, 26), "Spring bank holiday"},
        {on(2025, 8, 25), "Summer bank holiday"},
        {on(2025, 12, 25), "Christmas Day"},
        {on(2025, 12, 26), "Boxing Day"},
        {on(2026, 1, 1), "New Year's Day"},
        {on(2026, 4, 3), "Good Friday"},
        {on(2026, 4, 6), "Easter Monday"},
        {on(2026, 5, 4), "Early May bank holiday"},
        {on(2026, 5, 25), "Spring bank holiday"},
        {on(2026, 8, 31), "Summer bank holiday"},
        {on(2026, 12, 25), "Christmas Day"},
        {on(2026, 12, 28), "Boxing Day (substitute day)"},
        {on(2027, 1, 1), "New Year's Day"},
        {on(2027, 3, 26), "Good Friday"},
        {on(2027, 3, 29), "Easter Monday"},
        {on(2027, 5, 3), "Early May bank holiday"},
        {on(2027, 5, 31), "Spring bank holiday"},
        {on(2027, 8, 30), "Summer bank holiday"},
        {on(2027, 12, 27), "Christmas Day (substitute day)"},
        {on(2027, 12, 28), "Boxing Day (substitute day)"},
        {on(2028, 1, 3), "New Year's Day (substitute day)"},
        {on(2028, 4, 14), "Good Friday"},
        {on(2028, 4, 17), "Easter Monday"},
        {on(2028, 5, 1), "Early May bank holiday"},
        {on(2028, 5, 29), "Spring bank holiday"},
        {on(2028, 8, 28), "Summer bank holiday"},
        {on(2028, 12, 25), "Christmas Day"},
        {on(2028, 12, 26), "Boxing Day"},
    };
    return holidays;
}

Calendar england_and_wales(Zone zone) {
    Calendar calendar{zone, {}, on(2024, 1, 1), on(2028, 12, 31)};
    for (const BankHoliday& holiday : bank_holidays_of_england_and_wales()) {
        calendar.bank_holidays.insert(holiday.day);
    }
    return calendar;
}

}  // namespace tocsin
