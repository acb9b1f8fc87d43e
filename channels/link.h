// The acknowledgement link: a token that names a call and is signed, with a key of the house, over
// the call, the person and the expiry. Made when a message is composed, so that no working
// credential is stored. It is short, because it stands in a text of 160 signs: person and expiry
// are not in it, whoever checks it knows them of the call. Opening it proves nothing but
// possession; what it takes to acknowledge is the page's affair (P12).
#pragma once

#include "core/ids.h"
#include "core/send.h"
#include "rota/time.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

// What a token says of itself. It proves nothing until link_holds().
struct LinkName {
    CallId call;
    bool mail = false;  // the link went out in a mail: the page asks for the code
    bool operator==(const LinkName&) const = default;
};

// 17 to 28 signs of digits and small letters without i, l, o and u: nobody misreads one, and
// capitals do not matter. 80 bits of it are the signature. Throws std::runtime_error when the key
// is shorter than 16 bytes.
std::string make_link_token(std::string_view key, CallId call, const PersonId& person,
                            Instant expires, bool mail);

// Nothing for anything that cannot be a token, however malformed.
std::optional<LinkName> read_link_token(std::string_view token);

// Whether one of the keys (several while they are changed) signed this token for this person and
// expiry; compared in constant time. The caller compares `expires` with `now`.
bool link_holds(std::span<const std::string> keys, std::string_view token, const PersonId& person,
                Instant expires);

// The message with every {link} in text and HTML replaced by `url`, which is its `link` too.
Message fill_link(Message message, std::string_view url);

}  // namespace tocsin
