#include "core/reply.h"

#include "core/consent.h"
#include "core/plain_letters.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <utility>

namespace tocsin {
namespace {

using Words = std::set<std::string_view>;

// A number behind one of these is no code of ours.
const Words number_words = {"ext",  "extn",  "extension", "x",      "bleep",     "pager",
                            "tel",  "phone", "mob",       "mobile", "telephone", "fax",
                            "room", "ward",  "t",         "m",      "dect",      "ticket"};

const Words stop_words = {"stop",        "end",    "cancel", "quit",
                          "unsubscribe", "optout", "revoke", "stopall"};

bool is_digit(char sign) {
    return sign >= '0' && sign <= '9';
}

bool is_letter(char sign) {
    return (sign >= 'a' && sign <= 'z') || sign == '_' || sign == '\'';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

// 0224 and 1430 are times of day; no code ever reads as one.
bool reads_as_time(std::string_view four) {
    return four < "2400" && four[2] < '6';
}

// ---------------------------------------------------------------- lines and tokens

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
        while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
        if (line == "--" || line.starts_with("-----original") || line.starts_with("sent from")) {
            break;  // what follows is a signature, or the message that is answered
        }
        if (line.starts_with("on ") && line.ends_with("wrote:")) break;
        if (!line.empty() && line.front() != '>') lines.push_back(line);
    }
    return lines;
}

// "4l15": four signs, most of them digits, and letters that look like digits.
std::string as_digits(std::string_view chunk) {
    if (chunk.size() != 4 || std::count_if(chunk.begin(), chunk.end(), is_digit) < 2) return "";
    std::string digits;
    for (const char sign : chunk) {
        if (is_digit(sign)) {
            digits += sign;
        } else if (sign == 'o') {
            digits += '0';
        } else if (sign == 'l' || sign == 'i' || sign == '|') {
            digits += '1';
        } else {
            return "";
        }
    }
    return digits;
}

bool may_touch_a_code(std::string_view word) {
    return word.empty() || word == "inc" || word == "pass" || word == "code" || is_answer(word);
}

// Adds what one run of letters and digits says: a word, a number, or "4715ok" in its parts.
void add_chunk(std::string_view chunk, Token token, std::vector<Token>& tokens) {
    while (chunk.starts_with('\'')) chunk.remove_prefix(1);
    while (chunk.ends_with('\'')) chunk.remove_suffix(1);
    if (chunk.empty()) return;
    const auto add = [&](std::string_view text, bool number) {
        token.text = text;
        token.number = number;
        tokens.push_back(token);
        token.before.clear();
        token.first = false;
    };
    if (all_digits(chunk)) return add(chunk, true);
    if (const std::string digits = as_digits(chunk); !digits.empty()) return add(digits, true);
    const auto begin = std::find_if(chunk.begin(), chunk.end(), is_digit);
    const auto end = std::find_if_not(begin, chunk.end(), is_digit);
    const auto at = static_cast<std::size_t>(std::distance(chunk.begin(), begin));
    const auto length = static_cast<std::size_t>(std::distance(begin, end));
    const std::string_view head = chunk.substr(0, at);
    const std::string_view tail = chunk.substr(at + length);
    if (length > 0 && may_touch_a_code(head) && may_touch_a_code(tail) &&
        std::none_of(tail.begin(), tail.end(), is_digit)) {
        if (!head.empty()) add(head, false);
        add(chunk.substr(at, length), true);
        if (!tail.empty()) add(tail, false);
        return;
    }
    add(chunk, false);
}

std::vector<Token> tokens_of(const std::vector<std::string_view>& lines) {
    std::vector<Token> tokens;
    for (std::size_t number = 0; number < lines.size(); ++number) {
        const std::string_view line = lines[number];
        Token token;
        token.line = number;
        token.first = true;
        for (std::size_t at = 0; at < line.size();) {
            std::size_t end = at;
            while (end < line.size() &&
                   (is_letter(line[end]) || is_digit(line[end]) || line[end] == '|')) {
                ++end;
            }
            if (end == at) {
                token.before += line[at++];
                continue;
            }
            const std::size_t known = tokens.size();
            add_chunk(line.substr(at, end - at), token, tokens);
            if (tokens.size() > known) {
                token = Token{};
                token.line = number;
            }
            at = end;
        }
    }
    return tokens;
}

// ---------------------------------------------------------------- numbers

bool joins(const Token& token) {
    return token.number && !token.first && !token.before.empty() &&
           token.before.find_first_not_of(" -.()") == std::string::npos;
}

// Phone numbers begin with 0 or +, and go on over spaces until they are long enough.
void set_aside_phones(std::vector<Token>& tokens) {
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (!tokens[at].number) continue;
        const bool plus = tokens[at].before.ends_with('+');
        if (!plus && tokens[at].text.front() != '0') continue;
        const std::size_t enough = plus ? 12 : 11;
        std::size_t digits = tokens[at].text.size();
        std::size_t end = at + 1;
        while (digits < enough && end < tokens.size() && joins(tokens[end])) {
            digits += tokens[end++].text.size();
        }
        if (digits < 7) continue;
        for (; at < end; ++at) tokens[at].used = true;
        --at;
    }
}

// "ext 4471", "Tel: 4960 0999": all the numbers behind such a word.
void set_aside_extensions(std::vector<Token>& tokens) {
    for (std::size_t at = 1; at < tokens.size(); ++at) {
        if (!tokens[at].number || tokens[at].first || tokens[at - 1].number) continue;
        if (!number_words.contains(tokens[at - 1].text)) continue;
        do tokens[at].used = true;
        while (++at < tokens.size() && joins(tokens[at]));
    }
}

// "Reply 4715 to take it", "To take INC-2041 reply 4715", "4715 = INC-2041": our own sentences,
// quoted by a phone or by a machine that answers. "reply 4715" alone is somebody's own.
void set_aside_our_words(std::vector<Token>& tokens) {
    bool take = false;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (tokens[at].first) take = false;
        if (tokens[at].text == "take") take = true;
        if (!tokens[at].number) continue;
        const bool reply = at > 0 && !tokens[at].first && tokens[at - 1].text == "reply";
        const Token* next =
            at + 1 < tokens.size() && !tokens[at + 1].first ? &tokens[at + 1] : nullptr;
        const bool goes_on = next != nullptr &&
                             (next->text == "to" || next->text == "pass" || next->text == "again");
        const bool equals = next != nullptr && next->before.find('=') != std::string::npos;
        if ((reply && (take || goes_on)) || equals) tokens[at].used = true;
    }
}

void read_references(std::vector<Token>& tokens, std::vector<IncidentId>& references) {
    for (std::size_t at = 1; at < tokens.size(); ++at) {
        if (!tokens[at].number || tokens[at].first || tokens[at - 1].text != "inc") continue;
        const std::string& digits = tokens[at].text;
        tokens[at].used = true;
        IncidentId id;
        const auto end = digits.data() + digits.size();
        if (std::from_chars(digits.data(), end, id.value).ec != std::errc{} || !id) continue;
        if (std::find(references.begin(), references.end(), id) == references.end()) {
            references.push_back(id);
        }
    }
}

// It is a part of a date, a time, an amount or an address.
bool entangled(const std::vector<Token>& tokens, std::size_t at) {
    const std::string& before = tokens[at].before;
    if (!before.empty() && std::string_view("/:$@").find(before.back()) != std::string::npos) {
        const bool label = before.back() == ':' && (at == 0 || !tokens[at - 1].number);
        if (!label) return true;
    }
    const bool more = at + 1 < tokens.size() && !tokens[at + 1].first && tokens[at + 1].number;
    return more && (tokens[at + 1].before == "/" || tokens[at + 1].before == ":");
}

void add_code(const std::string& digits, std::vector<std::string>& codes) {
    if (reads_as_time(digits)) return;
    if (std::find(codes.begin(), codes.end(), digits) == codes.end()) codes.push_back(digits);
}

// "47 15": digits in groups that are four in all. With words around it only spaces part a code,
// for "30-45 minutes" is none.
void read_split_code(std::vector<Token>& tokens, std::vector<std::string>& codes) {
    const bool only_numbers =
        std::all_of(tokens.begin(), tokens.end(), [](const Token& one) { return one.number; });
    for (std::size_t at = 0; at < tokens.size();) {
        std::size_t end = at + 1;
        std::string digits = tokens[at].text;
        bool plain = tokens[at].number && !tokens[at].used && !entangled(tokens, at);
        while (end < tokens.size() && tokens[at].number && joins(tokens[end])) {
            plain = plain && !tokens[end].used && (only_numbers || tokens[end].before == " ");
            digits += tokens[end++].text;
        }
        if (plain && end > at + 1 && digits.size() == 4) {
            add_code(digits, codes);
            for (std::size_t part = at; part < end; ++part) tokens[part].code = true;
        }
        at = end;
    }
}

// ---------------------------------------------------------------- what it wants

// The words of names, as they would be typed.
std::vector<std::string> words_of(const std::vector<std::string>& names) {
    std::vector<std::string> words;
    for (const std::string& name : names) {
        const PlainLetters plain = plain_letters(name);
        for (Token& token : tokens_of(lines_of(plain.text))) {
            if (!token.number && token.text.size() > 1) words.push_back(std::move(token.text));
        }
    }
    return words;
}

ReplyText::Word word_of(const std::vector<Token>& tokens) {
    if (tokens.size() != 1) return ReplyText::Word::none;
    const std::string& word = tokens.front().text;
    if (stop_words.contains(word)) return ReplyText::Word::stop;
    if (word == "start" || word == "unstop") return ReplyText::Word::start;
    return word == "test" || word == "testing" ? ReplyText::Word::test : ReplyText::Word::none;
}

}  // namespace

ReplyText read_reply(std::string_view text, const std::vector<std::string>& names) {
    const PlainLetters plain = plain_letters(text);
    const std::vector<std::string_view> lines = lines_of(plain.text);
    std::vector<Token> tokens = tokens_of(lines);
    ReplyText read;
    read.word = word_of(tokens);
    read_references(tokens, read.references);
    set_aside_our_words(tokens);
    set_aside_phones(tokens);
    set_aside_extensions(tokens);
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        Token& token = tokens[at];
        if (!token.number || token.used || token.text.size() != 4 || entangled(tokens, at))
            continue;
        add_code(token.text, read.codes);
        token.code = !reads_as_time(token.text);
    }
    if (read.codes.empty()) read_split_code(tokens, read.codes);
    const bool asks = std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
        return line.find('?') != std::string_view::npos;
    });
    read.wish = wish_of(tokens, words_of(names), asks || plain.foreign);
    return read;
}

}  // namespace tocsin
