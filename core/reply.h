// What somebody typed on a phone, read without knowing anything about calls: which numbers in it
// can be reply codes, which references it names, and what it wants. Pure; any bytes may come in.
// Whether a code fits a call, and whose call that is, is judged in core/replying.cc.
#pragma once

#include "core/ids.h"

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct ReplyText {
    // The words that providers give a meaning, when one of them is the whole text.
    enum class Word { none, stop, start, test };
    // With a code: what is to be done with the call. It is taken only when every word beside the
    // code, and above it, goes with taking it; any doubt is `doubtful`, and nothing is taken.
    enum class Wish { take, pass, doubtful };

    Word word = Word::none;
    Wish wish = Wish::take;
    std::vector<std::string> codes;      // four digits, each once, in order; may be empty
    std::vector<IncidentId> references;  // of "INC-42", each once
};

// What is quoted (lines behind ">", the sentences of our own texts), the digits of phone numbers
// and extensions, and times of day are no codes. `names` are those of whoever has the phone: they
// may sign beside the code, while the name of anybody else there is a doubt.
ReplyText read_reply(std::string_view text, const std::vector<std::string>& names = {});

}  // namespace tocsin
