// What Twilio calls back with: how it signs, what became of a text or a phone call, and what
// somebody wrote to one of our numbers. Pure.
#pragma once

#include "core/input.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin {

// The header that holds the signature.
inline constexpr std::string_view twilio_signature_header = "X-Twilio-Signature";

// The bytes of the signature of a request: an HMAC-SHA1 over the address as Twilio was given it and
// the parameters of a form, in the order of their names, each value once.
std::string twilio_signature(std::string_view auth_token, std::string_view url,
                             const Fields& parameters);

// Whether one of the tokens (several while they are changed) has signed this request. `base_url` is
// how Twilio reaches us; the port of its scheme may stand there or not, and the query as it came or
// encoded anew, for Twilio signs the one or the other. Every token is tried, in constant time.
bool twilio_signed(std::span<const std::string> auth_tokens, const std::string& base_url,
                   const Request& request);

// Of a text or a phone call; which one, its fields say. "sent" says nothing of the handset, and
// comes when it likes. `channel` is the one that was called back.
[[nodiscard]] std::variant<Receipt, ProblemDetail> read_twilio_receipt(const Fields& form,
                                                                       const std::string& channel);
[[nodiscard]] std::variant<Replied, ProblemDetail> read_twilio_text(const Fields& form,
                                                                    const std::string& channel);

// A machine or a fax has answered, or something that screens calls.
bool answered_by_machine(const Fields& form);

}  // namespace tocsin
