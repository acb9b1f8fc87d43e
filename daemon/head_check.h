// Judges the head of a request, byte for byte, before any lenient parser sees it. A pure function:
// what two parsers could read differently (the stuff of request smuggling) is refused here.
#pragma once

#include "daemon/gate_limits.h"
#include "daemon/http.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tocsin {

// Why a request is refused before anybody handles it: a slug of daemon/problem.h and a sentence.
struct HeadRefusal {
    std::string slug;
    std::string detail;
};

// A head that may be passed on. Only what is safe to pass on stands in `request.headers`.
struct Head {
    Request request;  // no body, no peer
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;  // the caller's wish
};

// `bytes` begin at the request line and end with the empty line.
std::variant<Head, HeadRefusal> check_head(std::string_view bytes, const HeadLimits& limits);

// The same judgement on a head that is not whole yet: a refusal as soon as no further byte could
// make it acceptable (too long, a bare LF, a control character). Empty: read on.
std::optional<HeadRefusal> check_partial_head(std::string_view bytes, const HeadLimits& limits);

}  // namespace tocsin
