#include "daemon/callback_fields.h"

#include "core/utf8.h"
#include "daemon/fields.h"
#include "daemon/plain_text.h"
#include "rota/telephone.h"

namespace tocsin {

std::string CallbackFields::word(const std::string& name) {
    const std::string* value = find_field(fields_, name);
    if (value == nullptr) return "";
    std::string line = plain_line(well_formed(*value));
    if (signs(line) <= callback_word_signs_max) return line;
    error(name, "is longer than " + std::to_string(callback_word_signs_max) + " characters");
    return "";
}

std::string CallbackFields::need_word(const std::string& name) {
    const std::size_t before = errors_.size();
    std::string line = word(name);
    if (line.empty() && errors_.size() == before) error(name, "is missing");
    return line;
}

std::string CallbackFields::typed(std::string_view name) const {
    const std::string* value = find_field(fields_, name);
    if (value == nullptr) return "";
    // More than is kept need not be looked at.
    const std::string_view begins = std::string_view(*value).substr(0, 4 * reply_bytes_max);
    return cut_to_bytes(plain_lines(well_formed(begins)), reply_bytes_max);
}

std::string CallbackFields::need_sender(const std::string& name) {
    const std::string written = need_word(name);
    const std::string number = parse_sender(written);
    if (!written.empty() && number.empty()) error(name, "is no number that can be answered");
    return number;
}

Replied CallbackFields::reply(const std::string& channel, const TextNames& names) {
    Replied replied;
    replied.channel = channel;
    replied.id = need_word(names.id);
    replied.from = need_sender(names.from);
    replied.to = parse_sender(word(names.to));
    replied.text = typed(names.text);
    return replied;
}

void CallbackFields::error(const std::string& name, std::string detail) {
    errors_.push_back({"#/" + name, std::move(detail)});
}

ProblemDetail CallbackFields::refusal() const {
    const std::size_t count = errors_.size();
    return {.slug = "fields",
            .detail = std::to_string(count) + (count == 1 ? " field is" : " fields are") +
                      " wrong. Nothing was taken.",
            .errors = errors_};
}

}  // namespace tocsin
