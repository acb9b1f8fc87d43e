#include "core/patient_data.h"

#include "core/patient_clues.h"
#include "core/plain_letters.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

// So many signs lie between two things that stand beside one another: a comma, a street, "is".
constexpr std::size_t beside_max = 40;

// Between "born" and its date: "born at Northtown on".
constexpr std::size_t birth_max = 30;

// Whoever writes of an incident writes the dates of these days.
constexpr std::chrono::days recent{28};

bool beside(std::string_view text, Stretch one, Stretch other, std::size_t signs_max) {
    if (other.from < one.from) std::swap(one, other);
    if (other.from < one.to) return false;
    const std::string_view between = text.substr(one.to, other.from - one.to);
    return between.size() <= signs_max && between.find("\n\n") == std::string_view::npos;
}

bool beside_any(std::string_view text, const Stretch& one, const std::vector<Stretch>& others,
                std::size_t signs_max) {
    return std::ranges::any_of(
        others, [&](const Stretch& other) { return beside(text, one, other, signs_max); });
}

bool old_enough(const WrittenDate& date, std::chrono::year_month_day today) {
    return date.day && std::chrono::sys_days(*date.day) + recent < std::chrono::sys_days(today);
}

struct Words {
    const char* one;
    const char* several;
};

Words words_of(PatientData kind) {
    switch (kind) {
        case PatientData::nhs_number:
            return {"NHS number", "NHS numbers"};
        case PatientData::date_of_birth:
            return {"date of birth", "dates of birth"};
        case PatientData::postcode:
            return {"postcode", "postcodes"};
    }
    return {};
}

}  // namespace

std::vector<PatientFinding> patient_data(std::string_view text, std::chrono::year_month_day today) {
    const PlainSigns plain = plain_signs(text);
    std::vector<PatientFinding> found;
    const auto note = [&](PatientData kind, const Stretch& where) {
        const auto line = 1 + std::ranges::count(plain.text.substr(0, where.from), '\n');
        found.push_back(
            {kind, plain.at[where.from], plain.at[where.to], static_cast<std::size_t>(line)});
    };
    for (const Stretch& number : nhs_numbers(plain.text)) note(PatientData::nhs_number, number);
    const std::vector<Stretch> names = person_names(plain.text);
    const std::vector<Stretch> births = birth_words(plain.text);
    for (const WrittenDate& date : written_dates(plain.text, today)) {
        const bool born = beside_any(plain.text, date.where, births, birth_max);
        const bool named =
            old_enough(date, today) && beside_any(plain.text, date.where, names, beside_max);
        if (born || named) note(PatientData::date_of_birth, date.where);
    }
    for (const Stretch& postcode : postcodes(plain.text)) {
        if (beside_any(plain.text, postcode, names, beside_max)) {
            note(PatientData::postcode, postcode);
        }
    }
    std::ranges::stable_sort(found, {}, &PatientFinding::from);
    // What overlaps is hidden as one.
    std::vector<PatientFinding> apart;
    for (const PatientFinding& one : found) {
        if (apart.empty() || apart.back().to <= one.from) {
            apart.push_back(one);
        } else {
            apart.back().to = std::max(apart.back().to, one.to);
        }
    }
    return apart;
}

std::string found_words(const std::vector<PatientFinding>& findings) {
    std::string words;
    for (const PatientData kind :
         {PatientData::nhs_number, PatientData::date_of_birth, PatientData::postcode}) {
        const auto count = std::ranges::count(findings, kind, &PatientFinding::kind);
        if (count == 0) continue;
        const Words of = words_of(kind);
        words += (words.empty() ? "" : ", ") + std::to_string(count) + " " +
                 (count == 1 ? of.one : of.several);
    }
    return words;
}

std::string masked(std::string_view text, const std::vector<PatientFinding>& findings) {
    std::string shown;
    std::size_t at = 0;
    for (const PatientFinding& one : findings) {
        shown += text.substr(at, one.from - at);
        shown += std::string("[") + words_of(one.kind).one + "]";
        at = one.to;
    }
    shown += text.substr(at);
    return shown;
}

}  // namespace tocsin
