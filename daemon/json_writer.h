// Writes JSON objects and lists field by field, in the order given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin {

class JsonObject {
public:
    // `text` becomes a JSON string; numbers and truths are written as such; raw() is JSON already.
    JsonObject& text(std::string_view name, std::string_view text);
    JsonObject& number(std::string_view name, std::int64_t number);
    JsonObject& truth(std::string_view name, bool truth);
    JsonObject& raw(std::string_view name, std::string_view json);

    bool empty() const { return body_.empty(); }
    std::string str() const { return "{" + body_ + "}"; }

private:
    std::string body_;
};

class JsonList {
public:
    JsonList& text(std::string_view text);
    JsonList& raw(std::string_view json);

    bool empty() const { return body_.empty(); }
    std::string str() const { return "[" + body_ + "]"; }

private:
    std::string body_;
};

}  // namespace tocsin
