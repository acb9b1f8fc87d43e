#include "channels/ack_page.h"

#include "channels/ack_words.h"
#include "channels/html.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace tocsin {
namespace {

// Words carry the meaning; the colours are 7:1 or better on both backgrounds.
constexpr std::string_view style = R"(
:root{color-scheme:light dark;--t:#14181c;--b:#fff;--m:#4a5560;--l:#0b4f9e;--go:#0a6640;--on:#fff;--f:#0b4f9e}
@media (prefers-color-scheme:dark){:root{--t:#f3f5f7;--b:#11161b;--m:#b6c0ca;--l:#9cccff;--go:#5fd39a;--on:#06180f;--f:#ffdc94}}
body{margin:0;background:var(--b);color:var(--t);font:1.125rem/1.5 system-ui,sans-serif}
main,footer{max-width:34rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 .75rem}h2{font-size:1.25rem;margin:1.5rem 0 .5rem}
a{color:var(--l)}
button{display:block;box-sizing:border-box;width:100%;min-height:3.5rem;margin:1rem 0;padding:.75rem;border:2px solid var(--go);border-radius:.5rem;background:var(--go);color:var(--on);font:inherit;font-weight:700}
button.other{background:transparent;color:var(--t);border-color:var(--m)}
label{display:block}
input{box-sizing:border-box;width:8rem;height:3.5rem;border:2px solid var(--m);border-radius:.5rem;padding:.75rem;background:var(--b);color:var(--t);font:inherit;letter-spacing:.25em}
a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid var(--f);outline-offset:3px}
.state{border-left:.5rem solid var(--m);padding-left:.75rem}.done{border-color:var(--go)}.ref{white-space:nowrap}
dt{color:var(--m)}dd{margin:0 0 .75rem}
footer{color:var(--m);font-size:1rem}
)";

std::string strong(std::string_view html) {
    return "<strong>" + std::string(html) + "</strong>";
}

std::string capital(std::string text) {
    if (!text.empty())
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string row(std::string_view term, const std::string& html) {
    if (html.empty()) return {};
    return "<dt>" + std::string(term) + "</dt><dd>" + html + "</dd>\n";
}

std::string called_you(const AckView& view) {
    if (view.called.words.empty()) return {};
    return time_html(view.called) + (view.channels.empty() ? "" : " by " + escaped(view.channels));
}

// As many as anybody reads in the night. A storm of alarms shares one call, and a page of all of
// them would outgrow what the gate sends: the button that takes them would be out of reach.
constexpr std::size_t listed_max = 20;

// One line an incident: reference, what, severity, place, impact, since when. The worst come first.
std::string incident_list(const AckView& view) {
    std::string out = "<ol>\n";
    const std::size_t listed = std::min(view.incidents.size(), listed_max);
    for (std::size_t index = 0; index < listed; ++index) {
        const AckIncident& incident = view.incidents[index];
        out += "<li>" + strong(ref_html(incident) + ": " + broken(incident)) + ".";
        if (incident.severity > 0) out += " Severity " + severity(incident) + ".";
        if (!incident.place.empty()) out += " " + escaped(incident.place) + ".";
        if (!incident.impact.empty()) out += " " + escaped(incident.impact) + ".";
        if (!incident.began.words.empty()) out += " Began " + time_html(incident.began) + ".";
        out += "</li>\n";
    }
    out += "</ol>\n";
    const std::size_t more = view.incidents.size() - listed;
    return more == 0 ? out : out + "<p>And " + std::to_string(more) + " more.</p>\n";
}

std::string facts(const AckView& view) {
    std::string out = merged(view) ? incident_list(view) : "";
    std::string rows;
    if (view.incidents.size() == 1) {
        const AckIncident& incident = view.incidents.front();
        if (incident.severity > 0) rows += row("Severity", severity(incident));
        rows += row("Where", escaped(incident.place));
        rows += row("Impact", escaped(incident.impact));
        rows += row("Began", time_html(incident.began));
    }
    rows += row("Called you", called_you(view));
    rows += row("This link ends", time_html(view.link_until));
    return rows.empty() ? out : out + "<dl>\n" + rows + "</dl>\n";
}

std::string call_for(const AckView& view) {
    if (view.person.empty()) return {};
    const std::string role = view.role.empty() ? "" : ", " + escaped(view.role) + " on call";
    return "<p>Call for " + strong(escaped(view.person)) + role + "</p>\n";
}

std::string form(const AckView& view, const std::string& inside) {
    return "<form method=\"post\" action=\"" + escaped(view.action) +
           "\">\n<input type=\"hidden\" name=\"form\" value=\"" + escaped(view.form) + "\">\n" +
           inside + "</form>\n";
}

// No autocomplete: a remembered answer would be given without being read.
std::string digits(const AckView& view) {
    if (!view.ask_digits) return {};
    return "<label for=\"digits\">Type the 4 digits of this call</label>\n"
           "<input id=\"digits\" name=\"digits\" inputmode=\"numeric\" pattern=\"[0-9]{4}\" "
           "maxlength=\"4\" autocomplete=\"off\" required>\n";
}

std::string take_button(const std::string& html) {
    return "<button type=\"submit\" name=\"do\" value=\"take\">" + html + "</button>\n";
}

std::string pass_button(const AckView& view) {
    return "<button type=\"submit\" class=\"other\" name=\"do\" value=\"pass\">Pass " +
           std::string(merged(view) ? "them" : "it") + " to " + escaped(view.pass_to) +
           " now</button>\n";
}

std::string state(const std::string& bold, const std::string& rest, bool done = false) {
    return "<p class=\"state" + std::string(done ? " done" : "") + "\">" + strong(bold) +
           (rest.empty() ? "" : " " + rest) + "</p>\n";
}

std::string phone(std::string_view lead, const AckView& view) {
    return "<p>" + phone_html(lead, view.desk) + "</p>\n";
}

struct Content {
    int status = 200;
    std::string title = {};   // escaped
    std::string h1 = {};      // HTML
    std::string before = {};  // HTML before the h1
    std::string after = {};   // HTML after it
};

// One form holds both buttons: the digits, where they are asked for, are typed once for either.
std::string open_form(const AckView& view) {
    std::string who = view.person.empty() ? "I" : "I am " + escaped(view.person) + " and I";
    std::string inside =
        digits(view) +
        take_button(who + " take " + (merged(view) ? all_of(view) : subject_html(view))) +
        facts(view) + "<h2>Talk to somebody</h2>\n" + phone("Phone", view);
    if (!view.pass_to.empty()) {
        inside += std::string("<h2>If you cannot take ") + (merged(view) ? "them" : "it") +
                  "</h2>\n" + pass_button(view);
    }
    return form(view, inside);
}

Content open(const AckView& view) {
    const std::string ref =
        view.incidents.empty() ? "" : ", " + escaped(view.incidents.front().ref);
    const std::string it = merged(view) ? "them" : "it";
    const std::string next = view.next.empty() ? "The call goes on until somebody takes " + it + "."
                                               : capital(escaped(view.next)) + " is called at " +
                                                     time_html(view.next_at) + ".";
    return {.title = "Not taken yet: " + heading(view) + ref,
            .h1 = heading(view),
            .before = call_for(view),
            .after = state("Nobody has taken " + it + " yet.", next) + open_form(view)};
}

Content press_again(const AckView& view) {
    Content content = open(view);
    content.before =
        state("Press once more, we could not be sure it was you.", "") + content.before;
    return content;
}

Content wrong_digits(const AckView& view) {
    const std::string tries =
        view.tries_left == 1 ? "once more" : std::to_string(view.tries_left) + " more times";
    return {.title = "Not taken: wrong digits, " + subject(view),
            .h1 = "Not taken: those digits are wrong",
            .before = call_for(view),
            .after = state("People are still being called.",
                           "You can try " + tries + ", then this link is locked.") +
                     open_form(view)};
}

std::string other_roads(const AckView& view) {
    return "<ul>\n<li>if you have a text from us, open the link in it</li>\n<li>" +
           phone_html("if not, phone", view.desk) + "</li>\n</ul>\n";
}

Content locked(const AckView& view) {
    return {.title = "Not taken: this link is locked",
            .h1 = "Not taken: this link is locked",
            .after = state("The digits were wrong 3 times.", "People are still being called.") +
                     other_roads(view)};
}

std::string what_happens_next(const AckView& view) {
    if (view.due.empty()) return {};
    std::string out = "<h2>What happens next</h2>\n<ul>\n";
    for (const AckDue& due : view.due) {
        out += "<li>" + escaped(due.words) + " " + time_html(due.at) + "</li>\n";
    }
    return out + "</ul>\n";
}

Content taken_by_you(const AckView& view, const std::string& others) {
    std::string after = state("Recorded at " + time_html(view.taken) + ".", others, true) +
                        (merged(view) ? incident_list(view) : "") + what_happens_next(view) +
                        phone("Phone", view);
    if (!view.pass_to.empty()) {
        after += "<h2>If that was a mistake</h2>\n" + form(view, digits(view) + pass_button(view));
    }
    return {.title = "You have taken " + subject(view) + service_suffix(view),
            .h1 = "You have taken " + subject_html(view),
            .after = after};
}

Content taken_by_you_late(const AckView& view) {
    return taken_by_you(view, capital(escaped(view.next)) + " was called at " +
                                  time_html(view.next_at) + " and is told you have " +
                                  (merged(view) ? "them" : "it") + ".");
}

Content taken_by_other(const AckView& view) {
    const std::string has = other(view) + " has " + (merged(view) ? "them" : "it") + " since " +
                            time_html(view.taken) + ".";
    return {.title = "Already taken: " + subject(view) + service_suffix(view),
            .h1 = "Somebody else has taken " + subject_html(view),
            .after = state(has, "There is nothing for you to do.", true) +
                     (merged(view) ? incident_list(view) : "") +
                     phone("If you know something they should hear, phone", view)};
}

Content passed_on(const AckView& view) {
    return {.title = "You have passed " + subject(view) + " on",
            .h1 = "You have passed " + subject_html(view) + " on",
            .after = state(other(view) + " is called now.", "Nothing more for you to do.", true) +
                     (merged(view) ? incident_list(view) : "") + phone("Phone", view)};
}

Content over(const AckView& view) {
    const std::string verb = merged(view) ? " are over" : " is over";
    const std::string at = view.ended_at.words.empty() ? "" : " at " + time_html(view.ended_at);
    return {
        .title = capital(subject(view)) + verb,
        .h1 = capital(subject_html(view)) + verb,
        .after = state(escaped(view.ended) + at + ".", "There is nothing for you to do.", true) +
                 (merged(view) ? incident_list(view) : "") + phone("Phone", view)};
}

Content link_ended(const AckView& view) {
    const std::string why = view.still_running
                                ? "People are still being called. A newer text has a link."
                                : "The call it belongs to is over.";
    return {.status = 410,
            .title = "This link has ended",
            .h1 = "This link has ended",
            .after = state("Nothing was taken.", why) + phone("Phone", view)};
}

Content unknown_link(const AckView& view) {
    return {.status = 404,
            .title = "This link does not work",
            .h1 = "This link does not work",
            .after = state("Nothing was taken.",
                           "The link is incomplete, or the call it belongs to is over.") +
                     other_roads(view)};
}

Content not_saved(const AckView& view) {
    return {.status = 503,
            .title = "Not saved: " + subject(view) + (merged(view) ? " are" : " is") + " not taken",
            .h1 = "Not saved: you have not taken " + none_of(view),
            .after = state("We could not record your answer.", "People are still being called.") +
                     form(view, digits(view) + take_button("Try again: I take " +
                                                           (merged(view) ? all_of(view)
                                                                         : subject_html(view)))) +
                     phone("If it fails again, phone", view)};
}

Content too_many(const AckView& view) {
    return {.status = 429,
            .title = "Too many tries",
            .h1 = "Too many tries",
            .after = state("Nothing was taken.", "Wait a minute, then open the link again.") +
                     phone("If you cannot wait, phone", view)};
}

Content content(const AckView& view) {
    switch (view.state) {
        case AckState::open:
            return open(view);
        case AckState::press_again:
            return press_again(view);
        case AckState::wrong_digits:
            return wrong_digits(view);
        case AckState::locked:
            return locked(view);
        case AckState::taken_by_you:
            return taken_by_you(view, "Nobody else will be called.");
        case AckState::taken_by_you_late:
            return taken_by_you_late(view);
        case AckState::taken_by_other:
            return taken_by_other(view);
        case AckState::passed_on:
            return passed_on(view);
        case AckState::over:
            return over(view);
        case AckState::link_ended:
            return link_ended(view);
        case AckState::unknown_link:
            return unknown_link(view);
        case AckState::not_saved:
            return not_saved(view);
        case AckState::too_many:
            return too_many(view);
    }
    return unknown_link(view);
}

// An exercise is marked at the first and the last word of the title and of the page, so that no
// half of either can be taken for the real thing.
void mark_exercise(const AckView& view, Content& content) {
    const std::string line =
        view.exercise_line.empty() ? "Press as if real, then stop." : escaped(view.exercise_line);
    content.title = "EXERCISE. " + content.title + ". EXERCISE";
    content.before = state("EXERCISE.", line) + content.before;
    content.h1 = "EXERCISE<br>" + content.h1;
}

}  // namespace

Page ack_page(const AckView& view) {
    Content parts = content(view);
    if (view.exercise) mark_exercise(view, parts);

    std::string html =
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>";
    html += parts.title;
    html +=
        "</title>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"robots\" content=\"noindex, nofollow, noarchive\">\n<style>";
    html += style;
    html += "</style>\n</head>\n<body>\n<main>\n";
    html += parts.before + "<h1>" + parts.h1 + "</h1>\n" + parts.after;
    html += "</main>\n<footer>\n<p>Tocsin, for the " + escaped(view.desk.name) +
            ". Opening this page changes nothing; only a button does.</p>\n";
    if (view.exercise) html += "<p>" + strong("EXERCISE") + "</p>\n";
    html += "</footer>\n</body>\n</html>\n";
    return {.status = parts.status, .html = std::move(html), .csp = style_policy(style)};
}

}  // namespace tocsin
