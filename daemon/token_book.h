// The tokens as the gate's workers may read them: a snapshot, renewed after every commit that
// changed one. Any thread.
#pragma once

#include "core/state.h"
#include "daemon/auth.h"

#include <memory>
#include <mutex>
#include <vector>

namespace tocsin {

// 64 hexadecimal digits as the journal keeps a hash. Nothing for anything else.
std::optional<SecretHash> hash_of_hex(const std::string& hex);

// The tokens of the state as the door compares them. A record that cannot be read opens nothing.
std::vector<TokenRecord> token_records(const State& state);

class TokenBook {
public:
    void renew(std::vector<TokenRecord> records) {
        auto snapshot = std::make_shared<const std::vector<TokenRecord>>(std::move(records));
        const std::lock_guard lock(mutex_);
        records_ = std::move(snapshot);
    }
    std::shared_ptr<const std::vector<TokenRecord>> records() const {
        const std::lock_guard lock(mutex_);
        return records_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const std::vector<TokenRecord>> records_ =
        std::make_shared<const std::vector<TokenRecord>>();
};

}  // namespace tocsin
