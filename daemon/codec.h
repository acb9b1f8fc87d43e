// The only mapping between events and bytes. What is personal (names, addresses, free text, raw
// payloads) goes to the particulars, which can be erased; the rest is the public body. A field that
// is missing when read keeps its default, so that old journals stay readable.
#pragma once

#include "core/event.h"

#include <stdexcept>
#include <string>

namespace tocsin {

struct Encoded {
    std::string kind;
    std::string body;         // JSON
    std::string particulars;  // JSON; empty when there are none
};

Encoded encode(const Event& event);

// A row that cannot be read is a broken journal: throws CodecError naming the kind and the field.
// `particulars` may be empty: there are none.
Event decode(const std::string& kind, const std::string& body, const std::string& particulars);

// The same of a row whose particulars were erased. Texts and names that stood there read as
// erased_text, lists are empty, and whoever was called at a step is somebody: a step with nobody
// would say that nobody was on duty.
Event decode_erased(const std::string& kind, const std::string& body);

// The whole message, for the outbox.
std::string encode_message(const Message& message);

struct CodecError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace tocsin
