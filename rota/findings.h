// What the readers of rota files share: the checks of shape that each of them makes, and the list
// of what is wrong, every mistake with its place and with what to do.
#pragma once

#include "rota/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// Whether `name` has only small letters, digits and `signs`, and 64 letters at most.
bool good_name(std::string_view name, std::string_view signs);

// "a, b and c".
std::string joined(const std::vector<std::string>& words, std::string_view last);

class Findings {
public:
    explicit Findings(std::string file) : file_(std::move(file)) {}

    // Whether `node` holds keys; told when it does not. `name` is what it is called, `holds` what
    // stands under it.
    bool is_map(const Node& node, const std::string& name, const std::string& holds);

    // Whether `node` is one value that is not empty; told when it is not.
    bool is_text(const Node& node, const std::string& name);

    // Tells every key of `map` that is none of `keys`. `whose` is "a rota" in "a rota has no ...".
    void only(const Node& map, const std::string& whose, const std::vector<std::string>& keys);

    void refuse(Mark mark, std::string what, std::string why, std::string fix);
    void warn(Mark mark, std::string what, std::string why, std::string fix);

    // All of it, in the order of the file. Ends this list.
    Problems in_order();

private:
    std::string file_;
    Problems problems_;
};

}  // namespace tocsin
