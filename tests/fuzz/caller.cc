// What a caller sends beside a body: credentials, queries, forms and paths. Parts: a header, a
// text.
#include "daemon/ascii.h"
#include "daemon/auth.h"
#include "daemon/base64.h"
#include "daemon/form.h"
#include "daemon/path_pattern.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <vector>

namespace tocsin::fuzz {
namespace {

constexpr Instant now{std::chrono::milliseconds{1'800'000'000'000}};

const NewToken& token() {
    static const NewToken made = *make_token({}, "monitor", {Scope::intake}, now, {}, {});
    return made;
}

void check_credentials(std::string_view header) {
    static const std::vector<TokenRecord> tokens{token().record};
    const Identity identity = authenticate(tokens, header, now);
    if (!std::holds_alternative<Principal>(identity)) return;
    must(same_word(header.substr(0, 7), "Bearer "), "only a bearer is known");
    must(trimmed(header.substr(7)) == token().token, "only by the whole token");
    must(!std::get<Principal>(identity).may(Scope::admin), "and for its scopes");
}

void check_base64(std::string_view text) {
    const auto bytes = base64_decoded(text);
    must(!bytes || bytes->size() <= text.size() * 3 / 4 + 1, "decoding never grows");
}

void check_form(std::string_view text) {
    const Fields fields = parse_form(text);
    must(fields.size() <= text.size() + 1, "a form has as many fields as it is long");
    std::size_t bytes = 0;
    for (const auto& [name, value] : fields) bytes += name.size() + value.size();
    must(bytes <= text.size(), "decoding never grows");
    const auto segment = decode_segment(text);
    must(!segment || segment->size() <= text.size(), "decoding never grows");
}

void check_path(std::string_view target) {
    static const PathPattern pattern("/v1/incidents/{id}/{action}");
    const auto found = pattern.match(target);
    if (!found) return;
    must(found->size() == 2, "every name has its value");
    must(std::none_of(found->begin(), found->end(), [](const auto& f) { return f.second.empty(); }),
         "and no value is empty");
    must(std::count(target.begin(), target.end(), '/') == 4, "segment by segment");
}

void run(std::string_view bytes) {
    check_credentials(bytes.substr(0, bytes.find('\0')));
    check_base64(next_part(bytes));
    check_form(bytes);
    check_path(bytes);
}

const Target target{"caller", run};

}  // namespace
}  // namespace tocsin::fuzz
