// The page behind the link of a shift's question (/a/{token}): whether the person does it, two
// buttons, whom to phone. It draws what it is told (HSSI-15); showing it changes nothing.
#pragma once

#include "channels/page.h"

#include <string>

namespace tocsin {

enum class ShiftState {
    open,
    press_again,   // a press too soon, or without the form value: asked once more
    wrong_digits,  // the digits typed are not those of this question
    locked,        // 3 times wrong: this link takes no more answers
    confirmed,
    declined,
    ended,      // the shift is over, or somebody else's, or the link has expired
    not_saved,  // the journal refused: nothing was confirmed
};

struct ShiftView {
    ShiftState state = ShiftState::ended;
    bool exercise = false;
    std::string person;  // the button speaks in this name
    std::string duties;  // "EDM Tue 17:30 to Wed 08:00"
    Time until;          // level 1 is told then; without words: it has been
    PhoneDesk desk;
    std::string form;         // the signed time of issue, sent back by a press
    std::string action;       // the address of this page
    bool ask_digits = false;  // the link came by mail
    int tries_left = 0;       // wrong_digits
};

// Any thread; no failure.
[[nodiscard]] Page shift_page(const ShiftView& view);

}  // namespace tocsin
