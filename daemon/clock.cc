#include "daemon/clock.h"

#include <ctime>
#include <fstream>
#include <sys/timex.h>

namespace tocsin {
namespace {

using std::chrono::milliseconds;

Duration read_clock(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                    std::chrono::nanoseconds(now.tv_nsec));
}

// NTP slews smaller differences away; a larger one is a step that people must be told of (P9).
constexpr Duration step_told = std::chrono::seconds(2);

// Two readings take less than a microsecond; what takes longer than this was interrupted. It is a
// fifth of what P7 allows a deadline to be early.
constexpr Duration read_within = milliseconds(10);

// A machine so busy that it is interrupted every time still needs the time.
constexpr int readings_max = 8;

std::string read_boot_id() {
    std::string id;
    std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
    return id;
}

}  // namespace

MachineTime read_clocks(const ClockSource& source) {
    MachineTime now{{}, source.boottime(), source.boot_id};
    for (int readings = 0; readings < readings_max; ++readings) {
        const Duration before = now.boottime;
        now.utc = Instant(source.realtime());
        now.boottime = source.boottime();
        if (now.boottime - before <= read_within) break;
    }
    return now;
}

MachineTime machine_time() {
    static const ClockSource machine{[] { return read_clock(CLOCK_REALTIME); },
                                     [] { return read_clock(CLOCK_BOOTTIME); }, read_boot_id()};
    return read_clocks(machine);
}

ClockSaid ask_clock() {
    timex asked{};
    const int state = ::adjtimex(&asked);
    if (state < 0) return {.known = false};
    return {.known = true,
            .set = state != TIME_ERROR && (asked.status & STA_UNSYNC) == 0,
            .worst_seconds = static_cast<double>(asked.maxerror) / 1e6};
}

std::chrono::steady_clock::time_point steady_now() {
    return std::chrono::steady_clock::now();
}

EngineClock::EngineClock(const MachineTime& now, Pace pace)
    : pace_(pace), anchor_(pace.begins.value_or(now.utc)), boottime_(now.boottime) {}

bool EngineClock::resume(const std::map<std::string, std::string>& meta, const MachineTime& now) {
    const auto boot = meta.find("clock-boot");
    const auto anchor = meta.find("clock-anchor");
    const auto boottime = meta.find("clock-boottime");
    if (boot == meta.end() || anchor == meta.end() || boottime == meta.end()) return false;
    const bool same_boot = !now.boot_id.empty() && boot->second == now.boot_id;
    if (!same_boot && !pace_.exercise) return false;
    anchor_ = Instant(Duration(std::stoll(anchor->second)));
    if (!same_boot) return false;
    boottime_ = Duration(std::stoll(boottime->second));
    return true;
}

Instant EngineClock::at(const MachineTime& now) const {
    return anchor_ + (now.boottime - boottime_) * pace_.speed;
}

Duration EngineClock::stepped(const MachineTime& now) {
    if (pace_.exercise) return Duration{0};
    const Duration step = now.utc - at(now);
    if (step < step_told && step > -step_told) return Duration{0};
    anchor_ = now.utc;
    boottime_ = now.boottime;
    return step;
}

std::map<std::string, std::string> EngineClock::meta(const MachineTime& now) const {
    return {{"clock-boot", now.boot_id},
            {"clock-anchor", std::to_string(at(now).time_since_epoch().count())},
            {"clock-boottime", std::to_string(now.boottime.count())}};
}

}  // namespace tocsin
