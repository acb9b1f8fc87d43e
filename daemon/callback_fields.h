// The names and values with which a provider calls back, whether they came in a query, a form or as
// JSON, made fit to be kept: well-formed, on one line, bounded. What is wrong is collected, and
// never repeated. Fields that nobody asked for are the provider's business.
#pragma once

#include "core/input.h"
#include "daemon/http.h"
#include "daemon/problem.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// Of an id, a number, a status or a time.
inline constexpr std::size_t callback_word_signs_max = 128;

// Of a text only its beginning is kept: nobody's answer is longer than ten parts of SMS.
inline constexpr std::size_t reply_bytes_max = 1600;

// `fields` outlives it.
class CallbackFields {
public:
    explicit CallbackFields(const Fields& fields) : fields_(fields) {}

    // Empty when it is absent. A word that is too long is one error, and an absent one is, where it
    // is needed.
    std::string word(const std::string& name);
    std::string need_word(const std::string& name);

    // What somebody typed, with its lines; cut to reply_bytes_max.
    std::string typed(std::string_view name) const;

    // The number of a person who wrote to us, as E.164; an error where it is none.
    std::string need_sender(const std::string& name);

    // What somebody texted to us, under the names that the provider has for its parts. Our own
    // number is empty where it is none that a person has: a short code.
    struct TextNames {
        std::string id;
        std::string from;
        std::string to;
        std::string text;
    };
    Replied reply(const std::string& channel, const TextNames& names);

    void error(const std::string& name, std::string detail);
    bool good() const { return errors_.empty(); }

    // The refusal "fields" with every error.
    ProblemDetail refusal() const;

private:
    const Fields& fields_;
    std::vector<FieldError> errors_;
};

}  // namespace tocsin
