// Whether we are ready, and the figures that a monitor reads. What is not ready is named, because
// somebody reads it at night.
#pragma once

#include "daemon/engine.h"
#include "daemon/metrics.h"

#include <mutex>
#include <string>
#include <vector>

namespace tocsin {

// What the state says against being ready (P11, P13): an empty role of the ladder, a medium whose
// every provider fails, a full disk. Empty: nothing.
std::vector<std::string> not_ready(const Engine& engine, Instant now);

// The figures of the state; the rest of the view is others'.
MetricsView state_figures(const Engine& engine, Instant now);

// One line for whoever asks systemd how we are: "3 incidents open, 1 of them calls; ready".
std::string status_line(const State& state, const std::vector<std::string>& against_ready);

// The last word on readiness, written by the engine's thread and read by the gate's.
class HealthBoard {
public:
    void say(std::vector<std::string> reasons);
    std::vector<std::string> reasons() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::string> reasons_ = {"starting"};
};

}  // namespace tocsin
