#include "daemon/path_pattern.h"

#include "daemon/form.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace tocsin {
namespace {

// "/a/b" as {"a", "b"}; "/" as {""}. `path` begins with '/'.
std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> out;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = path.find('/');
        out.push_back(path.substr(0, end));
        path.remove_prefix(end == std::string_view::npos ? path.size() : end);
    }
    return out;
}

}  // namespace

PathPattern::PathPattern(std::string text) : text_(std::move(text)) {
    if (!text_.starts_with('/')) throw std::logic_error("pattern '" + text_ + "' lacks its '/'");
    std::set<std::string_view> names;
    for (const std::string_view segment : segments_of(text_)) {
        const bool name = segment.starts_with('{') && segment.ends_with('}');
        const std::string_view inner = name ? segment.substr(1, segment.size() - 2) : segment;
        const bool braces = inner.find_first_of("{}") != std::string_view::npos;
        if (braces || (name && (inner.empty() || !names.insert(inner).second))) {
            throw std::logic_error("pattern '" + text_ + "': bad segment '" + std::string(segment) +
                                   "'");
        }
        segments_.push_back({std::string(inner), name});
    }
}

std::optional<Fields> PathPattern::match(std::string_view target) const {
    if (!target.starts_with('/')) return {};
    const std::vector<std::string_view> given = segments_of(target);
    if (given.size() != segments_.size()) return {};
    Fields values;
    for (std::size_t i = 0; i < given.size(); ++i) {
        auto decoded = decode_segment(given[i]);
        if (!decoded) return {};
        if (!segments_[i].name) {
            if (*decoded != segments_[i].text) return {};
        } else {
            if (decoded->empty()) return {};
            values.emplace_back(segments_[i].text, std::move(*decoded));
        }
    }
    return values;
}

bool PathPattern::before(const PathPattern& other) const {
    const std::size_t shared = std::min(segments_.size(), other.segments_.size());
    for (std::size_t i = 0; i < shared; ++i) {
        if (segments_[i].name != other.segments_[i].name) return other.segments_[i].name;
    }
    return false;
}

}  // namespace tocsin
