// What a YAML file says, before anybody knows what it means: a neutral tree whose every node
// remembers where it stood. daemon/yaml.cc makes it (and refuses duplicate keys, aliases and tags);
// rota/formats, core/procedure and daemon/config read it. Nothing here knows YAML.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

// Line and column count from 1; 0 means "the whole file".
struct Mark {
    int line = 0;
    int column = 0;

    bool operator==(const Mark&) const = default;
};

// One thing that is wrong with a file somebody wrote, for the person who must mend it.
struct Problem {
    std::string file;
    Mark mark;
    std::string what;      // what is wrong, with the offending word in quotes
    std::string why;       // the rule it breaks; may be empty
    std::string fix;       // what to write instead; may be empty
    bool warning = false;  // true: told, and the file is accepted all the same
};

using Problems = std::vector<Problem>;

// Whether any of `problems` forbids acceptance.
[[nodiscard]] bool refused(const Problems& problems);

// In the order of the file; those of one place as they were found.
void sort_by_place(Problems& problems);

struct Node {
    enum class Kind { scalar, list, map };

    Kind kind = Kind::scalar;
    Mark mark;
    std::string text;  // of a scalar, as written; every meaning (number, time, yes) is the reader's
    std::vector<Node> items;                    // of a list
    std::vector<std::pair<Node, Node>> fields;  // of a map, in the order written; keys are unique

    // In tree.cc, because clang makes them too early otherwise: a pair of nodes asks for them while
    // it is itself incomplete.
    Node();
    Node(const Node&);
    Node(Node&&) noexcept;
    Node& operator=(const Node&);
    Node& operator=(Node&&) noexcept;
    ~Node();

    // The value under `key`, or nullptr. Linear: maps in our files are short.
    const Node* find(std::string_view key) const;
};

// For trees that are made of something else than YAML.
Node text_node(Mark mark, std::string text);
Node map_node(Mark mark);

}  // namespace tocsin
