#include "daemon/patient_check.h"

#include "core/patient_data.h"
#include "daemon/body.h"
#include "daemon/problem.h"

namespace tocsin {

void refuse_patient_data(const std::vector<std::pair<std::string, std::string>>& parts, Day today) {
    std::vector<FieldError> errors;
    for (const auto& [name, text] : parts) {
        const std::string found = found_words(patient_data(text, today));
        if (found.empty()) continue;
        errors.push_back({json_pointer({name}),
                          "the public would read it, and it may hold patient data: " + found});
    }
    if (errors.empty()) return;
    const std::string count = errors.size() == 1
                                  ? "1 field is wrong."
                                  : std::to_string(errors.size()) + " fields are wrong.";
    throw Refused({.slug = "fields", .detail = count + " Nothing was changed.", .errors = errors});
}

}  // namespace tocsin
