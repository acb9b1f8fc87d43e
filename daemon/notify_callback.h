// The bodies of GOV.UK Notify's callbacks, checked into inputs: a delivery receipt, and a text that
// somebody sent to one of our numbers. Pure. Members that nobody asked for are Notify's business.
#pragma once

#include "core/input.h"
#include "daemon/callback_fields.h"
#include "daemon/problem.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin {

// The input, or the refusal "not-json" or "fields". `channel` is the one that was called back; a
// receipt is about the channel that `senders` has for its template, else about that one.
[[nodiscard]] std::variant<Receipt, ProblemDetail> read_notify_receipt(
    const std::string& body, const std::string& channel,
    const std::map<std::string, std::string>& senders);
[[nodiscard]] std::variant<Replied, ProblemDetail> read_notify_text(const std::string& body,
                                                                    const std::string& channel);

// What the word of a status means. One we do not know means nothing (unknown_state): "sent" is a
// text to another country, of which no more will be heard.
Receipt::State notify_state(std::string_view status);

// "447700900123" and "07700900123" as "+447700900123". Empty for what is no number of a person,
// such as a sender with a name.
std::string notify_number(const std::string& text);

// Of an id, a number, a status or a time.
inline constexpr std::size_t notify_word_signs_max = 128;
// More than any text has; what is longer is refused.
inline constexpr std::size_t notify_text_signs_max = 60'000;

}  // namespace tocsin
