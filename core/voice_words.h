// What a phone call says to a key, and to none (wording 2.6), by id; with what it begins is a text
// like others (core/wording.h). How what is read is spoken: references letter by letter, digits one
// by one. Answering a call takes nothing, nor does a machine; key 1 does. Pure.
#pragma once

#include "core/wording.h"

#include <string>
#include <string_view>

namespace tocsin {

struct VoiceSentence {
    std::string_view id;    // "v.again"
    std::string_view text;  // `{name}` stands for a value
};

// Every sentence that can be spoken. One that nobody speaks has no place here.
const std::vector<VoiceSentence>& voice_sentences();

// There must be one of that id.
std::string spoken(std::string_view id, const Values& values);

// Once more, for whoever has pressed nothing: what is broken, and which keys there are. Asks
// {person} {service} {state} {place}, and {count} of incidents. Of an exercise, with what to do.
std::string spoken_again(const Values& values, bool exercise);

// The last sentence of a call; of an exercise, with its mark behind it.
std::string spoken_last(std::string_view id, const Values& values, bool exercise);

// "INC-2041": "I, N, C, 2, 0, 4, 1".
std::string letter_by_letter(std::string_view reference);

// "07700 900010": "0 7 7 0 0, 9 0 0, 0 1 0": in groups of at most five digits, as they are written
// or by threes.
std::string digit_by_digit(std::string_view phone);

}  // namespace tocsin
