// Rows of the journal: a kind, a body and the particulars, each up to a zero byte. Rows are ours,
// but a disk may have changed them: what cannot be read says so, what can be stays as it is.
#include "daemon/codec.h"
#include "tests/fuzz/fuzz.h"

namespace tocsin::fuzz {
namespace {

void run(std::string_view bytes) {
    const std::string kind(next_part(bytes));
    const std::string body(next_part(bytes));
    std::optional<Event> event;
    try {
        event = decode(kind, body, std::string(bytes));
    } catch (const CodecError& reason) {
        must(reason.what()[0] != '\0', "a broken row is told");
        return;
    }
    const Encoded first = encode(*event);
    must(first.kind == kind, "a row keeps its kind");
    const Encoded second = encode(decode(first.kind, first.body, first.particulars));
    must(first.body == second.body && first.particulars == second.particulars,
         "what was read is written and read as the same");
}

const Target target{"journal", run};

}  // namespace
}  // namespace tocsin::fuzz
