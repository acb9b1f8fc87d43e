#include "daemon/log.h"

#include <algorithm>

#include "core/timeline.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tocsin {
namespace {

std::string where(const Event& event) {
    std::string text;
    for (const IncidentId id : about(event)) text += "incident=" + std::to_string(id.value) + " ";
    if (const auto* step = std::get_if<StepBegan>(&event)) {
        text += "attempt=" + std::to_string(step->incident.value) + "/" + std::to_string(step->rung + 1) + "/" +
                std::to_string(step->attempt) + " ";
    }
    return text;
}

// Control characters in a name must not begin a line of their own.
std::string one_line(std::string text) {
    std::replace_if(text.begin(), text.end(), [](char sign) { return static_cast<unsigned char>(sign) < 0x20 || sign == 0x7f; }, ' ');
    return text;
}

}  // namespace

void start_log() {
    auto logger = spdlog::stderr_logger_mt("tocsin");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    spdlog::set_default_logger(std::move(logger));
}

void log_entry(const Entry& entry, const Zone& zone) {
    const std::string words = sentence(entry.event, zone, entry.at, false);
    if (!words.empty()) spdlog::info("{}{}", where(entry.event), one_line(words));
}

}  // namespace tocsin
