// The JSON reader itself: what it takes it can say again, and read again as the same.
#include "daemon/json.h"

#include "daemon/body.h"
#include "daemon/plain_text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

void run(std::string_view bytes) {
    const JsonResult read = parse_json(bytes);
    must(read.tree.has_value() == read.why.empty(), "a tree, or a reason why not");
    if (!read.tree) {
        must(is_utf8(read.why), "a reason is text");
        const auto refused = parse_body(bytes, "Nothing was opened.");
        check_refusal(std::get<ProblemDetail>(refused));
        return;
    }
    const JsonResult again = parse_json(json_of(*read.tree));
    must(again.tree && same(*again.tree, *read.tree), "what was taken is read again as the same");
    const std::string canonical = canonical_json(*read.tree);
    const JsonResult ordered = parse_json(canonical);
    must(ordered.tree && canonical_json(*ordered.tree) == canonical, "the canonical form stays");
}

const Target target{"json", run};

}  // namespace
}  // namespace tocsin::fuzz
