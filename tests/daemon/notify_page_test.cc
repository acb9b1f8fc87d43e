#include "daemon/notify_page.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

std::string texts(const std::string& items) {
    return R"({"links":{"current":"x"},"received_text_messages":[)" + items + "]}";
}

std::string text(const std::string& id, const std::string& from) {
    return R"({"id":")" + id + R"(","user_number":")" + from +
           R"(","notify_number":"07700900456","created_at":"2026-01-04T02:12:05.000000Z",)"
           R"("service_id":"s","content":"4715 ok"})";
}

TEST(NotifyPage, TextsComeOldestFirst) {
    const auto items =
        read_notify_texts(texts(text("2", "447700900123") + "," + text("1", "07700900124")), "n");
    ASSERT_TRUE(items);
    ASSERT_EQ(items->size(), 2U);
    const auto& first = std::get<Replied>(items->front().what);
    EXPECT_EQ(first.id, "1");
    EXPECT_EQ(first.channel, "n");
    EXPECT_EQ(first.from, "+447700900124");
    EXPECT_EQ(first.to, "+447700900456");
    EXPECT_EQ(first.text, "4715 ok");
    EXPECT_EQ(items->front().at, Instant(std::chrono::seconds(1767492725)));
    EXPECT_EQ(items->back().key, "2");
}

TEST(NotifyPage, ItemThatMakesNoSenseKeepsOutNoOther) {
    const auto items = read_notify_texts(
        texts(R"({"id":"4"},7,null,)" + text("3", "EE") + "," + text("2", "447700900123")), "n");
    ASSERT_TRUE(items);
    ASSERT_EQ(items->size(), 1U);
    EXPECT_EQ(items->front().key, "2");
}

TEST(NotifyPage, WhatIsNoPageIsTold) {
    for (const char* body : {"", "<html>", "[]", "{}", R"({"received_text_messages":"none"})"}) {
        EXPECT_FALSE(read_notify_texts(body, "n")) << body;
        EXPECT_FALSE(read_notify_ended(body, "n", {})) << body;
    }
    EXPECT_TRUE(read_notify_texts(texts(""), "n"));
}

TEST(NotifyPage, EndedMessageIsAReceiptOfTheChannelWhoseTemplateItHas) {
    const auto items = read_notify_ended(
        R"({"notifications":[{"id":"m","reference":"r-1","status":"permanent-failure",)"
        R"("phone_number":"+447700900123","template":{"id":"t2","version":1}},)"
        R"({"id":"o","reference":null,"status":"delivered","template":{"id":"t9"}}]})",
        "n", {{"t2", "other"}});
    ASSERT_TRUE(items);
    ASSERT_EQ(items->size(), 2U);
    const auto& failed = std::get<Receipt>(items->back().what);
    EXPECT_EQ(failed.channel, "other");
    EXPECT_EQ(failed.reference, "r-1");
    EXPECT_EQ(failed.provider_reference, "m");
    EXPECT_EQ(failed.state, Receipt::State::failed_for_good);
    EXPECT_EQ(std::get<Receipt>(items->front().what).channel, "n");
    EXPECT_NE(items->front().key, items->back().key);
}

}  // namespace
}  // namespace tocsin
