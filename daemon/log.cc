#include "daemon/log.h"

#include "core/timeline.h"

#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <poll.h>
#include <unistd.h>

namespace tocsin {
namespace {

constexpr std::size_t lines_max = 8192;  // that wait to be written

// A reader that is restarted is back within this time. It is waited for once; as long as it stalls
// after that, lines are lost, so that the end of the process never hangs on it.
constexpr int reader_back_ms = 2000;
// POSIX: a pipe that poll() calls writable takes this much without blocking.
constexpr std::size_t piece = 4096;

class Stderr : public spdlog::sinks::base_sink<std::mutex> {
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        if (lost_ > 0 && writable()) {
            const std::string words = fmt::format("{} lines of the log were lost\n", lost_);
            if (written(words)) lost_ = 0;
        }
        if (!written({line.data(), line.size()})) ++lost_;
    }

    void flush_() override {}

    bool writable() {
        pollfd stream{STDERR_FILENO, POLLOUT, 0};
        const bool ready = ::poll(&stream, 1, stalled_ ? 0 : reader_back_ms) == 1 &&
                           (stream.revents & POLLOUT) != 0;
        stalled_ = !ready;
        return ready;
    }

    bool written(std::string_view text) {
        while (!text.empty()) {
            if (!writable()) return false;
            const ssize_t size = ::write(STDERR_FILENO, text.data(), std::min(text.size(), piece));
            if (size <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(size));
        }
        return true;
    }

    bool stalled_ = false;
    std::uint64_t lost_ = 0;
};

std::string where(const Event& event) {
    std::string text;
    for (const IncidentId id : about(event)) text += "incident=" + std::to_string(id.value) + " ";
    if (const auto* step = std::get_if<StepBegan>(&event)) {
        text += "attempt=" + std::to_string(step->incident.value) + "/" +
                std::to_string(step->rung + 1) + "/" + std::to_string(step->attempt) + " ";
    }
    return text;
}

// Control characters in a name must not begin a line of their own.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](char sign) { return static_cast<unsigned char>(sign) < 0x20 || sign == 0x7f; }, ' ');
    return text;
}

}  // namespace

void start_log() {
    spdlog::init_thread_pool(lines_max, 1);
    auto logger = spdlog::create_async_nb<Stderr>("tocsin");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    spdlog::set_default_logger(std::move(logger));
}

void log_entry(const Entry& entry, const Zone& zone) {
    // Who failed to make the backup has logged it, and why.
    if (std::holds_alternative<BackupMissed>(entry.event)) return;
    const std::string words = sentence(entry.event, zone, entry.at, false);
    if (!words.empty()) spdlog::info("{}{}", where(entry.event), one_line(words));
}

}  // namespace tocsin
