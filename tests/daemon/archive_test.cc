// The proof of the chain holds nobody up.
#include "daemon/archive.h"

#include "daemon/codec.h"
#include "tests/daemon/store_fixture.h"

#include <atomic>
#include <thread>

namespace tocsin {
namespace {

class ArchiveTest : public StoreTest {
protected:
    void fill(int batches) {
        store_ = start();
        for (int batch = 0; batch < batches; ++batch) {
            RowBatch rows;
            for (std::uint64_t n = 0; n < 1000; ++n) {
                Row row = next(*store_, "alarm-cleared", {1});
                row.seq += n;
                row.body = R"({"incident":1})";
                rows.rows.push_back(std::move(row));
            }
            ASSERT_EQ(store_->commit(rows), Commit::done);
        }
    }
    std::unique_ptr<Store> store_;
};

TEST_F(ArchiveTest, SecondProofIsTurnedAwayAndTimelinesGoOn) {
    fill(20);
    Archive archive(path_);
    std::atomic<bool> proved{false};
    std::optional<Verified> first;
    std::thread prover([&] {
        first = archive.verify(std::chrono::minutes(1));
        proved = true;
    });
    bool turned_away = false;
    bool read_meanwhile = false;
    while (!proved && !read_meanwhile) {
        // It may come before the prover does, and then proves by itself.
        if (!turned_away) turned_away = !archive.verify(std::chrono::milliseconds(0)).has_value();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));  // so that the prover may begin
        const bool answered = archive.about({2}).empty();
        read_meanwhile = turned_away && answered && !proved;
    }
    prover.join();
    EXPECT_TRUE(turned_away);
    EXPECT_TRUE(read_meanwhile);
    ASSERT_TRUE(first.has_value());
    EXPECT_TRUE(first->sound) << first->why;
    EXPECT_TRUE(archive.verify()->sound);
}

}  // namespace
}  // namespace tocsin
