// What a phone call says, in the language of Twilio: sentences that are spoken, and a wait for one
// key. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

struct Voice {
    std::string language = "en-GB";
    std::string name;  // "Polly.Amy"; empty: Twilio's own for that language

    bool operator==(const Voice&) const = default;
};

// How long a call waits for a key when it has said all.
inline constexpr int key_awaited_s = 6;

// Says the lines of `text` and hangs up.
std::string twiml_says(const Voice& voice, std::string_view text);

// Says the lines of `text` and waits for one key, which counts while it still speaks. The key, or
// that there was none, is posted to `action`. `begins`: a breath of silence first, for the phone is
// still on its way to the ear.
std::string twiml_asks(const Voice& voice, std::string_view text, std::string_view action,
                       bool begins = false);

// Nothing to say: a text that is not answered by another.
std::string twiml_nothing();

}  // namespace tocsin
