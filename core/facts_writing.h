// How facts are written down: a value that is empty is not there, and a moment has three names.
#pragma once

#include "core/facts.h"
#include "rota/zone.h"

#include <string>
#include <vector>

namespace tocsin {

void set_fact(Facts& facts, const std::string& name, const std::string& value);
// `opened` for people, `opened_day` (2026-11-26) and `opened_time` (15:35).
void set_fact(Facts& facts, const std::string& name, Instant at, const Zone& zone);

// The three names of a moment.
void name_moment(std::vector<std::string>& names, const std::string& moment);

}  // namespace tocsin
