#include "daemon/verified_json.h"

#include "daemon/json_writer.h"

namespace tocsin {

std::string verified_json(const Verified& verified) {
    return JsonObject()
        .truth("sound", verified.sound)
        .number("entries", static_cast<std::int64_t>(verified.head.seq))
        .number("left", static_cast<std::int64_t>(verified.left))
        .text("head", to_hex(verified.head.hash))
        .raw("first_bad", verified.sound || verified.first_bad == 0
                              ? "null"
                              : std::to_string(verified.first_bad))
        .text("why", verified.why)
        .str();
}

}  // namespace tocsin
