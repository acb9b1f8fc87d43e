#include "core/owed_windows.h"

#include <algorithm>

namespace tocsin {
namespace {

using Standing = OwedWindow::Standing;

OwedWindow judged(OwedWindow window, Instant end) {
    window.late = window.late || (window.undone() && !window.paused && window.due < end);
    return window;
}

}  // namespace

void OwedWindows::began(const ObligationBegan& event) {
    const Key key{event.incident, event.name};
    if (!latest_.contains(key)) order_.push_back(key);
    latest_[key] = windows_.size();
    windows_.push_back({event, event.due});
}

// It is owed again, by `due`.
void OwedWindows::turn_again(std::size_t& window, Instant due) {
    const ObligationBegan owed = windows_[window].owed;
    window = windows_.size();
    windows_.push_back({owed, due});
}

void OwedWindows::moved(const ObligationMoved& event, Instant at) {
    using To = ObligationMoved::To;
    const auto there = latest_.find({event.incident, event.name});
    if (there == latest_.end()) return;
    if (event.to == To::rejected) return turn_again(there->second, event.due);
    OwedWindow& window = windows_[there->second];
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

std::vector<OwedWindow> OwedWindows::all(Instant end) const {
    std::vector<OwedWindow> windows;
    for (const OwedWindow& window : windows_) windows.push_back(judged(window, end));
    return windows;
}

std::vector<OwedWindow> OwedWindows::latest(Instant end) const {
    std::vector<OwedWindow> windows;
    for (const Key& key : order_) windows.push_back(judged(windows_[latest_.at(key)], end));
    return windows;
}

}  // namespace tocsin
