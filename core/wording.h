// The texts people read, by id ("call.open"), and how one is filled. The ids are names in the
// journal and in tests. Values come in; nothing here knows where they come from.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

using Values = std::map<std::string, std::string, std::less<>>;

// What a text asks its reader to do.
enum class Ask {
    nothing,  // news
    press,    // take something: open the page of the link and press
    reply,    // take something: reply with the code
};

// A text and, for mail, its subject. `{name}` stands for a value.
struct Template {
    std::string_view id;
    std::string_view subject;  // of the mail; empty: not sent by mail
    std::string_view text;     // SMS: what the message set says
    std::string_view mail;     // empty: the text serves, one sentence a line
    Ask ask = Ask::nothing;
};

// Every text that can be sent. A text nobody sends has no place here.
const std::vector<Template>& templates();

// There must be one of that id.
const Template& template_of(std::string_view id);

// `{name}` replaced by its value. A name without a value stays as it stands, `{link}` among them:
// the shell fills that one in when it composes, so that no working link is ever stored.
std::string filled(std::string_view text, const Values& values);

// EXERCISE as the first and the last word, and what to do in the drill (wording 2.9).
std::string exercise_text(std::string text, Ask ask);
std::string exercise_line(const std::string& line);

// The HTML part of a mail: the sentences of `plain` in their order, readable on a phone and in the
// dark. The first line is the heading. Values in `plain` are escaped.
std::string html_part(const std::string& title, const std::string& plain);

}  // namespace tocsin
