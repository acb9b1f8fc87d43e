// Text from a phone brought to the signs a reader of English knows: small ASCII letters, digits,
// spaces and line ends. Pure; any bytes may come in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct PlainLetters {
    // Digits of other scripts are digits, curly quotes are straight, an accented Latin letter is
    // "_", control bytes and friendly emoji are spaces, an emoji that says no or wonders is "?".
    std::string text;
    bool foreign = false;  // it holds letters of a script that nobody here reads, or no UTF-8
};

PlainLetters plain_letters(std::string_view text);

// The same signs with their capitals, and where each stands in the text they were made of.
struct PlainSigns {
    std::string text;
    std::vector<std::size_t> at;  // one a sign, and the end of the text behind them
    bool foreign = false;
};

PlainSigns plain_signs(std::string_view text);

}  // namespace tocsin
