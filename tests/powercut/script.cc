#include "tests/powercut/script.h"

#include <algorithm>
#include <random>
#include <set>

namespace tocsin {
namespace {

class Writer {
public:
    explicit Writer(std::uint64_t seed) : chance_(seed) {}

    std::vector<ScriptStep> write(int batches) {
        std::vector<ScriptStep> steps;
        for (int index = 0; index < batches; ++index) {
            if (index == 0 || one_in(9)) {
                steps.push_back({true, {}});
                ++epoch_;
            }
            steps.push_back({false, batch()});
        }
        return steps;
    }

private:
    RowBatch batch() {
        RowBatch batch;
        for (std::uint64_t rows = between(1, 4); rows > 0; --rows) batch.rows.push_back(row());
        if (one_in(8) && !erasable_.empty()) {
            Row& last = batch.rows.back();
            const auto chosen = std::next(
                erasable_.begin(), static_cast<std::ptrdiff_t>(between(0, erasable_.size() - 1)));
            if (*chosen < batch.rows.front().seq) {
                last.kind = "erased";
                last.erases = {*chosen};
                erasable_.erase(chosen);
            }
        }
        for (std::uint64_t sends = between(0, 2); sends > 0; --sends) {
            const bool handed = one_in(2);
            batch.offered.push_back(
                {++send_, handed ? epoch_ : 0, text("message", between(80, 400))});
            waiting_.insert(send_);
        }
        if (!waiting_.empty() && one_in(2)) {
            const std::uint64_t send = *waiting_.begin();
            if (one_in(3)) {
                batch.handed.push_back(send);
            } else {
                batch.settled.push_back(send);
                waiting_.erase(send);
            }
        }
        if (open_.size() > 3 && one_in(3)) {
            batch.over.push_back(*open_.begin());
            open_.erase(open_.begin());
        }
        batch.meta["last-at"] = std::to_string(seq_);
        return batch;
    }

    Row row() {
        Row row;
        row.seq = ++seq_;
        row.at = Instant(std::chrono::seconds(1'700'000'000 + seq_));
        row.epoch = epoch_;
        row.kind = "token-issued";
        if (!one_in(6)) {
            row.kind = "opened";
            row.about = {open_.empty() || one_in(3) ? ++incident_ : *open_.rbegin()};
            open_.insert(row.about.front());
        }
        row.body = text("body", between(60, 500));
        if (one_in(2)) {
            row.particulars = text("who", one_in(12) ? between(5'000, 12'000) : between(20, 300));
            erasable_.insert(row.seq);
        }
        return row;
    }

    std::string text(const char* key, std::uint64_t length) {
        std::string text = std::string("{\"") + key + "\":\"";
        while (text.size() < length) text += static_cast<char>('a' + chance_() % 26);
        return text + "\"}";
    }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) {
        return least + chance_() % (most - least + 1);
    }
    bool one_in(std::uint64_t count) { return chance_() % count == 0; }

    std::mt19937_64 chance_;
    std::uint64_t epoch_ = 0;
    std::uint64_t seq_ = 0;
    std::uint64_t incident_ = 0;
    std::uint64_t send_ = 0;
    std::set<std::uint64_t> open_;
    std::set<std::uint64_t> waiting_;
    std::set<std::uint64_t> erasable_;  // rows whose particulars are there
};

}  // namespace

std::vector<ScriptStep> make_script(std::uint64_t seed, int batches) {
    return Writer(seed).write(batches);
}

std::function<Salt()> salts_of(std::size_t index) {
    return [index, count = std::uint8_t{0}]() mutable {
        return Salt{static_cast<std::uint8_t>(index), static_cast<std::uint8_t>(index >> 8),
                    ++count};
    };
}

}  // namespace tocsin
