#include "channels/paper_tags.h"

#include "core/drill_report.h"

#include <algorithm>

namespace tocsin {
namespace {

bool plain(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '_' ||
               sign == '-' || sign == '.';
    });
}

}  // namespace

std::string trimmed(std::string_view text) {
    const std::size_t from = text.find_first_not_of(" \t\r\n");
    if (from == std::string_view::npos) return "";
    return std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

TemplateTags tags_of(std::string_view text) {
    TemplateTags tags;
    int line = 1;
    std::size_t counted = 0;
    for (std::size_t at = 0; (at = text.find("{{", at)) != std::string_view::npos;) {
        line += static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                                            text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        counted = at;
        const std::size_t close = text.find("}}", at);
        if (close == std::string_view::npos) {
            tags.faults.push_back({line, "\"{{\" is never closed", "write \"}}\" behind the name"});
            return tags;
        }
        TemplateTag tag{0, trimmed(text.substr(at + 2, close - at - 2)), at, close + 2, line};
        at = close + 2;
        if (!tag.name.empty() &&
            std::string_view("#^/!").find(tag.name[0]) != std::string_view::npos) {
            tag.kind = tag.name[0];
            tag.name = trimmed(std::string_view(tag.name).substr(1));
        }
        if (tag.kind != '!' && !plain(tag.name)) {
            tags.faults.push_back({line, "{{" + tag.name + "}} is no name",
                                   "a name has small letters, digits, \"_\", \"-\" and \".\"; "
                                   "every value is escaped, "
                                   "and there are no partials"});
            continue;
        }
        tags.all.push_back(std::move(tag));
    }
    return tags;
}

bool names_field(const std::string& name) {
    return name.starts_with(field_prefix) && name.size() > std::string_view(field_prefix).size();
}

const Vocabulary& vocabulary_of(const DocumentTemplate& paper) {
    switch (paper.of) {
        case DocumentTemplate::Of::incident:
            return incident_vocabulary();
        case DocumentTemplate::Of::log:
            return log_vocabulary();
        case DocumentTemplate::Of::drill:
            return drill_vocabulary();
    }
    return incident_vocabulary();
}

}  // namespace tocsin
