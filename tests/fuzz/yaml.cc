// The YAML reader: a refusal names the line, and what is accepted reads the same when it is written
// as JSON, which is YAML too.
#include "daemon/yaml.h"

#include "daemon/plain_text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

// What YAML may ask for on one line as a key (1024 signs) JSON does not know.
bool short_keys(const Node& node) {
    return std::all_of(node.items.begin(), node.items.end(), short_keys) &&
           std::all_of(node.fields.begin(), node.fields.end(), [](const auto& field) {
               return field.first.text.size() < 200 && short_keys(field.second);
           });
}

void run(std::string_view bytes) {
    const YamlResult read = parse_yaml(bytes, "week.yaml");
    must(read.tree.has_value() || refused(read.problems), "a tree, or a problem that refuses it");
    check_problems(read.problems, bytes);
    if (!read.tree || refused(read.problems) || !short_keys(*read.tree)) return;
    const YamlResult again = parse_yaml(json_of(*read.tree), "week.yaml");
    must(again.tree.has_value(), "what was accepted is accepted again");
    must(same(*again.tree, *read.tree), "and says the same");
}

const Target target{"yaml", run};

}  // namespace
}  // namespace tocsin::fuzz
