// Fills {name} in a template, escaping each value for the place it stands in. Braces that hold
// anything but a-z, 0-9, '_', '.' and '-' are not ours and stay: JSON bodies need no doubling.
// {name|markdown} escapes the value for Markdown first (markdown.h).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

enum class Place { url, form, json, header, plain };
using Values = std::map<std::string, std::string, std::less<>>;

// Throws Unsendable for a name that `values` lacks, for an escape that is none, and for a control
// character in a header.
std::string fill(std::string_view text, const Values& values, Place place);

// The names a template asks for, in order.
std::vector<std::string> names_in(std::string_view text);

// The escapes it asks for by name, in order.
std::vector<std::string> escapes_in(std::string_view text);
bool is_escape(std::string_view name);

// `value` as the inside of a JSON string; broken UTF-8 becomes U+FFFD.
std::string json_inside(std::string_view value);

// "name":"value", with `value` escaped and `name` as it is.
std::string json_member(std::string_view name, std::string_view value);

}  // namespace tocsin
