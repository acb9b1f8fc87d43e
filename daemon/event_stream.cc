#include "daemon/event_stream.h"

#include <algorithm>

namespace tocsin {

std::optional<std::vector<StreamedEvent>> EventStream::take(std::string_view piece) {
    std::vector<StreamedEvent> whole;
    for (const char sign : piece) {
        const bool second_half = after_return_ && sign == '\n';
        after_return_ = sign == '\r';
        if (second_half) continue;
        if (sign == '\r' || sign == '\n') {
            end_line(whole);
        } else {
            line_ += sign;
        }
        if (line_.size() + data_.size() > event_max) return std::nullopt;
    }
    return whole;
}

void EventStream::end_line(std::vector<StreamedEvent>& whole) {
    if (line_.empty()) {
        last_id_ = id_;
        if (!data_.empty()) {
            data_.pop_back();
            whole.push_back({last_id_, name_.empty() ? "message" : name_, data_});
        }
        data_.clear();
        name_.clear();
        return;
    }
    // A line that begins with a colon is a comment: its field has no name.
    const std::string_view line = line_;
    const std::size_t colon = std::min(line.find(':'), line.size());
    const std::string_view field = line.substr(0, colon);
    std::string_view value = line.substr(std::min(colon + 1, line.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (field == "data") data_.append(value) += '\n';
    if (field == "event") name_ = value;
    if (field == "id" && value.find('\0') == std::string_view::npos) id_ = value;
    line_.clear();
}

void EventStream::broken_off() {
    line_.clear();
    data_.clear();
    name_.clear();
    id_ = last_id_;
    after_return_ = false;
}

}  // namespace tocsin
