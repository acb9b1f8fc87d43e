// The body of an answer that goes on for as long as its caller listens. Whoever has something to
// say puts it here; the gate takes it when the caller has taken what came before.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace tocsin {

class OpenBody {
public:
    // Any thread; none of these waits. Text behind what waits already. Nothing is thrown away:
    // whoever puts looks at waiting() first, and so never holds more than it means to.
    void put(std::string_view text);
    // Nothing more comes. What waits is still sent; then the connection ends.
    void end();
    // Bytes that the caller has not been given yet.
    std::size_t waiting() const;

    // The gate's side. `woken` is called on the thread that puts or ends, and must not wait; it is
    // not called any more when listen() has returned with another one. Empty: nobody.
    void listen(std::function<void()> woken);
    struct Taken {
        std::string text;
        bool ended = false;  // and this was the last
    };
    Taken take();

private:
    mutable std::mutex mutex_;
    std::string text_;
    bool ended_ = false;
    std::function<void()> woken_;
};

}  // namespace tocsin
