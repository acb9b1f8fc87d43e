#include "core/input.h"

namespace tocsin {

Occurrence::Occurrence() = default;
Occurrence::Occurrence(const Occurrence& other) = default;
Occurrence::Occurrence(Occurrence&& other) noexcept = default;
Occurrence& Occurrence::operator=(const Occurrence& other) = default;
Occurrence& Occurrence::operator=(Occurrence&& other) noexcept = default;
Occurrence::~Occurrence() = default;

}  // namespace tocsin
