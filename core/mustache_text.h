// Texts that people write in a procedure, with {{names}} to be filled in (mustache). Pure.
#pragma once

#include "core/wording.h"

#include <string>
#include <vector>

namespace tocsin {

// What is wrong with a template in which only the names of `known` can be filled in; empty when
// nothing is.
std::string wrong_with_template(const std::string& text, const std::vector<std::string>& known);

// A name without a value, or with an empty one, is absent, so that {{#name}} can ask for it. What
// is for HTML is escaped when the text becomes HTML.
std::string filled_template(const std::string& text, const Values& values);

}  // namespace tocsin
