#include "channels/shift_page.h"

#include "channels/html.h"
#include "channels/press_page.h"

namespace tocsin {
namespace {

std::string phone(const ShiftView& view) {
    return "<p>" + phone_html("Phone", view.desk) + "</p>\n";
}

std::string shift_for(const ShiftView& view) {
    return "<p>Shift of " + strong(escaped(view.person)) + "</p>\n";
}

std::string digits(const ShiftView& view) {
    return view.ask_digits ? digits_field("Type the 4 digits of this question") : "";
}

std::string cannot_button() {
    return press_button("pass", "I cannot do it", true);
}

// One form holds both buttons: the digits are typed once for either.
std::string both_buttons(const ShiftView& view) {
    return press_form(view.action, view.form,
                      digits(view) +
                          press_button("take", "I am " + escaped(view.person) + " and I do it") +
                          "<h2>Talk to somebody</h2>\n" + phone(view) +
                          "<h2>If you cannot do it</h2>\n" + cannot_button());
}

PressContent open(const ShiftView& view) {
    const std::string told =
        view.until.words.empty()
            ? "The " + escaped(view.desk.name) + " has been told."
            : "The " + escaped(view.desk.name) + " is told at " + time_html(view.until) + ".";
    return {.title = "Not confirmed yet: " + escaped(view.duties),
            .h1 = escaped(view.duties),
            .before = shift_for(view),
            .after = state_line("You have not confirmed it yet.", told) + both_buttons(view)};
}

PressContent press_again(const ShiftView& view) {
    PressContent content = open(view);
    content.before =
        state_line("Press once more, we could not be sure it was you.", "") + content.before;
    return content;
}

PressContent wrong_digits(const ShiftView& view) {
    const std::string tries =
        view.tries_left == 1 ? "once more" : std::to_string(view.tries_left) + " more times";
    return {.title = "Not confirmed: wrong digits",
            .h1 = "Not confirmed: those digits are wrong",
            .before = shift_for(view),
            .after = state_line("You can try " + tries + ", then this link is locked.", "") +
                     both_buttons(view)};
}

PressContent locked(const ShiftView& view) {
    return {.title = "Not confirmed: this link is locked",
            .h1 = "Not confirmed: this link is locked",
            .after = state_line("The digits were wrong 3 times.",
                                "If you have a text from us, answer that.") +
                     phone(view)};
}

PressContent confirmed(const ShiftView& view) {
    return {.title = "Confirmed: " + escaped(view.duties),
            .h1 = "You have confirmed your shift",
            .after =
                state_line(escaped(view.duties) + ".", "Let our calls through silent mode.", true) +
                phone(view) + "<h2>If you cannot do it after all</h2>\n" +
                press_form(view.action, view.form, digits(view) + cannot_button())};
}

PressContent declined(const ShiftView& view) {
    return {.title = "You cannot do it: " + escaped(view.duties),
            .h1 = "Noted: you cannot do it",
            .after = state_line("The " + escaped(view.desk.name) + " is told and finds cover.",
                                "You are still called first until cover is named.") +
                     phone(view) + "<h2>If you can after all</h2>\n" +
                     press_form(view.action, view.form,
                                digits(view) + press_button("take", "I do it", true))};
}

PressContent ended(const ShiftView& view) {
    return {.status = 410,
            .title = "This link has ended",
            .h1 = "This link has ended",
            .after = state_line("Nothing was changed.",
                                "The shift is over, or it is not yours any more.") +
                     phone(view)};
}

PressContent not_saved(const ShiftView& view) {
    PressContent content = open(view);
    content.status = 503;
    content.title = "Not saved: not confirmed";
    content.before =
        state_line("NOT saved. We could not record your answer.", "Press again, or phone.") +
        content.before;
    return content;
}

PressContent content(const ShiftView& view) {
    switch (view.state) {
        case ShiftState::open:
            return open(view);
        case ShiftState::press_again:
            return press_again(view);
        case ShiftState::wrong_digits:
            return wrong_digits(view);
        case ShiftState::locked:
            return locked(view);
        case ShiftState::confirmed:
            return confirmed(view);
        case ShiftState::declined:
            return declined(view);
        case ShiftState::ended:
            return ended(view);
        case ShiftState::not_saved:
            return not_saved(view);
    }
    return ended(view);
}

}  // namespace

Page shift_page(const ShiftView& view) {
    return press_page(content(view), view.exercise, "", view.desk);
}

}  // namespace tocsin
