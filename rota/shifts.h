// The shifts of the EDM by name (HSSI-11): what "mon-night" means in a given week.
#pragma once

#include "rota/calendar.h"

#include <string>
#include <vector>

namespace tocsin {

struct NamedShift {
    std::string name;
    Span span;

    bool operator==(const NamedShift&) const = default;
};

// The shifts of the week that begins on `monday`, in order of their beginning.
// An ordinary week has mon-night, tue-night, wed-night, thu-night (17:30 to 08:00), fri-night
// (17:30 to 07:00), sat-day, sun-day (07:00 to 19:00), sat-night (19:00 to 07:00), sun-night (19:00
// to 08:00). A bank holiday from Monday to Friday has <day>-day (07:00 to 19:00) and <day>-night
// (19:00 to 08:00) instead. Two shifts may overlap from 07:00 to 08:00; on_call() gives that hour
// to the later one. A week runs Monday 08:00 to Monday 08:00, so mon-day begins at 08:00: the hour
// before it belongs to sun-night of the week before, and no hour belongs to two weekly rotas.
std::vector<NamedShift> edm_shifts(const Calendar& calendar, Day monday);

// Why `name` is no shift of that week, in a sentence for the person who wrote it. Empty when it is
// a shift of that week, or of no week at all.
std::string why_no_shift(const Calendar& calendar, Day monday, const std::string& name);

// Every name that a shift can have in some week.
const std::vector<std::string>& shift_names();

}  // namespace tocsin
