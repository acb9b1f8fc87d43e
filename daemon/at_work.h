// Since when a thread has been at one piece of work, for the watchdog (P16). A thread that waits
// for work is alive however long it waits, so it need not turn to prove it.
#pragma once

#include "daemon/clock.h"

#include <atomic>
#include <chrono>

namespace tocsin {

class AtWork {
public:
    // One piece, from its making to its end. One at a time of each AtWork.
    class Piece {
    public:
        explicit Piece(AtWork& of) : of_(of) {
            of_.began_ = steady_now().time_since_epoch().count();
        }
        ~Piece() { of_.began_ = idle; }
        Piece(const Piece&) = delete;
        Piece& operator=(const Piece&) = delete;

    private:
        AtWork& of_;
    };

    // When the piece in hand was begun; now, when there is none. Any thread.
    std::chrono::steady_clock::time_point last_turn() const {
        using Steady = std::chrono::steady_clock;
        const Steady::rep began = began_;
        return began == idle ? steady_now() : Steady::time_point(Steady::duration(began));
    }

private:
    static constexpr std::chrono::steady_clock::rep idle = -1;
    std::atomic<std::chrono::steady_clock::rep> began_{idle};
};

}  // namespace tocsin
