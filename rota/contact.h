// Mail addresses as people write them, and whether they can be sent to.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

struct Checked {
    std::string value;  // empty when refused
    std::string why;    // why it is refused; empty when it is not
};

// ASCII, one @, a domain with a dot, nothing that a mail header or an SMTP command could misread.
Checked parse_mail(std::string_view text);

}  // namespace tocsin
