// Server-sent events out of pieces of any length.
#include "daemon/event_stream.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

const std::string two =
    ": hello\n\nid: 41\nevent: taken\ndata: {\"a\":\ndata: 1}\n\nretry: 5\n\ndata:none\nid:42\n\n";

std::vector<StreamedEvent> read(EventStream& stream, const std::string& text, std::size_t step) {
    std::vector<StreamedEvent> all;
    for (std::size_t at = 0; at < text.size(); at += step) {
        const auto events = stream.take(text.substr(at, step));
        if (!events) return {};
        all.insert(all.end(), events->begin(), events->end());
    }
    return all;
}

TEST(EventStream, PiecesOfAnyLengthGiveTheSameEvents) {
    for (const std::string ends : {"\n", "\r\n", "\r"}) {
        std::string text;
        for (const char sign : two) text += sign == '\n' ? ends : std::string(1, sign);
        for (std::size_t step = 1; step <= text.size(); ++step) {
            EventStream stream;
            const auto events = read(stream, text, step);
            ASSERT_EQ(events.size(), 2u) << step;
            EXPECT_EQ(events[0].id, "41");
            EXPECT_EQ(events[0].name, "taken");
            EXPECT_EQ(events[0].data, "{\"a\":\n1}");
            EXPECT_EQ(events[1].id, "42");
            EXPECT_EQ(events[1].name, "message");
            EXPECT_EQ(events[1].data, "none");
            EXPECT_EQ(stream.last_id(), "42");
        }
    }
}

TEST(EventStream, AHalfEventOfABrokenConnectionCountsForNothing) {
    EventStream stream;
    read(stream, "id: 7\ndata: whole\n\nid: 8\ndata: ha", 3);
    stream.broken_off();
    EXPECT_EQ(stream.last_id(), "7");
    const auto events = read(stream, "data: new\n\n", 4);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].data, "new");
    EXPECT_EQ(events[0].id, "7");
}

TEST(EventStream, WhatNeverEndsIsNoStreamOfOurs) {
    EventStream stream;
    EXPECT_FALSE(stream.take(std::string(EventStream::event_max + 1, 'x')));
    EventStream many;
    const std::string line = "data: " + std::string(1000, 'y') + "\n";
    bool refused = false;
    for (int i = 0; i < 2000 && !refused; ++i) refused = !many.take(line);
    EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace tocsin
