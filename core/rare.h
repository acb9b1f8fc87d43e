// A value that few rows have: used as a std::optional, but kept on the heap, so that the many rows
// without it carry a pointer instead of the room for it. A copy is a copy of the value.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace tocsin {

template <class Value>
class Rare {
public:
    Rare() = default;
    Rare(Value value) : value_(std::make_unique<Value>(std::move(value))) {}
    Rare(std::optional<Value> value) {
        if (value) value_ = std::make_unique<Value>(std::move(*value));
    }
    Rare(const Rare& other) : value_(other ? std::make_unique<Value>(*other) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(Rare other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }

    operator std::optional<Value>() const {
        return value_ ? std::optional<Value>(*value_) : std::nullopt;
    }
    explicit operator bool() const { return value_ != nullptr; }
    bool has_value() const { return value_ != nullptr; }

    // It must be there.
    const Value& operator*() const { return *value_; }
    const Value* operator->() const { return value_.get(); }
    Value& operator*() { return *value_; }
    Value* operator->() { return value_.get(); }

    void reset() { value_.reset(); }
    void swap(Rare& other) noexcept { value_.swap(other.value_); }

private:
    std::unique_ptr<Value> value_;
};

}  // namespace tocsin
