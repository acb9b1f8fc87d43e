// NHS numbers and postcodes: signs in a fixed shape.
#include "core/patient_clues.h"

#include <algorithm>
#include <array>
#include <string>

namespace tocsin {
namespace {

// Digits that stand together, and where.
struct Group {
    Stretch where;
    std::size_t size() const { return where.to - where.from; }
};

std::vector<Group> groups_of(std::string_view text) {
    std::vector<Group> groups;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_digit(text[at])) continue;
        const std::size_t from = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        groups.push_back({{from, at}});
    }
    return groups;
}

// What people put between the groups of one number.
bool joined(std::string_view text, const Group& one, const Group& next) {
    const std::string_view between = text.substr(one.where.to, next.where.from - one.where.to);
    return !between.empty() && between.size() <= 3 &&
           between.find_first_not_of(" -./\n") == std::string_view::npos;
}

// As people group ten digits. A day and a time (2026-11-26 14) are grouped otherwise.
bool grouped_as_number(const std::vector<std::size_t>& sizes, char first) {
    static const std::vector<std::vector<std::size_t>> always = {{10}, {3, 3, 4}, {6, 4}};
    static const std::vector<std::vector<std::size_t>> no_phone = {
        {3, 7}, {3, 4, 3}, {4, 3, 3}, {5, 5}, {2, 2, 2, 2, 2}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}};
    const auto among = [&](const auto& shapes) {
        return std::ranges::find(shapes, sizes) != shapes.end();
    };
    return among(always) || (first != '0' && among(no_phone));
}

// Modulus 11: the digits weighed 10 to 2, and the last one completes them. Ten equal digits fill a
// form and name nobody; 7700 900 begins the phones of plays and examples.
bool check_digit_fits(const std::string& digits) {
    if (digits.starts_with("7700900")) return false;
    if (digits.find_first_not_of(digits.front()) == std::string::npos) return false;
    int sum = 0;
    for (std::size_t place = 0; place < 9; ++place) {
        sum += (digits[place] - '0') * static_cast<int>(10 - place);
    }
    const int check = (11 - sum % 11) % 11;
    return check == digits.back() - '0';
}

// "CHG0012345678": capitals right before it make it a reference, unless they say what it is.
bool is_reference(std::string_view text, std::size_t from) {
    std::size_t end = from;
    if (end > 0 && (text[end - 1] == '-' || text[end - 1] == '#')) --end;
    std::size_t begin = end;
    while (begin > 0 && is_letter(text[begin - 1])) --begin;
    const std::string_view word = text.substr(begin, end - begin);
    static constexpr std::array<std::string_view, 6> of_patients = {"NHS", "NHSNO", "NO",
                                                                    "CHI", "PT",    "MRN"};
    return word.size() >= 2 && word.size() <= 6 && std::ranges::all_of(word, is_capital) &&
           std::ranges::find(of_patients, word) == of_patients.end();
}

// A part of a key: "a9434765919f", "ab12c9434765919".
bool torn_out(std::string_view text, const Stretch& where) {
    const char after = where.to < text.size() ? text[where.to] : ' ';
    if (is_letter(after)) return true;
    if (where.from == 0) return false;
    const char before = text[where.from - 1];
    if (before == '_') return true;
    if (!is_letter(before)) return false;
    std::size_t word = where.from;
    while (word > 0 && is_letter(text[word - 1])) --word;
    return word > 0 && is_digit(text[word - 1]);
}

// "+44 7700 900101" and "0044 ...": the groups behind the country belong to the phone, as long as a
// phone can be.
bool of_a_phone(std::string_view text, const std::vector<Group>& groups, std::size_t number) {
    constexpr std::size_t phone_digits_max = 15;
    std::size_t first = number;
    std::size_t digits = 10;
    const auto goes_on = [&] {
        const std::string_view between = text.substr(
            groups[first - 1].where.to, groups[first].where.from - groups[first - 1].where.to);
        return joined(text, groups[first - 1], groups[first]) &&
               between.find('\n') == std::string_view::npos;
    };
    while (first > 0 && goes_on()) digits += groups[--first].size();
    const std::size_t from = groups[first].where.from;
    if (digits > phone_digits_max) return false;
    if (from > 0 && text[from - 1] == '+') return true;
    if (first < number && text.substr(from, groups[first].size()).starts_with("00")) return true;
    return from >= 3 && text.substr(from - 3, 3) == "(0)";
}

std::string_view digits_at(std::string_view text, const Group& group) {
    return text.substr(group.where.from, group.size());
}

// ---- postcodes

constexpr std::array<std::string_view, 124> areas = {
    "AB", "AL", "B",  "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH",
    "CM", "CO", "CR", "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E",
    "EC", "EH", "EN", "EX", "FK", "FY", "G",  "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS",
    "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L",  "LA", "LD", "LE", "LL",
    "LN", "LS", "LU", "M",  "ME", "MK", "ML", "N",  "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX",
    "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S",  "SA", "SE", "SG", "SK", "SL", "SM",
    "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW",
    "UB", "W",  "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE"};

char capital(char sign) {
    return 'a' <= sign && sign <= 'z' ? static_cast<char>(sign - 'a' + 'A') : sign;
}

// Where the postcode that begins at `from` ends; nothing when none does.
std::optional<std::size_t> postcode_end(std::string_view text, std::size_t from) {
    std::size_t at = from;
    std::string area;
    while (at < text.size() && is_letter(text[at]) && area.size() < 3) area += capital(text[at++]);
    if (std::ranges::find(areas, area) == areas.end()) return std::nullopt;
    const std::size_t outward = at;
    if (at >= text.size() || !is_digit(text[at])) return std::nullopt;
    // "W1A 0AX", "M60 1NW": one more sign, unless it belongs to the second half.
    for (const std::size_t size : {std::size_t{2}, std::size_t{1}}) {
        at = outward + size;
        if (size == 2 && (at > text.size() || !(is_digit(text[at - 1]) || is_letter(text[at - 1]))))
            continue;
        for (int blanks = 0; at < text.size() && text[at] == ' ' && blanks < 2; ++blanks) ++at;
        if (at + 3 > text.size() || !is_digit(text[at])) continue;
        const auto inward = [&](char sign) {
            return is_letter(sign) && sign != '_' &&
                   std::string_view("CIKMOV").find(capital(sign)) == std::string_view::npos;
        };
        if (!inward(text[at + 1]) || !inward(text[at + 2])) continue;
        at += 3;
        if (at < text.size() && (is_letter(text[at]) || is_digit(text[at]))) continue;
        return at;
    }
    return std::nullopt;
}

}  // namespace

std::vector<Stretch> nhs_numbers(std::string_view text) {
    const std::vector<Group> groups = groups_of(text);
    std::vector<Stretch> found;
    for (std::size_t first = 0; first < groups.size(); ++first) {
        std::string digits;
        std::vector<std::size_t> sizes;
        for (std::size_t last = first; last < groups.size() && digits.size() < 10; ++last) {
            if (last > first && !joined(text, groups[last - 1], groups[last])) break;
            digits += digits_at(text, groups[last]);
            sizes.push_back(groups[last].size());
            if (digits.size() != 10) continue;
            const Stretch where{groups[first].where.from, groups[last].where.to};
            if (!grouped_as_number(sizes, digits.front()) || !check_digit_fits(digits)) break;
            if (is_reference(text, where.from) || torn_out(text, where)) break;
            if (of_a_phone(text, groups, first)) break;
            found.push_back(where);
            first = last;
        }
    }
    return found;
}

std::vector<Stretch> postcodes(std::string_view text) {
    std::vector<Stretch> found;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool inside = at > 0 && (is_letter(text[at - 1]) || is_digit(text[at - 1]));
        if (inside || !is_letter(text[at])) continue;
        if (const auto end = postcode_end(text, at)) {
            found.push_back({at, *end});
            at = *end - 1;
        }
    }
    return found;
}

}  // namespace tocsin
