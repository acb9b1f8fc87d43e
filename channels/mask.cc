#include "channels/mask.h"

#include "channels/secret_forms.h"
#include "core/utf8.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::size_t shown_max = 200;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_address_sign(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("._%+-'=/").find(c) != std::string_view::npos;
}

std::string digits_of(std::string_view number) {
    std::string digits;
    std::copy_if(number.begin(), number.end(), std::back_inserter(digits), is_digit);
    return digits;
}

std::string without_mails(const std::string& text) {
    std::string out;
    std::size_t kept = 0;
    for (std::size_t at = 0; (at = text.find('@', at)) != std::string::npos;) {
        std::size_t from = at;
        while (from > kept && is_address_sign(text[from - 1])) --from;
        std::size_t to = at + 1;
        while (to < text.size() && is_address_sign(text[to])) ++to;
        out += text.substr(kept, from - kept) + mask_mail(text.substr(from, to - from));
        kept = at = to;
    }
    return out + text.substr(kept);
}

// A run of digits with single separators between them, as numbers are written.
std::size_t end_of_number(std::string_view text, std::size_t from) {
    std::size_t end = from;
    for (std::size_t at = from; at < text.size(); ++at) {
        if (is_digit(text[at])) {
            end = at + 1;
        } else if (at > end || std::string_view(" -()").find(text[at]) == std::string_view::npos) {
            break;
        }
    }
    return end;
}

std::string without_numbers(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            out += text[at++];
            continue;
        }
        const std::size_t end = end_of_number(text, at);
        const std::string number = text.substr(at, end - at);
        // The shortest numbers of the world have six digits with the code of their country.
        const std::size_t fewest = !out.empty() && out.back() == '+' ? 6 : 7;
        if (digits_of(number).size() < fewest) {
            out += number;
        } else {
            if (!out.empty() && out.back() == '+') out.pop_back();
            // What is shown of it must not join the digits before the plus.
            if (!out.empty() && is_digit(out.back())) out += ' ';
            out += mask_phone(number);
        }
        at = end;
    }
    return out;
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char32_t sign : code_points(text)) {
        append_utf8(line, sign < 0x20 || (sign >= 0x7F && sign < 0xA0) ? U' ' : sign);
    }
    return line;
}

}  // namespace

std::string mask_phone(std::string_view number) {
    std::string digits = digits_of(number);
    if (digits.size() < 8) return "...";
    if (digits.starts_with("44") && digits.size() == 12) digits.replace(0, 2, "0");
    // National numbers show their area, others the country and a little.
    const std::size_t head = digits.front() == '0' && digits.size() == 11 ? 5 : 4;
    if (digits.size() < head + 4) return "..." + digits.substr(digits.size() - 3);
    return digits.substr(0, head) + " ..." + digits.substr(digits.size() - 3);
}

std::string mask_mail(std::string_view address) {
    const std::size_t at = address.find('@');
    if (at == std::string_view::npos || at == 0) return "...";
    return std::string(address.substr(0, 1)) + "..." + std::string(address.substr(at));
}

std::string mask_address(Medium medium, std::string_view address) {
    if (medium == Medium::email) return mask_mail(address);
    if (medium == Medium::sms || medium == Medium::voice) return mask_phone(address);
    return address.empty() ? "" : std::string(address.substr(0, 2)) + "...";
}

std::string fit_to_show(std::string_view said, const std::map<std::string, std::string>& secrets) {
    const std::string text = without_numbers(without_mails(without_secrets(said, secrets)));
    // What is left of a number, or a space that was none, may make a secret of what stands beside
    // it.
    return first_signs(without_secrets(one_line(text), secrets), shown_max);
}

}  // namespace tocsin
