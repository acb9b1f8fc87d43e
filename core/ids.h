// Names of things. An id is a number or a word wrapped in a type of its own, so that no two kinds
// can be mixed up. Numbers are drawn from the state (never at random), so that replay and a second
// leader give the same ones.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace tocsin {

template <class Tag>
struct Number {
    std::uint64_t value = 0;  // 0 names nothing

    auto operator<=>(const Number&) const = default;
    explicit operator bool() const { return value != 0; }
};

using IncidentId = Number<struct IncidentTag>;  // shown as INC-42
using CallId = Number<struct CallTag>;
using SendId = Number<struct SendTag>;
using HoldId = Number<struct HoldTag>;          // the number of its entry
using HandoverId = Number<struct HandoverTag>;  // the number of its entry

// The name of a person in the directory ("pat.ash").
using PersonId = std::string;

}  // namespace tocsin
