#include "daemon/watchdog.h"

#include "channels/sabotage.h"

namespace tocsin {

std::vector<std::string> wedged(const Turns& turns, std::chrono::steady_clock::time_point now,
                                std::chrono::steady_clock::duration limit) {
    std::vector<std::string> loops;
    for (const Turn& turn : turns) {
        if (now - turn.last > limit) loops.push_back(turn.loop);
    }
    return loops;
}

bool shows_life(Turns turns, std::chrono::steady_clock::time_point now) {
    if (sabotaged(Bug::standstill_unseen)) return true;
    std::erase_if(turns, [](const Turn& turn) { return !turn.mended_by_restart; });
    return wedged(turns, now, wedged_after).empty();
}

}  // namespace tocsin
