#include "rota/tree.h"

#include <algorithm>

namespace tocsin {

bool refused(const Problems& problems) {
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& problem) { return !problem.warning; });
}

void sort_by_place(Problems& problems) {
    std::ranges::stable_sort(problems, {}, [](const Problem& problem) {
        return std::pair(problem.mark.line, problem.mark.column);
    });
}

Node::Node() = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;
Node::~Node() = default;

const Node* Node::find(std::string_view key) const {
    for (const auto& [name, value] : fields) {
        if (name.text == key) return &value;
    }
    return nullptr;
}

Node text_node(Mark mark, std::string text) {
    Node node;
    node.mark = mark;
    node.text = std::move(text);
    return node;
}

Node map_node(Mark mark) {
    Node node;
    node.kind = Node::Kind::map;
    node.mark = mark;
    return node;
}

}  // namespace tocsin
