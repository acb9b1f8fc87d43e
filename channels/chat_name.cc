#include "channels/chat_name.h"

#include "core/gsm7.h"

namespace tocsin {
namespace {

// "incident-2026-11-26-" and a number behind the title leave it so many signs, and nobody reads a
// longer one.
constexpr std::size_t title_max = 40;

std::string slug(std::string_view title) {
    std::string out;
    std::size_t word = 0;  // where the last word begins
    for (const char sign : gsm7_text(title)) {
        const char small = sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
        const bool plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
        if (plain) {
            out += small;
        } else if (!out.empty() && out.back() != '-') {
            word = out.size();
            out += '-';
        }
        if (out.size() > title_max) {
            out.resize(word > 0 ? word : title_max);
            break;
        }
    }
    while (out.ends_with('-')) out.pop_back();
    return out.empty() ? "untitled" : out;
}

}  // namespace

std::string chat_name(Day day, std::string_view title, const std::set<std::string>& taken) {
    const std::string name = "incident-" + iso_day(day) + "-" + slug(title);
    std::string free = name;
    for (int number = 2; taken.contains(free); ++number) free = name + "-" + std::to_string(number);
    return free;
}

}  // namespace tocsin
