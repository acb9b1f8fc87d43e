#include "channels/ack_page.h"

#include "channels/ack_words.h"
#include "channels/html.h"
#include "channels/press_page.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace tocsin {
namespace {

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
    return press_form(view.action, view.form, inside);
}

std::string digits(const AckView& view) {
    return view.ask_digits ? digits_field("Type the 4 digits of this call") : "";
}

std::string take_button(const std::string& html) {
    return press_button("take", html);
}

std::string pass_button(const AckView& view) {
    return press_button("pass",
                        "Pass " + std::string(merged(view) ? "them" : "it") + " to " +
                            escaped(view.pass_to) + " now",
                        true);
}

std::string phone(std::string_view lead, const AckView& view) {
    return "<p>" + phone_html(lead, view.desk) + "</p>\n";
}

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

PressContent open(const AckView& view) {
    const std::string ref =
        view.incidents.empty() ? "" : ", " + escaped(view.incidents.front().ref);
    const std::string it = merged(view) ? "them" : "it";
    const std::string next = view.next.empty() ? "The call goes on until somebody takes " + it + "."
                                               : capital(escaped(view.next)) + " is called at " +
                                                     time_html(view.next_at) + ".";
    return {.title = "Not taken yet: " + heading(view) + ref,
            .h1 = heading(view),
            .before = call_for(view),
            .after = state_line("Nobody has taken " + it + " yet.", next) + open_form(view)};
}

PressContent press_again(const AckView& view) {
    PressContent content = open(view);
    content.before =
        state_line("Press once more, we could not be sure it was you.", "") + content.before;
    return content;
}

PressContent wrong_digits(const AckView& view) {
    const std::string tries =
        view.tries_left == 1 ? "once more" : std::to_string(view.tries_left) + " more times";
    return {.title = "Not taken: wrong digits, " + subject(view),
            .h1 = "Not taken: those digits are wrong",
            .before = call_for(view),
            .after = state_line("People are still being called.",
                                "You can try " + tries + ", then this link is locked.") +
                     open_form(view)};
}

std::string other_roads(const AckView& view) {
    return "<ul>\n<li>if you have a text from us, open the link in it</li>\n<li>" +
           phone_html("if not, phone", view.desk) + "</li>\n</ul>\n";
}

PressContent locked(const AckView& view) {
    return {
        .title = "Not taken: this link is locked",
        .h1 = "Not taken: this link is locked",
        .after = state_line("The digits were wrong 3 times.", "People are still being called.") +
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

PressContent taken_by_you(const AckView& view, const std::string& others) {
    std::string after = state_line("Recorded at " + time_html(view.taken) + ".", others, true) +
                        (merged(view) ? incident_list(view) : "") + what_happens_next(view) +
                        phone("Phone", view);
    if (!view.pass_to.empty()) {
        after += "<h2>If that was a mistake</h2>\n" + form(view, digits(view) + pass_button(view));
    }
    return {.title = "You have taken " + subject(view) + service_suffix(view),
            .h1 = "You have taken " + subject_html(view),
            .after = after};
}

PressContent taken_by_you_late(const AckView& view) {
    return taken_by_you(view, capital(escaped(view.next)) + " was called at " +
                                  time_html(view.next_at) + " and is told you have " +
                                  (merged(view) ? "them" : "it") + ".");
}

PressContent taken_by_other(const AckView& view) {
    const std::string has = other(view) + " has " + (merged(view) ? "them" : "it") + " since " +
                            time_html(view.taken) + ".";
    return {.title = "Already taken: " + subject(view) + service_suffix(view),
            .h1 = "Somebody else has taken " + subject_html(view),
            .after = state_line(has, "There is nothing for you to do.", true) +
                     (merged(view) ? incident_list(view) : "") +
                     phone("If you know something they should hear, phone", view)};
}

PressContent passed_on(const AckView& view) {
    return {
        .title = "You have passed " + subject(view) + " on",
        .h1 = "You have passed " + subject_html(view) + " on",
        .after = state_line(other(view) + " is called now.", "Nothing more for you to do.", true) +
                 (merged(view) ? incident_list(view) : "") + phone("Phone", view)};
}

PressContent over(const AckView& view) {
    const std::string verb = merged(view) ? " are over" : " is over";
    const std::string at = view.ended_at.words.empty() ? "" : " at " + time_html(view.ended_at);
    return {.title = capital(subject(view)) + verb,
            .h1 = capital(subject_html(view)) + verb,
            .after = state_line(escaped(view.ended) + at + ".", "There is nothing for you to do.",
                                true) +
                     (merged(view) ? incident_list(view) : "") + phone("Phone", view)};
}

PressContent link_ended(const AckView& view) {
    const std::string why = view.still_running
                                ? "People are still being called. A newer text has a link."
                                : "The call it belongs to is over.";
    return {.status = 410,
            .title = "This link has ended",
            .h1 = "This link has ended",
            .after = state_line("Nothing was taken.", why) + phone("Phone", view)};
}

PressContent unknown_link(const AckView& view) {
    return {.status = 404,
            .title = "This link does not work",
            .h1 = "This link does not work",
            .after = state_line("Nothing was taken.",
                                "The link is incomplete, or the call it belongs to is over.") +
                     other_roads(view)};
}

PressContent not_saved(const AckView& view) {
    return {
        .status = 503,
        .title = "Not saved: " + subject(view) + (merged(view) ? " are" : " is") + " not taken",
        .h1 = "Not saved: you have not taken " + none_of(view),
        .after = state_line("We could not record your answer.", "People are still being called.") +
                 form(view, digits(view) +
                                take_button("Try again: I take " +
                                            (merged(view) ? all_of(view) : subject_html(view)))) +
                 phone("If it fails again, phone", view)};
}

PressContent too_many(const AckView& view) {
    return {.status = 429,
            .title = "Too many tries",
            .h1 = "Too many tries",
            .after = state_line("Nothing was taken.", "Wait a minute, then open the link again.") +
                     phone("If you cannot wait, phone", view)};
}

PressContent content(const AckView& view) {
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

}  // namespace

Page ack_page(const AckView& view) {
    return press_page(content(view), view.exercise, view.exercise_line, view.desk);
}

}  // namespace tocsin
