// Public words may not hold what identifies a patient (HSSI-47).
#pragma once

#include "rota/zone.h"

#include <string>
#include <utility>
#include <vector>

namespace tocsin {

// Answers the refusal "fields", which names the field and the kind of what was found, never the
// text. `parts` are names of fields and what they hold.
void refuse_patient_data(const std::vector<std::pair<std::string, std::string>>& parts, Day today);

}  // namespace tocsin
