// The tags of a template of a document (channels/paper.h), found and not yet understood.
#pragma once

#include "channels/paper.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct TemplateTag {
    char kind = 0;  // '#', '^', '/', '!'; 0: a value
    std::string name;
    std::size_t begin = 0;  // of its braces
    std::size_t end = 0;    // behind them
    int line = 1;
};

struct TemplateTags {
    std::vector<TemplateTag> all;
    std::vector<TemplateFault> faults;  // of what is no tag
};

TemplateTags tags_of(std::string_view text);

// Whether it is `field.NAME`.
bool names_field(const std::string& name);

const Vocabulary& vocabulary_of(const DocumentTemplate& paper);

// Without blanks and line breaks around it.
std::string trimmed(std::string_view text);

}  // namespace tocsin
