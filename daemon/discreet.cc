#include "daemon/discreet.h"

#include "core/patient_data.h"

namespace tocsin {

std::string without_patients(const std::string& text) {
    // Older than this program is no date of a rota; dates are read up to ten years after it.
    constexpr std::chrono::year_month_day before_us{std::chrono::year{2020} / 1 / 1};
    return masked(text, patient_data(text, before_us));
}

}  // namespace tocsin
