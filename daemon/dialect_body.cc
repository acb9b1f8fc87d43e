#include "daemon/dialect_body.h"

#include "core/utf8.h"
#include "daemon/ascii.h"
#include "daemon/base64.h"
#include "daemon/form.h"
#include "daemon/json.h"

#include <algorithm>

namespace tocsin {
namespace {

// A form has as many fields as somebody wrote into a template.
constexpr std::size_t form_fields_max = 1000;

void add(Node& map, std::string_view name, std::string_view value) {
    // Two readers of one body must not see two different things: the first counts.
    if (map.fields.size() >= form_fields_max || map.find(name)) return;
    map.fields.emplace_back(text_node({}, well_formed(name)), text_node({}, well_formed(value)));
}

// The value of `name` in a header such as: form-data; name="data"; filename="a;b"
std::string parameter(std::string_view header, std::string_view name) {
    bool quoted = false;
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (header[i] == '"') quoted = !quoted;
        if (quoted || header[i] != ';') continue;
        std::string_view rest = trimmed(header.substr(i + 1));
        if (rest.size() <= name.size() || rest[name.size()] != '=' ||
            !same_word(rest.substr(0, name.size()), name))
            continue;
        rest.remove_prefix(name.size() + 1);
        if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
        return std::string(trimmed(rest.substr(0, rest.find(';'))));
    }
    return "";
}

// The name that a part gives itself in its Content-Disposition.
std::string part_name(std::string_view head) {
    while (!head.empty()) {
        const std::size_t end = head.find("\r\n");
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
        if (same_word(line.substr(0, 20), "content-disposition:")) return parameter(line, "name");
    }
    return "";
}

// RFC 7578. A part without a name, and what follows a delimiter that is not closed, is left out.
Node multipart(std::string_view body, const std::string& boundary) {
    Node map = map_node({});
    const std::string delimiter = "--" + boundary;
    std::size_t at = body.find(delimiter);
    while (at != std::string_view::npos) {
        at += delimiter.size();
        const std::size_t next = body.find("\r\n" + delimiter, at);
        if (next == std::string_view::npos) break;
        const std::string_view part = body.substr(at, next - at);
        if (const std::size_t blank = part.find("\r\n\r\n"); blank != std::string_view::npos) {
            const std::string name = part_name(part.substr(0, blank));
            if (!name.empty()) add(map, name, part.substr(blank + 4));
        }
        at = next + 2;
    }
    return map;
}

bool looks_like_json(std::string_view body) {
    const std::size_t first = body.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

Node form(std::string_view body) {
    Node map = map_node({});
    for (const auto& [name, value] : parse_form(body)) add(map, name, value);
    return map;
}

// CloudEvents says in "data_base64" what is no text, or was not known to be text (CloudEvents JSON
// format, 3.1.1): it becomes "data", as if the sender had said so.
void open_data(Node& event) {
    for (Node& one : event.items) open_data(one);
    if (event.find("data")) return;
    for (auto& [name, value] : event.fields) {
        if (name.text != "data_base64" || value.kind != Node::Kind::scalar) continue;
        const std::optional<std::string> data = base64_decoded(value.text);
        if (!data) return;
        JsonResult json;
        if (looks_like_json(*data)) json = parse_json(*data);
        value = json.tree ? *std::move(json.tree) : text_node({}, well_formed(*data));
        name = text_node({}, "data");
    }
}

}  // namespace

DialectBody read_dialect_body(std::string_view body, const Fields& headers) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    DialectBody read;
    const std::string* type = find_header(headers, "Content-Type");
    const bool parts = type && same_word(type->substr(0, 19), "multipart/form-data");
    if (const std::string boundary = parts ? parameter(*type, "boundary") : ""; !boundary.empty()) {
        read.tree = multipart(body, boundary);
    } else if (looks_like_json(body)) {
        JsonResult json = parse_json(body);
        if (json.tree) {
            read.tree = *std::move(json.tree);
            open_data(read.tree);
        }
        read.why = json.why;
    } else if (body.find('=') != std::string_view::npos) {
        read.tree = form(body);
    }
    if (read.tree.kind != Node::Kind::scalar) return read;
    if (read.why.empty()) read.why = "It is neither JSON nor a form.";
    read.tree = map_node({});
    add(read.tree, "text", body);
    return read;
}

}  // namespace tocsin
