#include "daemon/http.h"

#include "daemon/ascii.h"

#include <algorithm>

namespace tocsin {

const std::string* find_field(const Fields& fields, std::string_view name) {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == name; });
    return found == fields.end() ? nullptr : &found->second;
}

const std::string* find_header(const Fields& headers, std::string_view name) {
    const auto found = std::find_if(headers.begin(), headers.end(),
                                    [&](const auto& h) { return same_word(h.first, name); });
    return found == headers.end() ? nullptr : &found->second;
}

}  // namespace tocsin
