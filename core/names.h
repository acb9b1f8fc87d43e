// The names of things that have one, in their order: fields, flags, roles, tasks of a procedure.
#pragma once

#include <string>
#include <vector>

namespace tocsin {

template <class Named>
std::vector<std::string> names(const std::vector<Named>& all) {
    std::vector<std::string> list;
    for (const Named& one : all) list.push_back(one.name);
    return list;
}

}  // namespace tocsin
