// Where an incident is felt, as a notice says it (HSSI-31).
#pragma once

#include "core/directory.h"

#include <string>
#include <vector>

namespace tocsin {

struct Location {
    std::string text;                   // "Northtown and Eastvale"; empty: `wrong` says why
    std::string wrong;                  // a sentence
    std::vector<std::string> warnings;  // sentences
};

// One to three Trusts are named. More read "Multiple Trusts in North East", with every region that
// they are in; all users of a service read "Multiple GP Records Users". `said` holds Trusts and
// regions of the directory, by id or name; "Multiple Trusts in ..."; "all users"; or names that
// the directory does not know, as they are. It is not empty. `service` may be nullptr.
Location location_of(const Directory& directory, const Service* service,
                     const std::string& service_name, const std::vector<std::string>& said);

}  // namespace tocsin
