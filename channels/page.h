// What the pages for people in a browser share: a time ready to be shown, the desk to phone, the
// mark of an exercise, and the policy that lets a browser use our one style and nothing else.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// A time as people read it and as machines do: both made by the caller, so that no page knows a
// time zone. Empty `words`: there is no such time, and nothing is shown.
struct Time {
    std::string iso;    // RFC 3339 with an offset, 2026-07-08T02:34:00+01:00
    std::string words;  // 02:34, or Thu 00:04, or 01:52 Wednesday 8 July 2026

    bool operator==(const Time&) const = default;
};

// The level 1 desk.
struct PhoneDesk {
    std::string name;   // its long name, National Service Desk
    std::string phone;  // as people read it, 07700 900010
    std::string tel;    // as telephones do, +447700900010
};

// An answer to a browser. The headers that never vary (no-store, no-referrer, noindex, nosniff) are
// the server's.
struct Page {
    int status = 200;
    std::string html;
    std::string csp;  // the Content-Security-Policy header
};

// The instant of `iso` in UTC, 2026-07-08T01:34:00Z: texts that sort as the instants do, and the
// form feeds want. Empty when `iso` is not RFC 3339 with an offset; its seconds may be missing.
[[nodiscard]] std::string utc(std::string_view iso);

// <time datetime="...">...</time>, escaped; empty when `time` has no words.
[[nodiscard]] std::string time_html(const Time& time);

// "Phone the National Service Desk: <a href="tel:...">...</a>" beginning with `lead`, escaped.
// The number never breaks across lines.
[[nodiscard]] std::string phone_html(std::string_view lead, const PhoneDesk& desk);

// The policy for a page whose only style element holds exactly `css`: that style, forms to the
// page's own site, and nothing else from anywhere.
[[nodiscard]] std::string style_policy(std::string_view css);

}  // namespace tocsin
