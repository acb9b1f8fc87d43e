// The names of people in a text. It errs toward seeing one: what follows is a hold, and a person
// who reads it.
#include "core/patient_clues.h"

#include <algorithm>
#include <array>
#include <string>

namespace tocsin {
namespace {

// In front of a name.
constexpr std::array<std::string_view, 15> titles = {"mr",  "mrs",  "ms",      "miss", "mx",
                                                     "dr",  "sir",  "lady",    "baby", "master",
                                                     "rev", "prof", "patient", "pt",   "sister"};

// Begin with a capital in a service message, and are no part of a person's name. Sorted.
constexpr std::array<std::string_view, 155> trade_words = {
    "a",         "access",       "acute",      "ad",         "admissions", "alert",
    "all",       "ambulance",    "an",         "and",        "api",        "april",
    "area",      "at",           "august",     "avenue",     "bank",       "bed",
    "beds",      "board",        "bridge",     "bst",        "building",   "business",
    "call",      "care",         "ccg",        "central",    "centre",     "change",
    "clinic",    "close",        "code",       "community",  "correction", "data",
    "december",  "degraded",     "department", "desk",       "direct",     "director",
    "directory", "district",     "dob",        "drive",      "e",          "east",
    "edm",       "electronic",   "email",      "emergency",  "england",    "estate",
    "exercise",  "february",     "first",      "floor",      "foundation", "friday",
    "from",      "general",      "gmt",        "gp",         "group",      "health",
    "hospital",  "house",        "i",          "if",         "imaging",    "impact",
    "in",        "inc",          "incident",   "infirmary",  "it",         "january",
    "july",      "june",         "lab",        "laboratory", "labs",       "lane",
    "level",     "link",         "local",      "london",     "mail",       "management",
    "manager",   "march",        "medical",    "monday",     "multiple",   "national",
    "network",   "new",          "next",       "nhs",        "no",         "north",
    "northern",  "notification", "november",   "nsd",        "number",     "october",
    "of",        "office",       "on",         "order",      "orders",     "pathology",
    "phone",     "portal",       "postcode",   "practice",   "record",     "records",
    "region",    "resolved",     "road",       "room",       "saint",      "saturday",
    "september", "server",       "service",    "services",   "sev",        "severity",
    "site",      "south",        "southern",   "st",         "street",     "summary",
    "sunday",    "support",      "surgery",    "system",     "team",       "the",
    "thursday",  "trust",        "trusts",     "tuesday",    "unit",       "university",
    "update",    "users",        "ward",       "wednesday",  "west"};

// Given names that are no words of their own: they count in small letters as well. Sorted.
constexpr std::array<std::string_view, 142> given_names = {
    "aaron",     "abdul",       "abigail",  "adam",      "adrian",    "ahmed",     "aisha",
    "alan",      "albert",      "alex",     "alexander", "alice",     "alison",    "amanda",
    "amelia",    "amy",         "andrea",   "andrew",    "angela",    "anna",      "anne",
    "anthony",   "arthur",      "barbara",  "benjamin",  "beth",      "brenda",    "brian",
    "callum",    "carol",       "caroline", "catherine", "charles",   "charlotte", "chloe",
    "christine", "christopher", "claire",   "colin",     "craig",     "daniel",    "darren",
    "david",     "deborah",     "dennis",   "derek",     "diane",     "donald",    "doreen",
    "dorothy",   "edith",       "edward",   "eileen",    "elizabeth", "ella",      "emily",
    "emma",      "eric",        "fatima",   "fiona",     "frederick", "gareth",    "gary",
    "geoffrey",  "george",      "gillian",  "gordon",    "graham",    "hannah",    "harriet",
    "helen",     "henry",       "ian",      "isaac",     "isabella",  "jacob",     "jacqueline",
    "james",     "jane",        "janet",    "jason",     "jennifer",  "jessica",   "joan",
    "john",      "jonathan",    "joseph",   "joshua",    "judith",    "julia",     "julie",
    "karen",     "katherine",   "keith",    "kenneth",   "kevin",     "laura",     "lauren",
    "linda",     "lisa",        "louise",   "lucy",      "malcolm",   "margaret",  "maria",
    "marion",    "martin",      "mary",     "matthew",   "maureen",   "michael",   "michelle",
    "mohammed",  "nicola",      "nigel",    "oliver",    "olivia",    "pamela",    "patricia",
    "patrick",   "paul",        "pauline",  "peter",     "philip",    "rachel",    "raymond",
    "rebecca",   "richard",     "robert",   "ronald",    "samantha",  "samuel",    "sandra",
    "sarah",     "sharon",      "simon",    "sophie",    "stephen",   "susan",     "thomas",
    "timothy",   "william"};

struct Word {
    Stretch where;
    std::string small;
    bool capital = false;  // the first letter
    bool shouted = false;  // all of them

    bool initial() const { return small.size() == 1 && capital; }
};

// "O'Neil" and "Smith-Jones" are one word.
std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_letter(text[at])) continue;
        Word word;
        word.where.from = at;
        word.capital = is_capital(text[at]) || text[at] == '_';
        word.shouted = true;
        const auto joins = [&](std::size_t mark) {
            return (text[mark] == '\'' || text[mark] == '-') && mark + 1 < text.size() &&
                   is_letter(text[mark + 1]);
        };
        while (at < text.size() && (is_letter(text[at]) || joins(at))) {
            const char sign = text[at++];
            word.shouted = word.shouted && !('a' <= sign && sign <= 'z');
            word.small += is_capital(sign) ? static_cast<char>(sign - 'A' + 'a') : sign;
        }
        word.where.to = at;
        // Part of a key or an address: x86, h_1.
        const bool torn = (word.where.from > 0 && is_digit(text[word.where.from - 1])) ||
                          (at < text.size() && is_digit(text[at]));
        if (!torn) words.push_back(std::move(word));
    }
    return words;
}

template <std::size_t Count>
bool among(const std::array<std::string_view, Count>& list, const std::string& word) {
    return std::ranges::binary_search(list, std::string_view(word));
}

bool is_title(const Word& word) {
    return std::ranges::find(titles, word.small) != titles.end();
}

bool may_be_name(const Word& word) {
    return word.capital && word.small.size() > 1 && !among(trade_words, word.small) &&
           !is_title(word);
}

// "Doe", "DOE"; an abbreviation in capitals (NHS, VPN) is no name on its own.
bool like_surname(const Word& word) {
    return may_be_name(word) && (!word.shouted || word.small.size() > 3);
}

bool is_name(std::string_view between, const Word& one, const Word& next) {
    if (between == ", " || between == ",") {
        // "DOE, Jane"; "Doe, J".
        const bool surname = one.shouted ? may_be_name(one) : like_surname(one);
        return surname && next.capital && !among(trade_words, next.small) &&
               (one.shouted || next.initial() || among(given_names, next.small));
    }
    if (between != " " && between != ". " && between != "." && between != "  ") return false;
    if (is_title(one)) return may_be_name(next);
    if (between.find('.') == std::string_view::npos && among(given_names, one.small)) {
        return next.small.size() > 1 && !among(trade_words, next.small);
    }
    if (one.initial()) return one.small != "a" && one.small != "i" && like_surname(next);
    if (between.find('.') != std::string_view::npos) return false;
    if (next.initial()) return like_surname(one) && !one.shouted;
    return like_surname(one) && like_surname(next);
}

}  // namespace

std::vector<Stretch> person_names(std::string_view text) {
    const std::vector<Word> words = words_of(text);
    std::vector<Stretch> found;
    for (std::size_t index = 1; index < words.size(); ++index) {
        const Word& one = words[index - 1];
        const Word& next = words[index];
        const std::string_view between = text.substr(one.where.to, next.where.from - one.where.to);
        if (is_name(between, one, next)) found.push_back({one.where.from, next.where.to});
    }
    return found;
}

}  // namespace tocsin
