#include "daemon/ack_desk.h"

#include "core/compose.h"
#include "core/ladder.h"
#include "daemon/ack_form.h"
#include "daemon/clock.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

// Nobody reads the page and presses within this time; programs do (wording 3.1).
constexpr Duration press_after = std::chrono::seconds(1);

}  // namespace

PhoneDesk desk_of(const Draft& draft, const Procedure& procedure) {
    const Meaning level_1 =
        meaning(draft.state, draft.directory, procedure, procedure.level_1, draft.now);
    if (level_1.people.empty()) return {};
    const Values desk = desk_values(draft, procedure);
    return {desk.at("desk_long"), desk.at("phone"),
            rings_at(draft.directory, level_1.people.front())};
}

Time short_at(const Zone& zone, Instant at, Instant now) {
    return {iso_local(zone, at), short_time(zone, at, now)};
}

Response page_response(const Page& page) {
    return {
        .status = page.status,
        .content_type = "text/html; charset=utf-8",
        .headers = {{"Content-Security-Policy", page.csp}, {"X-Robots-Tag", "noindex, nofollow"}},
        .body = page.html};
}

bool pressed_by_hand(const LinkMaker& links, const std::string& token, const std::string& form) {
    const std::optional<Duration> age = form_age(links.keys, token, form, machine_time().utc);
    return age && *age >= press_after;
}

std::string form_for(const LinkMaker& links, const std::string& token) {
    return make_form_value(links.keys.front(), token, machine_time().utc);
}

}  // namespace tocsin
