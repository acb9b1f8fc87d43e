// What every rota file is read against, and the people whom it brings along itself.
#pragma once

#include "rota/calendar.h"
#include "rota/rota.h"
#include "rota/telephone.h"

#include <set>
#include <string>
#include <vector>

namespace tocsin {

// The configuration's part in what a rota file means. The calendar outlives it.
struct RotaTerms {
    const Calendar& calendar;
    std::set<std::string> people;  // every id that a shift may name
    std::string phone_region{default_phone_region};
    std::vector<Person> contacts{};  // those of the file; each week has them
};

// Adds the people of a block "contacts" to `terms`, and answers with what is wrong with it, in the
// order of the file. The id of somebody whose contact has a mistake is added all the same, so that
// it is told once, and not in every shift. A phone must be one that texts reach: the people of a
// rota are called by text.
Problems read_contacts(const Node& contacts, const std::string& file, RotaTerms& terms);

}  // namespace tocsin
