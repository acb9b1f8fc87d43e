#include "core/voice_words.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

// Digits that are said in one breath.
constexpr std::size_t group_max = 5;

bool is_digit(char sign) {
    return sign >= '0' && sign <= '9';
}

}  // namespace

const std::vector<VoiceSentence>& voice_sentences() {
    static const std::vector<VoiceSentence> all = {
        {"v.ask",
         "Press 1 to take it. Press 2 to pass it on. Press 3 to hear this again. Press 9 if you "
         "are not {person}."},
        {"v.again", "Nobody has taken it yet. {service} is {state}, {place}.{all}"},
        {"v.taken",
         "You have taken it. Reference {spoken_ref}. Nobody else will be called. The details "
         "follow by text. Goodbye."},
        {"v.taken.late",
         "You have taken it. Reference {spoken_ref}. {Above} was called before that, and is told "
         "that you have it. The details follow by text. Goodbye."},
        {"v.pass.sure", "To pass it on to {next}, press 2 once more. To take it, press 1."},
        {"v.passed", "Passed on. {Next} is called now. Nothing more for you to do. Goodbye."},
        {"v.notme.sure", "To say that you are not {person}, press 9 once more."},
        {"v.notme",
         "Thank you. This number will be checked before we use it for {person} again. Goodbye."},
        {"v.wrongkey", "That key does nothing. Press 1 to take it."},
        {"v.none",
         "No key was pressed, so it is not taken. We go on calling. Our text has the 4 digits to "
         "reply. Goodbye."},
        // Where no text of the call can be answered, and where there is none.
        {"v.none.link",
         "No key was pressed, so it is not taken. We go on calling. Our text has the link to take "
         "it. Goodbye."},
        {"v.none.call",
         "No key was pressed, so it is not taken. We go on calling. To speak to somebody, phone "
         "{spoken_phone}. Goodbye."},
        {"v.machine",
         "{desk_long} on-call system. Listening to this does not take the call. Read your texts, "
         "or phone {spoken_phone}."},
        {"v.gone", "{other} has taken it. Nothing for you to do. Goodbye."},
        {"v.over", "It is over. Nothing for you to do. Goodbye."},
        {"v.ended",
         "This call cannot be answered any more. Read your texts, or phone {spoken_phone}. "
         "Goodbye."},
        {"v.notsaved", "Your answer could not be saved, so it is not taken. Press 1 again."},
        {"v.notsaved.pass",
         "Your answer could not be saved, so it is not passed on. Press 2 again."},
        {"v.notsaved.notme", "Your answer could not be saved. Press 9 again."},
        {"v.exercise", "Exercise, exercise, exercise."},
        {"v.drill", "This is an exercise. Press keys as if it were real, then stop."},
    };
    return all;
}

std::string spoken(std::string_view id, const Values& values) {
    const auto& all = voice_sentences();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const VoiceSentence& one) { return one.id == id; });
    if (found == all.end()) throw std::logic_error("no sentence has the id " + std::string(id));
    return filled(found->text, values);
}

std::string spoken_again(const Values& values, bool exercise) {
    Values said = values;
    const std::string& count = said["count"];
    said["all"] = count.empty() || count == "1" ? "" : " This is about " + count + " incidents.";
    std::string text = spoken("v.again", said) + "\n";
    if (exercise) text += spoken("v.drill", said) + "\n";
    return text + spoken("v.ask", said);
}

std::string spoken_last(std::string_view id, const Values& values, bool exercise) {
    const std::string last = spoken(id, values);
    return exercise ? last + "\n" + spoken("v.exercise", values) : last;
}

std::string letter_by_letter(std::string_view reference) {
    std::string out;
    for (const char sign : reference) {
        if (sign == '-' || sign == ' ') continue;
        if (!out.empty()) out += ", ";
        out += sign;
    }
    return out;
}

std::string digit_by_digit(std::string_view phone) {
    std::string out;
    while (!phone.empty()) {
        const std::size_t end = std::min(phone.find(' '), phone.size());
        std::string_view group = phone.substr(0, end);
        phone.remove_prefix(std::min(end + 1, phone.size()));
        const std::size_t by = group.size() > group_max ? 3 : group_max;
        for (std::size_t at = 0; at < group.size(); ++at) {
            if (!is_digit(group[at])) continue;
            if (!out.empty()) out += at % by == 0 ? ", " : " ";
            out += group[at];
        }
    }
    return out;
}

}  // namespace tocsin
