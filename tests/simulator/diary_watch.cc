#include "tests/simulator/diary_watch.h"

#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// A Tick may be held up for 90 s by what else goes wrong; then there are 5 s.
constexpr Duration patience = seconds(95);

// The latest moment up to `now` at which a wall shows `time` on its day of the week.
Instant latest(const Zone& zone, const WeekTime& time, Instant now) {
    for (Day day = zone.day(now);; day = plus_days(day, -1)) {
        if (weekday_of(day) != time.day) continue;
        const Instant at = zone.instant(day, time.clock);
        if (at <= now) return at;
    }
}

}  // namespace

void DiaryWatch::forget() {
    kept_since_.reset();
    weeks_.clear();
    published_.clear();
    mails_.clear();
}

void DiaryWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (std::holds_alternative<DirectoryActivated>(event)) {
        if (!kept_since_) kept_since_ = record.entry.at;
        disturbed_ = record.entry.at;
    } else if (std::holds_alternative<TookOver>(event) ||
               std::holds_alternative<ClockStepped>(event)) {
        disturbed_ = record.entry.at;
    } else if (const auto* active = std::get_if<RotaActivated>(&event)) {
        weeks_[active->rota.name].try_emplace(active->rota.week, record.entry.at);
        disturbed_ = record.entry.at;
    } else if (const auto* out = std::get_if<WeekPublished>(&event)) {
        const bool first = published_.emplace(out->procedure, out->week).second;
        if (step != nullptr && !first) {
            throw Broken("HSSI-12", "the week of " + iso_day(out->week) + " went out twice");
        }
    } else if (const auto* offered = std::get_if<SendOffered>(&event)) {
        if (offered->text_id == week_mail && offered->tried.empty() && step != nullptr) {
            mailed(*offered);
        }
    }
}

void DiaryWatch::mailed(const SendOffered& offered) {
    const Message& message = offered.message;
    if (message.attachments.size() != 2) {
        throw Broken("HSSI-12", "a week goes out without its files");
    }
    if (!mails_.emplace(message.to, message.subject).second) {
        throw Broken("HSSI-12", offered.person + " is sent twice: " + message.subject);
    }
}

void DiaryWatch::stepped(const Step& step) {
    if (step.offset != offset_) disturbed_ = std::max(disturbed_, step.at + step.offset);
    offset_ = step.offset;
    // A process that has no room on its disk, or has just begun, is given its time.
    if (step.full_disk || step.first_of_process) {
        disturbed_ = step.at + step.offset;
        return;
    }
    // A machine that was suspended hears of other things first; its next Tick leaves nothing out.
    if (step.ticked()) judge_weeks(step.at + step.offset, disturbed_);
}

void DiaryWatch::ended(Instant now) {
    judge_weeks(now + offset_, disturbed_);
}

void DiaryWatch::judge_weeks(Instant engine_now, Instant patience_since) const {
    if (!kept_since_ || engine_now < patience_since + patience) return;
    const Zone& zone = directory_.calendar.zone;
    for (const auto& [name, procedure] : directory_.procedures) {
        if (!procedure.publication) continue;
        const WeekTime& time = procedure.publication->publish;
        const Instant goes = latest(zone, time, engine_now - patience);
        if (goes <= *kept_since_) continue;
        // On a Monday for the week that begins then; on any other day for the next one.
        Day monday = zone.day(goes);
        while (weekday_of(monday) != std::chrono::Monday) monday = plus_days(monday, 1);
        if (engine_now >= week_span(zone, monday).to) continue;
        const auto rota = weeks_.find(procedure.rota);
        if (rota == weeks_.end() || !rota->second.contains(monday)) continue;
        if (published_.contains({name, monday})) continue;
        throw Broken("HSSI-12", "the week of " + iso_day(monday) + " was to go out at " +
                                    iso_local(zone, goes) + " and has not at " +
                                    iso_local(zone, engine_now));
    }
}

}  // namespace tocsin
