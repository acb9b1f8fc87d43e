// Phones and mail addresses as people write them, brought to the one form that is sent to.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

struct Checked {
    std::string value;  // empty when refused
    std::string why;    // why it is refused; empty when it is not
};

// "07700 900101" -> "+447700900101": spaces, (), - and . are dropped, a leading 0 means the United
// Kingdom. Refused: letters, impossible lengths, premium-rate and personal numbers (070, 076, 09).
Checked parse_phone(std::string_view text);

// ASCII, one @, a domain with a dot, nothing that a mail header or an SMTP command could misread.
Checked parse_mail(std::string_view text);

// "07700 900101": a British number as people read it; others as they are.
std::string spoken_phone(const std::string& e164);

}  // namespace tocsin
