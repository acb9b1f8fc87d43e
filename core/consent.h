// Whether the words beside a reply code say yes, hand the call on, or leave a doubt. Pure.
#pragma once

#include "core/reply.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// A run of letters or digits in a reply, in the letters of core/plain_letters.h.
struct Token {
    std::string text;
    std::string before;  // the signs between the token before it, on the same line, and this one
    std::size_t line = 0;
    bool number = false;
    bool first = false;  // on its line
    bool used = false;   // of a number: part of a phone number, a reference or a quoted sentence
    bool code = false;   // of a number: it is a code, or a part of one
};

// It says yes or no, or is mere politeness: such a word may touch a code, as in "4715ok".
bool is_answer(std::string_view word);

// `names` are the words of the names of whoever has the phone. `doubt`: something other than the
// words is doubtful already.
ReplyText::Wish wish_of(const std::vector<Token>& tokens, const std::vector<std::string>& names,
                        bool doubt);

}  // namespace tocsin
