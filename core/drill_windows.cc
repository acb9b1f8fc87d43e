#include "core/drill_windows.h"

#include "core/draft.h"
#include "core/facts_writing.h"

#include <map>
#include <string>

namespace tocsin {
namespace {

using Standing = OwedWindow::Standing;

std::string words(const OwedWindow& window, bool over) {
    switch (window.standing) {
        case Standing::met:
            return window.late ? "met late" : "met";
        case Standing::waived:
            return "waived";
        case Standing::lapsed:
            return "not owed by an incident such as this";
        case Standing::ended:
            over = true;
            break;
        case Standing::open:
            break;
    }
    if (window.paused) return "paused";
    if (over) return window.late ? "late, not met when it ended" : "not due when it ended";
    return window.late ? "late, still open" : "open";
}

}  // namespace

void tell_windows(Facts& facts, const std::vector<OwedWindow>& windows, const Zone& zone,
                  bool over) {
    std::map<std::string, int> counts;
    for (const OwedWindow& window : windows) {
        Facts row;
        set_fact(row, "ref", reference(window.owed.incident));
        set_fact(row, "name", window.owed.name);
        set_fact(row, "title", window.owed.title);
        set_fact(row, "owner", window.owed.owner);
        set_fact(row, "due", window.due, zone);
        set_fact(row, "standing", words(window, over));
        if (window.done) set_fact(row, "done", *window.done, zone);
        set_fact(row, "by", window.by);
        set_fact(row, "text", window.text);
        facts.lists["windows"].push_back(std::move(row));
        if (window.standing == Standing::lapsed) continue;
        ++counts["windows_count"];
        if (window.standing == Standing::waived) {
            ++counts["windows_waived"];
        } else if (window.late) {
            ++counts["windows_late"];
        } else {
            ++counts[window.undone() ? "windows_open" : "windows_met"];
        }
    }
    for (const char* name :
         {"windows_count", "windows_met", "windows_late", "windows_waived", "windows_open"}) {
        set_fact(facts, name, std::to_string(counts[name]));
    }
}

}  // namespace tocsin
