#include "tests/simulator/watcher.h"

#include <algorithm>

namespace tocsin {

bool Step::ticked() const {
    return std::any_of(inputs.begin(), inputs.end(),
                       [](const Input& input) { return std::holds_alternative<Tick>(input.what); });
}

std::string name(IncidentId id) {
    return "INC-" + std::to_string(id.value);
}

}  // namespace tocsin
