// What is answered to whoever takes an incident, by text or by a key of a phone call. Pure.
#pragma once

#include "core/draft.h"

#include <string>
#include <vector>

namespace tocsin {

// What is answered to whoever has taken these incidents, of which `first` is told: the id of the
// text, and its values beside those of the incident and the desk. `late`: the rung above was
// called.
struct TakenWords {
    std::string text_id;
    Values values;
};
TakenWords taken_words(const Draft& draft, const Incident& first, const PersonId& taker,
                       const std::vector<IncidentId>& taken, bool late);

}  // namespace tocsin
