// What a notice says by text: in GSM-7 and in two parts at most, however much was written (wording
// 2.2). Parts travel alone, out of order, or not at all. Its mail says all of it.
#pragma once

#include "core/wording.h"

#include <string>

namespace tocsin {

struct NoticeText {
    std::string text;
    bool shortened = false;  // what was cut ends in "..."
};

// `wording` is a procedure's, with {{names}}; `values` those of core/notice_values.h. Wording that
// is longer than two parts by itself stays as long as it is.
NoticeText notice_text(const std::string& wording, const Values& values, bool exercise);

}  // namespace tocsin
