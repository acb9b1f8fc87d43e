#include "daemon/doctor_machine.h"

#include "daemon/file_text.h"
#include "daemon/zone_load.h"

#include <cerrno>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <sys/resource.h>

namespace tocsin {
namespace {

// Beyond it level 1 and a phone disagree on who is on call.
constexpr double off_at_most = 1.0;

// Zone files older than so many years miss somebody's new law.
constexpr int zones_old_after = 2;

// "2026b" of "# version 2026b"; empty when the file says no such thing.
std::string zones_version(const std::filesystem::path& folder) {
    std::ifstream file(folder / "tzdata.zi");
    std::string line;
    std::getline(file, line);
    const std::string before = "# version ";
    return line.starts_with(before) ? line.substr(before.size()) : "";
}

int year_of(Instant now) {
    return static_cast<int>(
        std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year());
}

}  // namespace

Finding judge_clock(const ClockSaid& said) {
    const std::string about = "clock";
    if (!said.known) {
        return warning(about, "the kernel does not say whether somebody sets the clock",
                       "look by hand: timedatectl");
    }
    if (!said.set) {
        return wrong(about,
                     "nobody sets the clock of this machine: shifts, links and signatures of "
                     "monitors go by it",
                     "install and start chrony, or: timedatectl set-ntp true");
    }
    const std::string off = std::to_string(std::lround(said.worst_seconds * 1000)) + " ms";
    if (said.worst_seconds > off_at_most) {
        return warning(about, "the clock is set, and may be off by " + off,
                       "look whether its time servers answer: chronyc tracking, or timedatectl "
                       "timesync-status");
    }
    return fine(about, "the clock is set, and off by " + off + " at most");
}

Finding judge_descriptors(std::size_t descriptors, std::size_t connections) {
    const std::string about = "limits";
    const std::string has = std::to_string(descriptors) + " descriptors";
    // Half of them are ours (daemon/descriptors.h).
    if (descriptors / 2 < connections) {
        return warning(about,
                       has + " do not suffice for " + std::to_string(connections) + " connections",
                       "raise LimitNOFILE= in the unit to 16384");
    }
    return fine(about, has + " suffice for " + std::to_string(connections) + " connections");
}

std::size_t descriptors_allowed() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    return static_cast<std::size_t>(limit.rlim_cur);
}

Findings look_at_zones(const std::string& zone, const std::filesystem::path& folder, Instant now) {
    const std::string about = "time zone";
    try {
        static_cast<void>(load_zone(zone));
    } catch (const std::runtime_error& unknown) {
        return {wrong(about, unknown.what(), "install tzdata")};
    }
    const std::string version = zones_version(folder);
    if (version.empty()) return {fine(about, zone + " is known")};
    const bool old = std::atoi(version.c_str()) + zones_old_after < year_of(now);
    if (!old) return {fine(about, zone + " is known, by zone files of " + version)};
    return {warning(about, "the zone files are of " + version + ": a later law is not in them",
                    "upgrade tzdata, then restart")};
}

}  // namespace tocsin
