// What may be said back to whoever sent it. An answer is kept and logged by whoever reads it (P18).
#pragma once

#include <string>

namespace tocsin {

// `text` without what identifies a patient: "[NHS number]" in the place of one. A date since
// 2020 is taken for one of a birth only where it is called so: others are of shifts.
std::string without_patients(const std::string& text);

}  // namespace tocsin
