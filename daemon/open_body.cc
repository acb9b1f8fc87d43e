#include "daemon/open_body.h"

namespace tocsin {

void OpenBody::put(std::string_view text) {
    const std::lock_guard lock(mutex_);
    text_ += text;
    if (woken_) woken_();
}

void OpenBody::end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (woken_) woken_();
}

std::size_t OpenBody::waiting() const {
    const std::lock_guard lock(mutex_);
    return text_.size();
}

void OpenBody::listen(std::function<void()> woken) {
    const std::lock_guard lock(mutex_);
    woken_ = std::move(woken);
}

OpenBody::Taken OpenBody::take() {
    const std::lock_guard lock(mutex_);
    return {std::exchange(text_, {}), ended_};
}

}  // namespace tocsin
