// The acknowledgement link: a token that says which call and which person, until when, signed with
// a key of the house. Made when a message is composed, so that no working credential is stored.
// Opening it proves nothing but possession; what it takes to acknowledge is the page's affair
// (P12).
#pragma once

#include "core/ids.h"
#include "core/send.h"
#include "rota/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

struct LinkClaim {
    CallId call;
    std::uint64_t person = 0;  // link_person() of the PersonId
    Instant expires{};         // whole seconds; the reader compares it with `now`
    bool mail = false;         // the link went out in a mail: the page asks for the code
    bool operator==(const LinkClaim&) const = default;
};

// 64 bits of SHA-256: enough to tell the people of one call apart, and no name in a URL.
std::uint64_t link_person(const PersonId& person);

// 51 characters of A-Z a-z 0-9 - _. Throws std::runtime_error when the key is shorter than 16
// bytes.
std::string make_link_token(std::string_view key, CallId call, const PersonId& person,
                            Instant expires, bool mail);

// The claim, when one of the keys (several while they are changed) signed it; compared in constant
// time. Nothing for anything else, however malformed.
std::optional<LinkClaim> read_link_token(std::span<const std::string> keys, std::string_view token);

// The message with every {link} in text and HTML replaced by `url`.
Message fill_link(Message message, std::string_view url);

}  // namespace tocsin
