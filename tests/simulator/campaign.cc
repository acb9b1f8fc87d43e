#include "tests/simulator/campaign.h"

#include <algorithm>
#include <atomic>
#include <iomanip>
#include <mutex>
#include <numeric>
#include <ostream>
#include <thread>
#include <vector>

namespace tocsin {

void Tally::add(const Outline& outline) {
    ++seeds;
    transitions += outline.transitions;
    inputs += outline.inputs;
    processes += outline.processes;
    virtual_time += outline.virtual_time;
    for (std::size_t fault = 0; fault < fault_count; ++fault)
        faults[fault] += outline.faults[fault];
    if (!outline.broken.empty()) broken.push_back(outline);
}

std::uint64_t Tally::all_faults() const {
    return std::accumulate(faults.begin(), faults.end(), std::uint64_t{0});
}

Tally run_campaign(std::uint64_t first, std::uint64_t seeds, std::uint64_t transitions, bool stops,
                   int weeks) {
    const auto began = std::chrono::steady_clock::now();
    Tally tally;
    std::mutex access;
    std::atomic<std::uint64_t> next = first;
    std::atomic<bool> enough = false;
    const auto work = [&] {
        while (!enough) {
            const std::uint64_t seed = next++;
            if (seeds != 0 && seed >= first + seeds) return;
            const Outline outline =
                Simulation({seed, nullptr, nullptr, weeks}, in_memory, nullptr).run();
            const std::lock_guard lock(access);
            tally.add(outline);
            if ((transitions != 0 && tally.transitions >= transitions) ||
                (stops && !tally.broken.empty()))
                enough = true;
        }
    };
    std::vector<std::thread> workers;
    for (unsigned core = std::max(1U, std::thread::hardware_concurrency()); core > 0; --core)
        workers.emplace_back(work);
    for (std::thread& worker : workers) worker.join();
    std::ranges::sort(tally.broken, {}, &Outline::seed);
    tally.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return tally;
}

std::ostream& operator<<(std::ostream& out, const Tally& tally) {
    const double days = static_cast<double>(tally.virtual_time.count()) / 86'400'000.0;
    return out << tally.transitions << " transitions, " << tally.all_faults() << " faults, "
               << tally.seeds << " seeds, " << tally.processes << " processes, " << std::fixed
               << std::setprecision(0) << days << " virtual days, " << std::setprecision(1)
               << tally.seconds << " s, " << tally.broken.size() << " broken";
}

void list_faults(std::ostream& out, const FaultCounts& counts) {
    for (std::size_t fault = 0; fault < fault_count; ++fault) {
        out << std::setw(9) << counts[fault] << "  " << kind_of(static_cast<Fault>(fault)).name
            << '\n';
    }
}

}  // namespace tocsin
