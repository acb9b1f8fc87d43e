// Any text that is to be sent: findings lie in it, in order, apart from one another; a masked text
// is the text without them; and whatever is written before a number does not hide it.
#include "core/patient_data.h"
#include "tests/fuzz/fuzz.h"

#include <string>

namespace tocsin::fuzz {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::year_month_day today = 2026y / 11 / 26;

void run(std::string_view bytes) {
    const auto found = patient_data(bytes, today);
    std::size_t end = 0;
    for (const PatientFinding& one : found) {
        must(end <= one.from && one.from < one.to && one.to <= bytes.size(),
             "findings lie in the text, in order");
        must(one.line >= 1, "lines count from 1");
        end = one.to;
    }
    must(found.empty() == found_words(found).empty(), "what is found has a word");

    const std::string shown = masked(bytes, found);
    must(found.empty()
             ? shown == bytes
             : shown.starts_with(std::string(bytes.substr(0, found.front().from)) + "[") &&
                   shown.ends_with("]" + std::string(bytes.substr(found.back().to))),
         "a masked text is the text around what was found");

    const std::string written = std::string(bytes) + "\n\nSee 943 476 5919.";
    const auto all = patient_data(written, today);
    must(!all.empty() && all.back().kind == PatientData::nhs_number &&
             all.back().to == written.size() - 1,
         "a number behind a text is found, whatever the text");
}

const Target target{"patient", run};

}  // namespace
}  // namespace tocsin::fuzz
