// Instants, days and lengths as people, monitors and providers write them.
#include "channels/wire.h"
#include "daemon/fields.h"
#include "daemon/sender_time.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/honest.h"

namespace tocsin::fuzz {
namespace {

void check_instant(const Zone& zone, Instant at) {
    must(parse_rfc3339(iso_utc(at)) == at, "an instant is written and read as the same");
    // Before there were zones, local time was off by odd seconds, which RFC 3339 cannot write.
    if (at >= Instant{std::chrono::sys_days{std::chrono::year{1900} / 1 / 1}}) {
        must(parse_rfc3339(iso_local(zone, at)) == at, "and in local time");
    }
    must(is_honest(short_time(zone, at, at)) && is_honest(long_time(zone, at)), "it can be told");
}

void run(std::string_view bytes) {
    static const Zone zone = load_zone("Europe/London");
    if (const auto at = parse_rfc3339(bytes)) check_instant(zone, *at);
    if (const auto when = parse_when(bytes, zone)) {
        check_instant(zone, when->at);
        must(!(when->ambiguous && when->nonexistent), "a local time is there twice or not at all");
    }
    if (const auto at = sender_time(bytes)) check_instant(zone, *at);
    if (const auto date = parse_http_date(bytes)) check_instant(zone, *date);
    if (const auto day = parse_day(bytes)) {
        must(iso_utc(std::chrono::sys_days(*day)).starts_with(bytes), "a day is written one way");
    }
    if (const auto clock = parse_clock(bytes)) {
        must(clock->count() >= 0 && clock->count() <= 1440, "a time of day");
    }
    if (const auto length = parse_duration(bytes)) {
        must(*length >= Duration::zero() && *length <= std::chrono::hours(24 * 366), "a length");
        must(!duration_words(*length).empty() && !long_duration_words(*length).empty(), "told");
    }
    const std::string_view value = next_part(bytes);
    if (const auto pause = parse_retry_after(value, bytes)) {
        must(*pause >= Duration::zero(), "a pause is never negative");
    }
}

const Target target{"time", run};

}  // namespace
}  // namespace tocsin::fuzz
