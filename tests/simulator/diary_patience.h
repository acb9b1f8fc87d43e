// When what the calendar owes may be judged: some seconds after whatever excuses a delay, and of
// nothing that was due before anybody kept the diary. In the engine's time.
#pragma once

#include "tests/simulator/watcher.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace tocsin {

class DiaryPatience {
public:
    // A Tick may be held up for 90 s by what else goes wrong; then there are 5 s.
    static constexpr Duration seconds = std::chrono::seconds(95);

    void entry(const Record& record) {
        const Event& event = record.entry.event;
        const auto* read = std::get_if<DiaryRead>(&event);
        if (read != nullptr) read_ = true;
        if (read != nullptr && read->look_again && !kept_since_) kept_since_ = record.entry.at;
        if (std::holds_alternative<DirectoryActivated>(event) ||
            std::holds_alternative<TookOver>(event) ||
            std::holds_alternative<ClockStepped>(event) ||
            std::holds_alternative<RotaActivated>(event)) {
            disturbed_ = record.entry.at;
        }
    }

    void forget() {
        kept_since_.reset();
        read_ = false;
    }

    // The engine's time, when this step may be judged.
    std::optional<Instant> after(const Step& step) {
        const Instant now = step.at + step.offset;
        if (step.offset != offset_) disturbed_ = std::max(disturbed_, now);
        offset_ = step.offset;
        // A process that has no room on its disk, or has just begun, is given its time.
        if (step.full_disk || step.first_of_process) {
            disturbed_ = now;
            return std::nullopt;
        }
        // A machine that was suspended hears of other things first; its next Tick leaves nothing
        // out.
        if (!step.ticked()) return std::nullopt;
        return judged_at(now);
    }

    std::optional<Instant> ended(Instant now) const { return judged_at(now + offset_); }

    // Nothing before the first look at the diary, and where no procedure owes anything.
    std::optional<Instant> kept_since() const { return kept_since_; }

private:
    std::optional<Instant> judged_at(Instant now) const {
        if (now < disturbed_ + seconds) return std::nullopt;
        if (!read_) throw Broken("HSSI-12", "nobody reads the diary");
        if (!kept_since_) return std::nullopt;
        return now;
    }

    bool read_ = false;
    std::optional<Instant> kept_since_;
    Instant disturbed_{};
    Duration offset_{};
};

}  // namespace tocsin
