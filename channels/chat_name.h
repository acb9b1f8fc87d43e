// The name of the chat channel of an incident, which its report has as well (DPS-01).
#pragma once

#include "rota/zone.h"

#include <set>
#include <string>
#include <string_view>

namespace tocsin {

// "incident-2026-11-26-gp-records-down": small ASCII letters, digits and dashes, at most 80 signs,
// as chat services allow them. The title is cut at a word. One that `taken` holds gets the first
// free number behind it: "...-down-2".
std::string chat_name(Day day, std::string_view title, const std::set<std::string>& taken);

}  // namespace tocsin
