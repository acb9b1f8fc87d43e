// Telephone numbers as people write them, brought to the one form that is sent to. What numbers a
// country has, libphonenumber knows; this is the only place that speaks to it.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// The country of a number that is written without one, where nobody says otherwise (ISO 3166).
inline constexpr std::string_view default_phone_region = "GB";

struct Phone {
    std::string value;  // E.164: "+447700900101"; empty when refused
    std::string why;    // why it is refused; empty when it is not

    // Empty where a text arrives. Else what it is: "a landline". Such a number rings, so a desk may
    // have it, but a person who is called by text may not.
    std::string no_texts;
};

// "07700 900101", "+44 (0)7700 900101" and "7700900101", as a spreadsheet leaves it, are all
// "+447700900101". Spaces, brackets, hyphens and dots are dropped. Refused: letters, extensions,
// two numbers in one, what no telephone has, and what nobody is reached by: personal (070), pager
// (076), premium-rate and voicemail numbers. The numbers that Ofcom keeps for drama are good.
// `region` says whose number one without + is. Any thread. Its first use loads the tables of
// numbers, which takes some 20 ms; one number takes 0.1 ms.
Phone parse_phone(std::string_view text, std::string_view region = default_phone_region);

// As parse_phone(), for a person who is called by text: what no text reaches is refused as well.
Phone parse_texted_phone(std::string_view text, std::string_view region = default_phone_region);

// The E.164 form of a number that somebody wrote to us from, whatever kind it is; empty when it is
// none. Expects a number with its country's code, with or without +.
std::string parse_sender(std::string_view text);

// "07700 900101", "0113 496 0123": a British number as people read it; others as they are.
std::string spoken_phone(const std::string& e164);

// Whether the numbers of `region` are known: "GB", "IE", "FR".
bool phone_region_known(const std::string& region);

}  // namespace tocsin
