#include "daemon/entity_tag.h"

#include "daemon/ascii.h"
#include "daemon/sha256.h"

namespace tocsin {
namespace {

// Tags of ours hold neither commas nor quotes, so a list is cut at its commas.
bool listed(std::string_view list, std::string_view tag, bool weak_too) {
    while (true) {
        const std::size_t comma = list.find(',');
        std::string_view one = trimmed(list.substr(0, comma));
        if (weak_too && one.starts_with("W/")) one.remove_prefix(2);
        if (one == tag || one == "*") return true;
        if (comma == std::string_view::npos) return false;
        list.remove_prefix(comma + 1);
    }
}

}  // namespace

std::string entity_tag(std::string_view body) {
    return "\"" + to_hex(sha256(body)).substr(0, 32) + "\"";
}

bool has_already(std::string_view if_none_match, std::string_view tag) {
    return listed(if_none_match, tag, true);
}

bool still_matches(std::string_view if_match, std::string_view tag) {
    return listed(if_match, tag, false);
}

}  // namespace tocsin
