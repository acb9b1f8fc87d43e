// What changes for whom when one rota takes the place of another: shown before it does (HSSI-13).
#pragma once

#include "rota/rota.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// One stretch of one role that the two give to different people. Empty people: nobody.
struct Change {
    std::string role;
    Span span;
    std::vector<std::string> before;
    std::vector<std::string> after;

    bool operator==(const Change&) const = default;
};

// The changes of `role` inside `within`, in order; empty when both say the same. The order in which
// people of one shift are written is no change.
std::vector<Change> changes(const Rota& before, const Rota& after, std::string_view role,
                            Span within);

// Every role that any week or swap of `rota` names.
std::set<std::string> roles(const Rota& rota);

}  // namespace tocsin
