#include "rota/counted.h"

#include <string_view>

namespace tocsin {

std::string counted(std::size_t count, const std::string& one) {
    const std::string words = std::to_string(count) + " ";
    if (count == 1) return words + one;
    constexpr std::string_view vowels = "aeiou";
    const bool ies =
        one.size() > 1 && one.ends_with('y') && vowels.find(one[one.size() - 2]) == vowels.npos;
    return words + (ies ? one.substr(0, one.size() - 1) + "ies" : one + "s");
}

}  // namespace tocsin
