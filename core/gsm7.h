// How long a text is on the air: its alphabet, its units and its parts (3GPP TS 23.038), and how to
// bring a text to the cheaper alphabet. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

enum class SmsAlphabet { gsm7, ucs2 };

struct SmsSize {
    SmsAlphabet alphabet = SmsAlphabet::gsm7;
    int units = 0;     // septets, or UTF-16 code units
    int segments = 1;  // an empty text is one
    bool operator==(const SmsSize&) const = default;
};

// Neither an escaped septet pair nor a surrogate pair is split over two parts, which may cost one
// part more than the units suggest. A byte that is no UTF-8 counts as U+FFFD.
SmsSize sms_size(std::string_view text);

// Whether it has no more parts than a text of ours may have, which are two (wording 2.2), once
// gsm7_text() has had it.
bool fits_in_parts(std::string_view text);

// The text with quotes, dashes, spaces and accented Latin letters that GSM-7 lacks brought to their
// plain cousins (Siân: Sian; é is in GSM-7 and stays). Other signs stay as they are.
std::string gsm7_text(std::string_view text);

// The text without what gsm7_text() would leave and GSM-7 lacks, for which one sign turns a whole
// text into UCS-2: letters that have no plain cousin are one "?" a run, digits of other scripts are
// plain, and pictures are left out with the blank behind them; "?" where nothing else would stay.
// What has a plain cousin stays as it is.
std::string textable(std::string_view text);

// The septets of a textable text once gsm7_text() has had it. Stops counting beyond `most`.
int septets_of(std::string_view text, int most);

}  // namespace tocsin
