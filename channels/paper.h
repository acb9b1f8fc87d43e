// A document: a template of a procedure (core/procedure.h), filled in with facts (core/facts.h).
//
// The template is Mustache: {{name}}, {{#name}}...{{/name}} for each line of a list or where a
// value is known, {{^name}}...{{/name}} where not, {{! comment }}. A value that nobody knows reads
// "[to be filled: root cause]". Each value is escaped for the format, and keeps to its line: what
// somebody wrote cannot begin a heading, a cell, a formula or an element.
#pragma once

#include "core/facts.h"
#include "core/procedure.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct TemplateFault {
    int line = 1;
    std::string what;
    std::string fix;
};

// What keeps the template from being filled in, all at once; empty when nothing does.
std::vector<TemplateFault> faults_of(const DocumentTemplate& paper);

// `paper` has no faults.
std::string filled_in(const DocumentTemplate& paper, const Facts& facts, bool exercise);

std::string_view content_type(DocumentTemplate::Format format);  // "text/markdown; charset=utf-8"
std::string_view word(DocumentTemplate::Format format);          // "markdown"
std::string_view file_ending(DocumentTemplate::Format format);   // "md"

}  // namespace tocsin
