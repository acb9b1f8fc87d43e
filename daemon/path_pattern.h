// Patterns of routes: "/v1/incidents/{id}/ack". Matched segment by segment, without regular
// expressions, whose depth of recursion a stranger's long path would choose.
#pragma once

#include "daemon/http.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

class PathPattern {
public:
    // Throws std::logic_error when it does not begin with '/', or a {name} is empty, repeated or
    // only a part of its segment.
    explicit PathPattern(std::string text);

    // The values of the {names}, decoded. Empty when the path is another one. `target` is the path
    // as sent, still encoded; a {name} never matches an empty segment.
    std::optional<Fields> match(std::string_view target) const;

    // Whether this pattern is the better match where both match: at the first segment in which they
    // differ in kind, the literal wins.
    bool before(const PathPattern& other) const;

    const std::string& text() const { return text_; }

private:
    struct Segment {
        std::string text;  // the literal, or the name
        bool name = false;
    };

    std::string text_;
    std::vector<Segment> segments_;
};

}  // namespace tocsin
