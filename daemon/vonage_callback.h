// What Vonage calls back with, by GET, by a form or as JSON, whichever its settings say: how it
// signs, what became of a text, and what somebody wrote to one of our numbers. Pure.
//
// A long text comes in parts, each with an id of its own, and each counts alone: the first holds
// the code, and an answer must be on disk before it is answered.
#pragma once

#include "core/input.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tocsin {

// As Vonage's settings name it.
enum class VonageMethod { md5_hash, md5_hmac, sha1_hmac, sha256_hmac, sha512_hmac };

// "md5-hash", "sha256-hmac", in the order of the methods.
const std::vector<std::string>& vonage_methods();

// The fields of a request; nothing when its body is no JSON, though it begins as such.
std::optional<Fields> vonage_fields(const Request& request);

// The signature in small hexadecimal letters, over every field but "sig".
std::string vonage_signature(VonageMethod method, std::string_view secret, const Fields& fields);

// Whether one of the secrets (several while they are changed) has signed these fields, not long
// before `now`: at most `believed_for`, for Vonage repeats what was not answered.
inline constexpr Duration vonage_believed_for = std::chrono::hours(1);
bool vonage_signed(VonageMethod method, std::span<const std::string> secrets, const Fields& fields,
                   Instant now);

[[nodiscard]] std::variant<Receipt, ProblemDetail> read_vonage_receipt(const Fields& fields,
                                                                       const std::string& channel);
[[nodiscard]] std::variant<Replied, ProblemDetail> read_vonage_text(const Fields& fields,
                                                                    const std::string& channel);

}  // namespace tocsin
