// A spreadsheet as CSV, its cells, and the dates and times that people write into them.
#include "rota/sheet.h"

#include "daemon/csv.h"
#include "daemon/zone_load.h"
#include "rota/bank_holidays.h"
#include "rota/formats.h"
#include "rota/sheet_words.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

void check_words(std::string_view text) {
    const SheetDay read = parse_sheet_day(text);
    must(read.day.has_value() == read.why.empty(), "a date, or why it is none");
    must(read.why.empty() == read.fix.empty(), "and what to write");
    if (read.day) {
        must(read.day->ok(), "a date is in the calendar");
        const bool four_digits = int{read.day->year()} >= 1000;
        must(!four_digits || parse_sheet_day(sheet_day(*read.day)).day == read.day,
             "a date is written and read as the same");
    }
    if (const auto clock = parse_sheet_clock(text)) {
        must(clock->count() >= 0 && clock->count() <= 1440, "a time of day");
    }
    const SheetMoment moment = parse_sheet_moment(text);
    must(!moment.day || moment.day->ok(), "the date of a moment is in the calendar");
    must(without_guard(guard_from_formulas(text)) == text, "what is guarded is read as it was");
    const std::string guarded = guard_from_formulas(text);
    must(guarded.empty() || std::string_view("=+-@").find(guarded[0]) == std::string_view::npos,
         "no cell is a formula");
}

void check_places(const std::vector<SheetRow>& rows, std::string_view bytes) {
    const auto lines = std::count(bytes.begin(), bytes.end(), '\n') + 1;
    Mark last{};
    for (const SheetRow& row : rows) {
        for (const Cell& cell : row) {
            must(cell.mark.line >= 1 && cell.mark.line <= lines, "a cell stands in the file");
            must(cell.mark.column >= 1, "in a column");
            must(std::pair(last.line, last.column) <= std::pair(cell.mark.line, cell.mark.column),
                 "cells come in the order of the file");
            last = cell.mark;
        }
    }
}

void run(std::string_view bytes) {
    static const Calendar london = england_and_wales(load_zone("Europe/London"));
    check_words(bytes);
    const CsvResult csv = parse_csv(bytes, "week.csv");
    check_problems(csv.problems, bytes);
    must(csv.rows.empty() || csv.problems.empty(), "what is refused has no rows");
    check_places(csv.rows, bytes);

    const SheetWeeks sheet =
        read_sheet(csv.rows, "on-call", "week.csv", london, {{"Jo Oak", "jo.oak"}});
    check_problems(sheet.problems, bytes);
    must(!sheet.weeks.empty() || refused(sheet.problems), "a sheet has a week, or is refused");
    RotaTerms terms{london, {"jo.oak"}};
    if (!sheet.contacts.fields.empty()) {
        check_problems(read_contacts(sheet.contacts, "week.csv", terms), bytes);
    }
    Day monday{};
    for (const Node& tree : sheet.weeks) {
        const Parsed parsed = parse_weekly(tree, "week.csv", terms);
        check_problems(parsed.problems, bytes);
        must(parsed.rota.week > monday, "weeks come in their order");
        must(weekday_of(parsed.rota.week) == std::chrono::Monday, "a week has a Monday");
        monday = parsed.rota.week;
    }
}

const Target target{"sheet", run};

}  // namespace
}  // namespace tocsin::fuzz
