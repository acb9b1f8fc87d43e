#include "daemon/watchdog.h"

namespace tocsin {

std::vector<std::string> wedged(const Turns& turns, std::chrono::steady_clock::time_point now,
                                std::chrono::steady_clock::duration limit) {
    std::vector<std::string> loops;
    for (const Turn& turn : turns) {
        if (now - turn.last > limit) loops.push_back(turn.loop);
    }
    return loops;
}

}  // namespace tocsin
