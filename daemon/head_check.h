// Judges the head of a request, byte for byte, before any lenient parser sees it. A pure function:
// what two parsers could read differently (the stuff of request smuggling) is refused here.
#pragma once

#include "daemon/gate_limits.h"
#include "daemon/http.h"

#include <cstddef>
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
struct RequestHead {
    Request request;  // no body, no peer
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool keep_alive = true;  // the caller's wish
    // The body comes once the caller has read "100 Continue", or has waited for it in vain: .NET
    // asks so before each POST, curl before a long one (RFC 9110, 10.1.1).
    bool continues = false;
};

// `bytes` begin at the request line and end with the empty line.
std::variant<RequestHead, HeadRefusal> check_head(std::string_view bytes, const HeadLimits& limits);

// Follows a head as its bytes arrive, each byte once, and refuses it as soon as no further byte
// could make it acceptable: too long, a bare LF, a control character.
class HeadScan {
public:
    enum class State { more, whole, refused };

    explicit HeadScan(const HeadLimits& limits) : limits_(limits) {}

    // Looks at `bytes` up to the end of the head. `used` is how many of them belong to it.
    State scan(std::string_view bytes, std::size_t& used);

    // Valid once scan() has returned State::refused.
    const HeadRefusal& refusal() const { return refusal_; }

private:
    State refuse(std::string slug, std::string detail);

    HeadLimits limits_;
    HeadRefusal refusal_;
    std::size_t total_ = 0;
    std::size_t line_ = 0;   // bytes of the line so far, without its end
    std::size_t lines_ = 0;  // lines ended so far; the first is the request line
    bool after_cr_ = false;
};

}  // namespace tocsin
