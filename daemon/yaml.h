// YAML text -> the neutral tree of rota/tree.h. Takes the plain part of YAML that people write by
// hand: maps, lists, scalars. Refuses what lets a file lie or explode: the same key twice, anchors,
// aliases, tags, maps as keys, several documents, control characters, and anything beyond its
// limits.
#pragma once

#include "rota/tree.h"

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

struct YamlResult {
    std::optional<Node> tree;  // absent when the problems refuse the text
    Problems problems;         // as many at once as can be found
};

// A null and an empty scalar are the text "". An empty file is one empty scalar.
// `file` is the name to use in problems. Throws nothing but std::bad_alloc.
YamlResult parse_yaml(std::string_view text, std::string file);

}  // namespace tocsin
