// The text of a CSV file, as spreadsheets save them, -> rows of cells that know their place.
// Understood: a byte order mark, CRLF, commas, semicolons or tabs between cells (whichever the
// first line has most of, or names as in "sep=;"), quoted cells with line breaks in them.
#pragma once

#include "rota/sheet.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct CsvResult {
    std::vector<SheetRow> rows;  // with the empty ones; empty when the problems refuse the text
    Problems problems;
};

// Refused, with what to do instead: a workbook (xlsx), text that is not UTF-8, control characters,
// a quote that never ends, more than 1 MiB or 20,000 rows. `file` is the name to use in problems.
CsvResult parse_csv(std::string_view text, const std::string& file);

// Whether `text` is a rota in CSV rather than in YAML: its first line that is not empty has the
// column "role" or "date", or three cells and no colon of YAML.
bool looks_like_csv(std::string_view text);

}  // namespace tocsin
