// The body of a webhook as a tree, whatever form it came in. Pure.
#pragma once

#include "daemon/http.h"
#include "rota/tree.h"

#include <string>
#include <string_view>

namespace tocsin {

struct DialectBody {
    Node tree;        // a map, or a list of messages
    std::string why;  // it could not be taken apart, and why not; the tree is then its text
};

// What begins like JSON is read as JSON, whatever Content-Type says: SNS says text/plain,
// SolarWinds anything. Else the fields of multipart/form-data or of a form. What is none of these
// is a map with the text under "text". The "data_base64" of CloudEvents is opened, and is "data".
// Never fails; all text in it is well-formed UTF-8.
DialectBody read_dialect_body(std::string_view body, const Fields& headers);

}  // namespace tocsin
