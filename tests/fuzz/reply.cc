// What somebody typed on a phone: a code comes only from digits that stand there, in their order,
// and neither capitals nor blanks around the text change what it says.
#include "core/reply.h"

#include "core/plain_letters.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

#include <algorithm>

namespace tocsin::fuzz {
namespace {

bool same(const ReplyText& one, const ReplyText& other) {
    return one.word == other.word && one.wish == other.wish && one.codes == other.codes &&
           one.references == other.references;
}

// Whether the signs of `code` stand in `text` in their order, with anything between them. Letters
// that look like digits count as such.
bool stands_in(std::string_view code, std::string_view text) {
    std::size_t found = 0;
    for (const char sign : text) {
        if (found == code.size()) break;
        const char digit = sign == 'o'                                 ? '0'
                           : sign == 'l' || sign == 'i' || sign == '|' ? '1'
                                                                       : sign;
        if (sign == code[found] || digit == code[found]) ++found;
    }
    return found == code.size();
}

void run(std::string_view bytes) {
    const PlainLetters plain = plain_letters(bytes);
    must(is_honest(plain.text, true), "plain letters are honest");
    const ReplyText read = read_reply(bytes);
    for (const std::string& code : read.codes) {
        must(code.size() == 4 &&
                 std::ranges::all_of(code, [](char c) { return '0' <= c && c <= '9'; }),
             "a code is four digits");
        must(stands_in(code, plain.text), "the digits of a code stand in the text");
        must(std::ranges::count(read.codes, code) == 1, "a code is named once");
    }
    for (const IncidentId id : read.references) must(id.value > 0, "a reference names an incident");

    std::string capitals;
    for (const char c : bytes) {
        capitals += 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    must(same(read, read_reply(capitals)), "capitals say the same");
    must(same(read, read_reply(" \r\n" + std::string(bytes) + "\r\n ")), "blanks say nothing");
}

const Target target{"reply", run};

}  // namespace
}  // namespace tocsin::fuzz
