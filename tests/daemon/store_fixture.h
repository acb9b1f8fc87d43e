// A store on real files in a folder of its own, and short ways to fill it.
#pragma once

#include "daemon/history.h"
#include "daemon/store.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tocsin {

class StoreTest : public testing::Test {
protected:
    StoreTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "store-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
        path_ = folder_ / "journal.db";
        settings_.salt = [count = std::uint8_t{0}]() mutable { return Salt{++count}; };
        settings_.ballast_bytes = 0;
    }
    ~StoreTest() override { std::filesystem::remove_all(folder_); }

    std::unique_ptr<Store> open(StoreKind kind = StoreKind::real) const {
        return std::make_unique<Store>(path_, kind, settings_);
    }
    // An opened store that has taken over.
    std::unique_ptr<Store> start() {
        auto store = open();
        epoch_ = store->take_over("boot-1").epoch;
        return store;
    }

    // The row after the head of `store`, written a second after the one before.
    Row next(const Store& store, std::string kind, std::vector<std::uint64_t> about,
             std::string particulars = {}) const {
        const auto seq = store.head().seq + 1;
        return {.seq = seq,
                .at = Instant(std::chrono::seconds(1'700'000'000 + seq)),
                .epoch = epoch_,
                .kind = std::move(kind),
                .about = std::move(about),
                .body = R"({"n":)" + std::to_string(seq) + "}",
                .particulars = std::move(particulars)};
    }
    static RowBatch of(Row row) {
        RowBatch batch;
        batch.rows.push_back(std::move(row));
        return batch;
    }
    static std::vector<std::uint64_t> seqs(const std::vector<Row>& rows) {
        std::vector<std::uint64_t> found;
        for (const auto& row : rows) found.push_back(row.seq);
        return found;
    }
    static std::vector<Row> replayed(const Store& store, const Horizon& horizon) {
        std::vector<Row> rows;
        store.replay(horizon, [&](const Row& row) { rows.push_back(row); });
        return rows;
    }

    std::filesystem::path folder_;
    std::filesystem::path path_;
    StoreSettings settings_;
    std::uint64_t epoch_ = 0;
};

}  // namespace tocsin
