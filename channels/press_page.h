// A page with a button that does what it says: its frame, its form and its parts. What it is about,
// the pages of calls and of shifts know.
#pragma once

#include "channels/page.h"

#include <string>
#include <string_view>

namespace tocsin {

struct PressContent {
    int status = 200;
    std::string title = {};   // escaped
    std::string h1 = {};      // HTML
    std::string before = {};  // HTML before the h1
    std::string after = {};   // HTML after it
};

// The whole page. An exercise is marked first and last; an empty `exercise_line` says to press as
// if real. Any thread; no failure.
[[nodiscard]] Page press_page(PressContent content, bool exercise, const std::string& exercise_line,
                              const PhoneDesk& desk);

// <strong>...</strong> around HTML.
[[nodiscard]] std::string strong(std::string_view html);

// How it stands: one bold sentence, and HTML that follows it. `done`: nothing is left to do.
[[nodiscard]] std::string state_line(const std::string& bold, const std::string& rest,
                                     bool done = false);

// A form for this address, with the signed time of issue that a press sends back.
[[nodiscard]] std::string press_form(const std::string& action, const std::string& form,
                                     const std::string& inside);

// Where the digits of a mail are typed.
[[nodiscard]] std::string digits_field(const std::string& label);

// `html` on a button that sends do=`value`; `other`: not the one that most people need.
[[nodiscard]] std::string press_button(const std::string& value, const std::string& html,
                                       bool other = false);

}  // namespace tocsin
