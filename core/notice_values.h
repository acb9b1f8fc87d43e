// What fills the names of core/notice_words.h for one notice.
#pragma once

#include "core/draft.h"

#include <string>

namespace tocsin {

struct NoticeFacts {
    const Incident& incident;
    const NoticeSent& sent;       // its number, location and next update
    const ToldNotice* before;     // the latest to the same readers; may be nullptr
    const ToldNotice* corrected;  // may be nullptr
    bool alone = false;           // the first one and the final one in one
};

// Every name of notice_names(); "" for what there is nothing to say of.
Values notice_values(const Draft& draft, const NoticeFacts& facts);

// What a notice is called: "First message", "Update 2".
std::string notice_title(const ToldNotice& told);

// Without blanks at the ends of lines, and without two empty lines in a row.
std::string tidy(const std::string& text);

}  // namespace tocsin
