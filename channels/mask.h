// Addresses and secrets as they may be shown: in details, logs and errors (P18). Pure.
#pragma once

#include "core/medium.h"

#include <map>
#include <string>
#include <string_view>

namespace tocsin {

// "+447700900104" and "07700900104" are "07700 ...104"; a number of another country keeps its first
// four digits. Fewer than eight digits: "...".
std::string mask_phone(std::string_view number);

// "jo@example.org" is "j...@example.org"; without an @: "...".
std::string mask_mail(std::string_view address);

// As the medium's addresses are masked; a topic keeps its first two signs.
std::string mask_address(Medium medium, std::string_view address);

// A provider's words made fit for a timeline: one line of at most 200 characters, every run of
// seven digits or more and every mail address masked, every secret of the map (by value) as "***"
// in whatever form it is there (secret_forms.h).
std::string fit_to_show(std::string_view said,
                        const std::map<std::string, std::string>& secrets = {});

}  // namespace tocsin
