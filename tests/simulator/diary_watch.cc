#include "tests/simulator/diary_watch.h"

#include "rota/clock_words.h"

#include <algorithm>

namespace tocsin {
namespace {

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
    patience_.forget();
    weeks_.clear();
    published_.clear();
    mails_.clear();
}

void DiaryWatch::entry(const Record& record, const Step* step) {
    patience_.entry(record);
    const Event& event = record.entry.event;
    if (const auto* active = std::get_if<RotaActivated>(&event)) {
        weeks_[active->rota.name].try_emplace(active->rota.week, record.entry.at);
    } else if (const auto* out = std::get_if<WeekPublished>(&event)) {
        const bool first = published_.emplace(out->procedure, out->week).second;
        if (step != nullptr && !first) {
            throw Broken("HSSI-12", "the week of " + iso_day(out->week) + " went out twice");
        }
    } else if (const auto* offered = std::get_if<SendOffered>(&event)) {
        if (offered->text_id == week_mail && offered->first() && step != nullptr) {
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
    if (const auto now = patience_.after(step)) judge_weeks(*now);
}

void DiaryWatch::ended(Instant now) {
    if (const auto judged = patience_.ended(now)) judge_weeks(*judged);
}

void DiaryWatch::judge_weeks(Instant engine_now) const {
    const Zone& zone = directory_.calendar.zone;
    for (const auto& [name, procedure] : directory_.procedures) {
        if (!procedure.publication) continue;
        const WeekTime& time = procedure.publication->publish;
        const Instant goes = latest(zone, time, engine_now - DiaryPatience::seconds);
        if (goes <= *patience_.kept_since()) continue;
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
