#include "core/mustache_text.h"

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <string_view>

namespace tocsin {
namespace {

namespace mustache = kainjow::mustache;

// The names between braces, however they are used.
std::vector<std::string> names_in(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t at = 0; (at = text.find("{{", at)) != std::string::npos;) {
        const std::size_t end = text.find("}}", at);
        if (end == std::string::npos) break;
        std::string name = text.substr(at + 2, end - at - 2);
        std::erase_if(name, [](char sign) {
            return std::string_view("#^/&{ ").find(sign) != std::string_view::npos;
        });
        names.push_back(name);
        at = end;
    }
    return names;
}

}  // namespace

std::string wrong_with_template(const std::string& text, const std::vector<std::string>& known) {
    mustache::mustache made(text);
    if (!made.is_valid()) return "it is no template: " + made.error_message();
    for (const std::string& name : names_in(text)) {
        if (std::ranges::find(known, name) != known.end()) continue;
        std::string all;
        for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
        return "nobody gives {{" + name + "}} there; there are " + all;
    }
    return "";
}

std::string filled_template(const std::string& text, const Values& values) {
    mustache::mustache made(text);
    made.set_custom_escape([](const std::string& value) { return value; });
    mustache::data data;
    for (const auto& [name, value] : values) {
        if (!value.empty()) data.set(name, value);
    }
    return made.render(data);
}

}  // namespace tocsin
