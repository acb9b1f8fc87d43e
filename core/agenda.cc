#include "core/agenda.h"

namespace tocsin {

void Agenda::set(Due due, std::optional<Instant> at) {
    if (const Instant* before = at_.find(due)) {
        if (at == *before) return;
        by_time_.erase({*before, due});
    }
    if (at) {
        at_.put(due, *at);
        by_time_.put({*at, due}, {});
    } else {
        at_.erase(due);
    }
}

std::optional<Instant> Agenda::next() const {
    if (by_time_.empty()) return std::nullopt;
    return by_time_.begin()->first.first;
}

std::vector<std::pair<Instant, Due>> Agenda::due(Instant now) const {
    std::vector<std::pair<Instant, Due>> dues;
    for (const auto& [key, nothing] : by_time_) {
        if (key.first > now) break;
        dues.push_back(key);
    }
    return dues;
}

std::optional<Instant> Agenda::at(Due due) const {
    const Instant* at = at_.find(due);
    return at == nullptr ? std::nullopt : std::optional(*at);
}

void Agenda::keep() {
    at_.keep();
    by_time_.keep();
}

void Agenda::roll_back() {
    at_.roll_back();
    by_time_.roll_back();
}

}  // namespace tocsin
