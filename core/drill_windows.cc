#include "core/drill_windows.h"

#include "core/draft.h"
#include "core/facts_writing.h"

namespace tocsin {

std::string DrillWindows::words(const Window& window, bool over) {
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

void DrillWindows::began(const ObligationBegan& event) {
    latest_[{event.incident, event.name}] = windows_.size();
    windows_.push_back({event, event.due});
}

// It is owed again, by `due`.
void DrillWindows::turn_again(std::size_t& window, Instant due) {
    const ObligationBegan owed = windows_[window].owed;
    window = windows_.size();
    windows_.push_back({owed, due});
}

void DrillWindows::moved(const ObligationMoved& event, Instant at) {
    using To = ObligationMoved::To;
    const auto there = latest_.find({event.incident, event.name});
    if (there == latest_.end()) return;
    if (event.to == To::rejected) return turn_again(there->second, event.due);
    Window& window = windows_[there->second];
    const auto settle = [&](Standing standing) {
        window.standing = standing;
        window.done = at;
        window.by = event.by;
        window.text = event.text;
    };
    switch (event.to) {
        case To::warned:
        case To::rejected:
            return;
        case To::late:
            window.late = true;
            return;
        case To::met:
            window.late = window.late || event.count > 0;
            settle(Standing::met);
            if (event.goes_on) turn_again(there->second, event.due);
            return;
        case To::waived:
            return settle(Standing::waived);
        case To::ended:
            return settle(Standing::ended);
        case To::lapsed:
            return settle(Standing::lapsed);
        case To::paused:
            window.paused = true;
            return;
        case To::resumed:
            window.paused = false;
            window.due = event.due;
            return;
        case To::brought_forward:
        case To::put_off:
            window.due = event.due;
            return;
    }
}

void DrillWindows::tell(Facts& facts, const Zone& zone, Instant end, bool over) {
    std::map<std::string, int> counts;
    for (Window& window : windows_) {
        window.late = window.late || (window.undone() && !window.paused && window.due < end);
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
