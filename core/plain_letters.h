// Text from a phone brought to the signs a reader of English knows: small ASCII letters, digits,
// spaces and line ends. Pure; any bytes may come in.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

struct PlainLetters {
    // Digits of other scripts are digits, curly quotes are straight, an accented Latin letter is
    // "_", control bytes and friendly emoji are spaces, an emoji that says no or wonders is "?".
    std::string text;
    bool foreign = false;  // it holds letters of a script that nobody here reads, or no UTF-8
};

PlainLetters plain_letters(std::string_view text);

}  // namespace tocsin
