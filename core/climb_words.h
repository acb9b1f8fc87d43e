// What the people of a rung are told of the one below it: the first words of their text.
#pragma once

#include <string>

namespace tocsin {

// "EDM not reached"; "No EDM on rota" where nobody had the duty.
inline std::string missed_words(const std::string& missed, bool gap) {
    return gap ? "No " + missed + " on rota" : missed + " not reached";
}

// "EDM not reached, you are level 3".
inline std::string with_duty(const std::string& why, const std::string& called) {
    return why + ", you are " + called;
}

}  // namespace tocsin
