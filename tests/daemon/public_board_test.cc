// The status page as it stands: drawn when it would say something else, and when what it says was
// erased.
#include "daemon/public_board.h"

#include "tests/daemon/erasure_house.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

#include <thread>

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

class PublicBoardTest : public ErasureHouse {
protected:
    void look() {
        api_->look([this](const Engine& engine, Instant now) { board_.look(engine, now); });
    }
    // The page behind the look: another thread draws it.
    std::string drawn_without(const std::string& word, const std::string& target) {
        const auto patience = steady_now() + std::chrono::seconds(10);
        std::string page = read(target);
        while (page.find(word) != std::string::npos && steady_now() < patience) {
            std::this_thread::yield();
            page = read(target);
        }
        return page;
    }

    Transfers transfers_;
    PublicBoard board_{transfers_};
};

TEST_F(PublicBoardTest, WhatWasErasedIsDrawnNoLonger) {
    proves("P18");
    const IncidentId id = over("CANARY");
    serve();
    board_.use({}, "https://status.example.org");
    board_.add_routes(router_);
    look();
    const std::string page = "/status/incidents/" + reference(id) + "/";
    ASSERT_THAT(read(page), HasSubstr("CANARY impact"));
    const Response erased =
        ask("POST", "/v1/incidents/" + reference(id) + "/erase", R"({"reason":"request 17"})");
    ASSERT_EQ(erased.status, 200) << erased.body;
    board_.erased();
    look();
    EXPECT_THAT(drawn_without("CANARY", page), Not(HasSubstr("CANARY")));
    EXPECT_THAT(read("/status/"), Not(HasSubstr("CANARY")));
}

}  // namespace
}  // namespace tocsin
