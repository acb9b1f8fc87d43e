#include "daemon/discreet.h"

#include "core/patient_data.h"

namespace tocsin {

std::string without_patients(const std::string& text) {
    // Every date is to come then, so that one beside a name is none of a birth.
    constexpr std::chrono::year_month_day long_ago{std::chrono::year{1800} / 1 / 1};
    return masked(text, patient_data(text, long_ago));
}

}  // namespace tocsin
