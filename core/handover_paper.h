// The document of one handover: who gives it to whom, what it covers, and all it says (HSSI-19).
// Nothing is decided here.
#pragma once

#include "core/document.h"
#include "core/draft.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// One handover that is due, or would be if it were: everything that is looked up.
struct HandoverPaper {
    Document document;
    std::vector<Callee> from;
    std::vector<Callee> to;
    std::string from_called;  // "NSD", "EDM Pat Ash"
    std::string to_called;
    Span covers;
    int open = 0;
    bool empty = false;
    bool call = false;  // a phone call goes with it
};

// What `rule` hands over at `due`. Nothing where nobody hands over or takes over: the shift had
// nobody in it, nobody follows, or the same people go on.
std::optional<HandoverPaper> handover_paper(const Draft& draft, const Procedure& procedure,
                                            const HandoverRule& rule, Instant due);

// The rota that says who hands over; an empty one where the procedure has none.
const Rota& handover_rota(const Draft& draft, const Procedure& procedure);

// The last working day's `clock` before an instant, and the next one's after it.
Instant last_time(const Calendar& calendar, std::chrono::minutes clock, Instant before);
Instant next_time(const Calendar& calendar, std::chrono::minutes clock, Instant after);

}  // namespace tocsin
