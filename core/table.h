// A map that can take back what a batch did to it. The engine decides and applies a batch, commits
// it to the journal, and then keeps it, or, when the commit failed, rolls it back: as if nothing
// had happened. Only what was touched is copied. One thread.
#pragma once

#include "core/rare.h"

#include <map>
#include <utility>

namespace tocsin {

template <class Key, class Value>
class Table {
public:
    // The row, or nullptr.
    const Value* find(const Key& key) const {
        const auto row = rows_.find(key);
        return row == rows_.end() ? nullptr : &row->second;
    }

    // The row, to be changed in place, or nullptr. Its first change in a batch keeps a copy.
    Value* change(const Key& key) {
        const auto row = rows_.find(key);
        if (row == rows_.end()) return nullptr;
        if (const auto [copy, first] = copies_.try_emplace(key); first) copy->second = row->second;
        return &row->second;
    }

    // Adds a row or replaces it.
    Value& put(const Key& key, Value value) {
        const auto [copy, first] = copies_.try_emplace(key);
        const auto row = rows_.lower_bound(key);
        if (row == rows_.end() || key < row->first)
            return rows_.emplace_hint(row, key, std::move(value))->second;
        if (first) copy->second = std::move(row->second);
        return row->second = std::move(value);
    }

    void erase(const Key& key) {
        const auto row = rows_.find(key);
        if (row == rows_.end()) return;
        if (const auto [copy, first] = copies_.try_emplace(key); first)
            copy->second = std::move(row->second);
        rows_.erase(row);
    }

    void keep() { copies_.clear(); }

    void roll_back() {
        for (auto& [key, copy] : copies_) {
            if (copy) {
                rows_.insert_or_assign(key, std::move(*copy));
            } else {
                rows_.erase(key);
            }
        }
        copies_.clear();
    }

    auto begin() const { return rows_.begin(); }
    auto end() const { return rows_.end(); }
    auto lower_bound(const Key& key) const { return rows_.lower_bound(key); }
    std::size_t size() const { return rows_.size(); }
    bool empty() const { return rows_.empty(); }

private:
    std::map<Key, Value> rows_;
    std::map<Key, Rare<Value>> copies_;  // as they were before the batch; empty: not there
};

}  // namespace tocsin
