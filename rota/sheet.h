// A rota as a spreadsheet keeps it: one line a shift, columns in any order, dates as a British
// spreadsheet writes them. It becomes the tree of a weekly rota, so that every check, and the place
// of every mistake, is that of rota/formats.h.
//
//     role,date,shift,person,name,phone,mail
//     edm,14/07/2026,night,pat.ash,Pat Ash,07700 900101,pat.ash@example.org
//     edm,15/07/2026,night,Jo Oak,,,
//     level-3,13/07/2026,week,sam.elm,,,
//
// Instead of "shift" there may be "from" and "to" (17:30, 08:00); an end that is not after the
// beginning is on the next day, unless "to" says its date ("16/07/2026 08:00"). A person is an id
// or a name that is known, in the column person or, where that is empty, name; "nobody" is a gap on
// purpose. Two lines for the same hours are two
// people, called together. name, phone and mail may be left out for people of the configuration.
#pragma once

#include "rota/calendar.h"
#include "rota/tree.h"

#include <map>
#include <string>
#include <vector>

namespace tocsin {

// One cell as it stands in the file. An empty cell has its mark all the same.
struct Cell {
    Mark mark;
    std::string text;
};

using SheetRow = std::vector<Cell>;

struct SheetWeeks {
    Node contacts;  // of all weeks, for read_contacts(); without fields when there are none
    std::vector<Node> weeks;  // trees for parse_weekly(), one a week, in order
    Problems problems;        // in the order of the file; when refused, `weeks` are not whole
};

// `name` is the rota's. `known` are the people of the configuration: id by name. The first row that
// is not empty names the columns. No rows, or none with a shift: refused.
SheetWeeks read_sheet(const std::vector<SheetRow>& rows, const std::string& name,
                      const std::string& file, const Calendar& calendar,
                      const std::map<std::string, std::string>& known);

// "role,date,shift,person,name,phone,mail" and one line of each kind: what an admin starts from.
std::string sheet_template(const Calendar& calendar, Day monday);

}  // namespace tocsin
