// Reads JSON into the neutral tree of rota/tree.h, the same that YAML becomes, so that one set of
// strict readers serves both. A null is an empty scalar. Duplicate keys are refused: two readers of
// one body must not see two different things.
#pragma once

#include "rota/tree.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

struct JsonResult {
    std::optional<Node> tree;
    std::string why;  // for a person, with line and column where it is no JSON
};

// At most `depth_max` deep: deeper is refused, as nobody writes it and recursion has an end.
JsonResult parse_json(std::string_view text);

inline constexpr int json_depth_max = 32;

}  // namespace tocsin
