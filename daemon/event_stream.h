// Server-sent events as they come over the wire: from pieces of any length to whole events (HTML
// Living Standard, 9.2). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct StreamedEvent {
    std::string id;    // of this event or the last one before it that had one
    std::string name;  // "message" when none was sent
    std::string data;  // its lines, without the last line feed
};

class EventStream {
public:
    // Bounds what a strange server can make us hold.
    static constexpr std::size_t event_max = 1024 * 1024;

    // The events that end in `piece`, in order; comments and events without data are none.
    // Nothing when one is longer than event_max: it is no stream of ours, and reading ends.
    std::optional<std::vector<StreamedEvent>> take(std::string_view piece);

    // What to ask for next time: Last-Event-ID. Empty until an event had one.
    const std::string& last_id() const { return last_id_; }

    // A connection has ended: a half event is dropped, what was learnt of ids stays.
    void broken_off();

private:
    void end_line(std::vector<StreamedEvent>& whole);

    std::string line_;
    bool after_return_ = false;  // the last sign was CR: an LF belongs to it
    std::string id_;
    std::string last_id_;
    std::string name_;
    std::string data_;
};

}  // namespace tocsin
