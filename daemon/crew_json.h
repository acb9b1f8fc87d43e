// Readiness and contacts as the API shows them. Pure. Addresses are masked (P18).
#pragma once

#include "core/draft.h"

#include <string>

namespace tocsin {

// {"at","days","ready","partly","not_reachable","shifts":[{"rota","role","called","from","to",
// "words","person","name","readiness","why":[],"do"}]}
std::string readiness_json(const Draft& draft, int days);

// {"at","people":[{"person","name","contacts":[{"medium","address","verified","answered","by",
// "days","failed","why"}]}]}. `days` is the time since it was last proved; absent: never.
std::string contacts_json(const Draft& draft);

}  // namespace tocsin
