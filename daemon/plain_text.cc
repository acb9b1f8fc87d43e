#include "daemon/plain_text.h"

#include "core/unseen.h"
#include "daemon/fields.h"
#include "daemon/json_text.h"

#include <algorithm>

namespace tocsin {
namespace {

constexpr std::string_view cut_mark = "...";

bool continues(char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0u) == 0x80u;
}

// How many bytes of the front of `text` are one control character; 0 when it is none.
std::size_t control_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
    if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2;  // C1
    // U+2028 and U+2029 break lines wherever text is shown.
    if (byte(0) == 0xe2 && byte(1) == 0x80 && (byte(2) == 0xa8 || byte(2) == 0xa9)) return 3;
    return 0;
}

std::string plain(std::string_view from, bool lines) {
    const std::string seen = without_unseen(std::string(from));
    std::string_view text = seen;
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const bool kept = lines && (text.front() == '\n' || text.front() == '\t');
        const std::size_t control = kept ? 0 : control_bytes(text);
        // Of "\r\n" the line break says it all.
        const bool half = lines && text.starts_with("\r\n");
        if (!half) out += control > 0 ? ' ' : text.front();
        text.remove_prefix(std::max<std::size_t>(control, 1));
    }
    const auto blank = [](char sign) { return sign == ' ' || sign == '\n' || sign == '\t'; };
    const auto end = std::find_if_not(out.rbegin(), out.rend(), blank).base();
    out.erase(end, out.end());
    out.erase(out.begin(), std::find_if_not(out.begin(), out.end(), blank));
    return out;
}

// The first `count` characters of `text`.
std::string_view first_signs(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        if (continues(text[at])) continue;
        if (count == 0) break;
        --count;
    }
    return text.substr(0, at);
}

void append_json(std::string& out, const Node& node, bool in_order) {
    if (node.kind == Node::Kind::scalar) {
        out += json_quoted(node.text);
    } else if (node.kind == Node::Kind::list) {
        out += '[';
        for (const Node& item : node.items) {
            if (&item != &node.items.front()) out += ',';
            append_json(out, item, in_order);
        }
        out += ']';
    } else {
        std::vector<const std::pair<Node, Node>*> fields;
        for (const auto& field : node.fields) fields.push_back(&field);
        if (in_order) {
            std::sort(fields.begin(), fields.end(), [](const auto* one, const auto* other) {
                return one->first.text < other->first.text;
            });
        }
        out += '{';
        for (const auto* field : fields) {
            if (field != fields.front()) out += ',';
            out += json_quoted(field->first.text) + ':';
            append_json(out, field->second, in_order);
        }
        out += '}';
    }
}

}  // namespace

std::string plain_line(std::string_view text) {
    return plain(text, false);
}

std::string plain_lines(std::string_view text) {
    return plain(text, true);
}

std::string cut_to_signs(std::string text, std::size_t signs_max) {
    if (signs(text) <= signs_max) return text;
    const std::size_t kept = signs_max > cut_mark.size() ? signs_max - cut_mark.size() : 0;
    return std::string(first_signs(text, kept)) + std::string(cut_mark.substr(0, signs_max));
}

std::string cut_to_bytes(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) return std::string(text);
    std::size_t end = bytes_max;
    while (end > 0 && continues(text[end])) --end;
    return std::string(text.substr(0, end));
}

std::string json_of(const Node& node) {
    std::string out;
    append_json(out, node, false);
    return out;
}

std::string canonical_json(const Node& node) {
    std::string out;
    append_json(out, node, true);
    return out;
}

}  // namespace tocsin
