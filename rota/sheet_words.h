// Dates and times as people write them into spreadsheets. The day comes before the month.
#pragma once

#include "rota/zone.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct SheetDay {
    std::optional<Day> day;
    std::string why;  // why it cannot be read, and what to write; empty when it can
    std::string fix;
};

// "14/07/2026", "14/7/26", "14-07-2026", "14.07.2026", "2026-07-14", "14 July 2026", "14-Jul-26",
// each with or without a weekday before it, which must be the right one, and with or without a
// midnight behind it ("14/07/2026 00:00").
SheetDay parse_sheet_day(std::string_view text);

// "14/07/2026".
std::string sheet_day(Day day);

// "17:30", "17.30", "1730", "5:30 pm", "8am", "17:30:00", "24:00" as minutes after midnight.
std::optional<std::chrono::minutes> parse_sheet_clock(std::string_view text);

struct SheetMoment {
    std::optional<Day> day;
    std::optional<std::chrono::minutes> clock;  // nothing when either cannot be read
};

// "16/07/2026 08:00": a date and, behind its last space, a time.
SheetMoment parse_sheet_moment(std::string_view text);

// A text that a spreadsheet would take for a formula ("=1+1", "+447700900101", "@x") with an
// apostrophe before it, which it takes for "this is text"; any other text as it is.
std::string guard_from_formulas(std::string_view text);

// The text that guard_from_formulas() was given.
std::string_view without_guard(std::string_view text);

// One line of a CSV file, with its CR LF: no cell can be taken for a formula, or for two cells.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace tocsin
