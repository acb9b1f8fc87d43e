// An answer as it comes from the wire, for tables of verdicts.
#pragma once

#include "channels/wire.h"

#include <string>
#include <utility>

namespace tocsin {

inline WireAnswer answered(long status, std::string body = "") {
    WireAnswer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.sent_whole = true;
    return answer;
}

// Whether a form holds this field with this value, encoded.
inline bool has_field(const std::string& form, const std::string& name, const std::string& value) {
    const std::string field = "&" + percent_encoded(name) + "=" + percent_encoded(value) + "&";
    return ("&" + form + "&").find(field) != std::string::npos;
}

}  // namespace tocsin
