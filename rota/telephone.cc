#include "rota/telephone.h"

#include <algorithm>
#include <optional>
#include <phonenumbers/phonenumberutil.h>
#include <set>
#include <utility>

namespace tocsin {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// Longer than any way to write the 15 digits of E.164.
constexpr std::size_t text_bytes_max = 64;

const PhoneNumberUtil& numbers() {
    return *PhoneNumberUtil::GetInstance();
}

// What phones and web pages put between digits, or around a number that is copied: spaces that do
// not break, dashes, and signs for the direction of writing.
constexpr std::string_view pasted[] = {
    "\xC2\xA0",     "\xE2\x80\x89", "\xE2\x80\xAF", "\xE2\x80\x8B", "\xE2\x80\x8E",
    "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x92", "\xE2\x80\x93", "\xE2\x80\x94",
    "\xE2\x80\xAA", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x81\xA6", "\xE2\x81\xA9"};

std::string without_pasted(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
        const auto found = std::ranges::find_if(
            pasted, [&](std::string_view sign) { return text.starts_with(sign); });
        if (found == std::end(pasted)) {
            plain += text.front();
            text.remove_prefix(1);
        } else {
            plain += ' ';
            text.remove_prefix(found->size());
        }
    }
    return plain;
}

// The library reads letters as the keys of a telephone and stops at what it does not know, so that
// "07700 9OO101" would be somebody's number. Only what divides digits may stand beside them.
std::string why_not_written_so(std::string_view text) {
    if (text.size() > text_bytes_max) return "it is too long for a phone number";
    const auto good = [](char c) { return std::string_view("0123456789 ()-.+").find(c) < 16; };
    if (std::ranges::all_of(text, good)) {
        const std::size_t plus = text.find_last_of('+');
        const bool inside = plus != std::string_view::npos &&
                            text.substr(0, plus).find_first_not_of(" (") != std::string_view::npos;
        return inside ? "a + stands only before the code of a country" : "";
    }
    if (text.find_first_of("/,;&") != std::string_view::npos)
        return "it is one number, not several";
    if (text.find("E+") != std::string_view::npos) {
        return "a spreadsheet has turned it into a number: make its column text, and type it again";
    }
    return "a phone number is written with digits, spaces, +, -, . and brackets, and without an "
           "extension";
}

// Kept by Ofcom for drama: nobody has them, so examples and exercises do. The library knows neither
// of these two ranges; the others are numbers of real exchanges to it.
bool drama_mobile(std::string_view e164) {
    return e164.starts_with("+447700900") && e164.size() == 13;
}
bool drama_landline(std::string_view e164) {
    return e164.starts_with("+441632960") && e164.size() == 13;
}

std::string e164_of(const PhoneNumber& number) {
    std::string text;
    numbers().Format(number, PhoneNumberUtil::E164, &text);
    return text;
}

constexpr std::size_t most_digits = 15;  // of an international number (E.164, 6)

std::string why_impossible(const PhoneNumber& number) {
    switch (numbers().IsPossibleNumberWithReason(number)) {
        case PhoneNumberUtil::TOO_SHORT:
        case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
            return "it has too few digits for a phone number of its country";
        case PhoneNumberUtil::TOO_LONG:
            return "it has too many digits for a phone number of its country";
        case PhoneNumberUtil::INVALID_LENGTH:
            return "no phone number of its country has so many digits";
        case PhoneNumberUtil::INVALID_COUNTRY_CODE:
            return "no country has that code";
        case PhoneNumberUtil::IS_POSSIBLE:
            break;
    }
    // The library allows some countries more digits than any number may have.
    if (e164_of(number).size() > 1 + most_digits) return "it has more digits than any phone number";
    return "";
}

struct Kind {
    std::string refused;   // why nobody is reached by it
    std::string no_texts;  // what it is, when texts do not arrive
};

Kind kind_of(const PhoneNumber& number, std::string_view e164) {
    if (drama_mobile(e164)) return {};
    if (drama_landline(e164)) return {"", "a landline"};
    switch (numbers().GetNumberType(number)) {
        case PhoneNumberUtil::MOBILE:
        case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
            return {};
        case PhoneNumberUtil::FIXED_LINE:
            return {"", "a landline"};
        case PhoneNumberUtil::TOLL_FREE:
            return {"", "a freephone number"};
        case PhoneNumberUtil::SHARED_COST:
        case PhoneNumberUtil::UAN:
            return {"", "a number for callers of a company"};
        case PhoneNumberUtil::VOIP:
            return {"", "an internet telephone"};
        case PhoneNumberUtil::PREMIUM_RATE:
            return {"it is charged at premium rate", ""};
        case PhoneNumberUtil::PERSONAL_NUMBER:
            return {"it is a personal number (070), which texts do not reach", ""};
        case PhoneNumberUtil::PAGER:
            return {"it is a pager, which texts do not reach", ""};
        case PhoneNumberUtil::VOICEMAIL:
            return {"it is a voicemail, which nobody hears at once", ""};
        case PhoneNumberUtil::UNKNOWN:
            break;
    }
    return {"no telephone has that number: no provider has been given it", ""};
}

std::optional<PhoneNumber> parsed(const std::string& text, std::string_view region) {
    PhoneNumber number;
    const auto error = numbers().Parse(text, std::string(region), &number);
    return error == PhoneNumberUtil::NO_PARSING_ERROR ? std::optional(number) : std::nullopt;
}

}  // namespace

Phone parse_phone(std::string_view text, std::string_view region) {
    const std::string plain = without_pasted(text);
    if (std::string why = why_not_written_so(plain); !why.empty()) return {"", std::move(why), ""};
    if (plain.find_first_of("0123456789") == std::string::npos) return {"", "it has no digits", ""};
    const std::optional<PhoneNumber> number = parsed(plain, region);
    if (!number) return {"", "it is too short, or begins with the code of no country", ""};
    if (std::string why = why_impossible(*number); !why.empty()) return {"", std::move(why), ""};
    std::string value = e164_of(*number);
    Kind kind = kind_of(*number, value);
    if (!kind.refused.empty()) return {"", std::move(kind.refused), ""};
    return {std::move(value), "", std::move(kind.no_texts)};
}

Phone parse_texted_phone(std::string_view text, std::string_view region) {
    Phone phone = parse_phone(text, region);
    if (phone.no_texts.empty()) return phone;
    return {"", "it is " + phone.no_texts + ", which texts do not reach", phone.no_texts};
}

std::string parse_sender(std::string_view text) {
    const std::string plain = without_pasted(text);
    if (plain.empty() || !why_not_written_so(plain).empty()) return "";
    const bool bare = '1' <= plain.front() && plain.front() <= '9';
    const auto number = parsed(bare ? "+" + plain : plain, default_phone_region);
    if (!number || !why_impossible(*number).empty()) return "";
    return e164_of(*number);
}

std::string spoken_phone(const std::string& e164) {
    if (!e164.starts_with("+44")) return e164;
    // +44 7700 900101 is 07700 900101: eleven digits behind the trunk 0, in groups of 5 and 6.
    // Every text names one, so it does not go to the tables; a landline is grouped by its town.
    if (e164.starts_with("+447") && e164.size() == 13) {
        return "0" + e164.substr(3, 4) + " " + e164.substr(7);
    }
    const auto number = parsed(e164, default_phone_region);
    if (!number) return e164;
    std::string text;
    numbers().Format(*number, PhoneNumberUtil::NATIONAL, &text);
    return text;
}

bool phone_region_known(const std::string& region) {
    std::set<std::string> known;
    numbers().GetSupportedRegions(&known);
    return known.contains(region);
}

}  // namespace tocsin
