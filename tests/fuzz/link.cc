// The token of a link. Parts: a token, a person, another person.
#include "channels/link.h"

#include "tests/fuzz/fuzz.h"

#include <array>

namespace tocsin::fuzz {
namespace {

constexpr Instant expires{std::chrono::milliseconds{1'800'000'000'000}};
const std::array<std::string, 2> keys{"the key of the house, 32 bytes..",
                                      "the key before that one."};
const std::array<std::string, 1> others{"a key of somebody else altogether"};

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// Nobody without the key makes a token that holds, except by copying one.
void check_given(std::string_view token, const PersonId& person) {
    const auto name = read_link_token(token);
    bool ours = false;
    for (const std::string& key : keys) {
        ours |=
            name && lower(token) == make_link_token(key, name->call, person, expires, name->mail);
    }
    must(link_holds(keys, token, person, expires) == ours, "only what we signed holds");
    must(!link_holds(others, token, person, expires), "not with another key");
}

void check_made(std::string_view token, const PersonId& person, const PersonId& other) {
    const auto name = read_link_token(token).value_or(LinkName{{token.size()}, true});
    const std::string made = make_link_token(keys[0], name.call, person, expires, name.mail);
    must(made.size() >= 17 && made.size() <= 28, "a token fits a text");
    must(read_link_token(made) == name, "a token names its call");
    must(link_holds(keys, made, person, expires), "a token that was made holds");
    must(!link_holds(keys, made, person, expires + Duration(1)), "for its expiry");
    must(person == other || !link_holds(keys, made, other, expires), "for its person");
    must(!link_holds(others, made, person, expires), "by its key");
}

void run(std::string_view bytes) {
    const std::string_view token = next_part(bytes);
    const PersonId person(next_part(bytes));
    check_given(token, person);
    check_made(token, person, PersonId(bytes));
    must(fill_link(Message{}, token).text.empty(), "no mark, no link");
}

const Target target{"link", run};

}  // namespace
}  // namespace tocsin::fuzz
