// What could identify a patient in a text that is about to be sent (HSSI-47): NHS numbers, by their
// check digit; dates of birth beside a name, or beside a word such as "born"; postcodes beside a
// name. It says what was found and where, never the text, so that its answers may be logged.
// Pure; any bytes may come in.
#pragma once

#include "rota/time.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

enum class PatientData { nhs_number, date_of_birth, postcode };

struct PatientFinding {
    PatientData kind = PatientData::nhs_number;
    std::size_t from = 0;  // bytes of the text
    std::size_t to = 0;
    std::size_t line = 1;

    bool operator==(const PatientFinding&) const = default;
};

// In the order of the text; none overlaps another. `today` tells a date of birth from the date of
// some work: a date of the last four weeks, or to come, beside a name is none. One beside "born"
// is.
std::vector<PatientFinding> patient_data(std::string_view text, std::chrono::year_month_day today);

// "1 NHS number, 2 dates of birth"; empty when nothing was found.
std::string found_words(const std::vector<PatientFinding>& findings);

// The text with "[NHS number]" in the place of one.
std::string masked(std::string_view text, const std::vector<PatientFinding>& findings);

}  // namespace tocsin
