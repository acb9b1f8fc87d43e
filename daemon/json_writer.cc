#include "daemon/json_writer.h"

#include "daemon/json_text.h"

namespace tocsin {

JsonObject& JsonObject::raw(std::string_view name, std::string_view json) {
    if (!body_.empty()) body_ += ',';
    append_json_quoted(body_, name);
    body_ += ':';
    body_ += json;
    return *this;
}

JsonObject& JsonObject::text(std::string_view name, std::string_view text) {
    return raw(name, json_quoted(text));
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t number) {
    return raw(name, std::to_string(number));
}

JsonObject& JsonObject::truth(std::string_view name, bool truth) {
    return raw(name, truth ? "true" : "false");
}

JsonList& JsonList::raw(std::string_view json) {
    if (!body_.empty()) body_ += ',';
    body_ += json;
    return *this;
}

JsonList& JsonList::text(std::string_view text) {
    return raw(json_quoted(text));
}

}  // namespace tocsin
