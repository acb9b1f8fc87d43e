#include "channels/twilio_voice.h"

#include "channels/recipient.h"
#include "channels/twilio_receipts.h"
#include "core/utf8.h"

#include <algorithm>
#include <stdexcept>

namespace tocsin {
namespace {

bool is_number(std::string_view text) {
    return text.size() >= 4 && text.size() <= 16 && text.starts_with('+') &&
           text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

std::vector<std::string> problems(const TwilioVoice& settings) {
    std::vector<std::string> found = problems(settings.account);
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back(what);
    };
    need(is_number(settings.from), "`from` is no number such as +447700900900");
    need(!settings.account.callbacks.empty(),
         "whoever is called presses a key, and Twilio has nowhere to say so");
    need(settings.rings >= std::chrono::seconds(5) && settings.rings <= std::chrono::minutes(10),
         "`rings` is not from 5 s to 10 min");
    need(is_one_line(settings.voice.language) && !settings.voice.language.empty() &&
             is_one_line(settings.voice.name),
         "the voice is none");
    need(settings.in_flight_max > 0, "`in-flight` is less than one");
    for (std::string& one : found) one = "channel '" + settings.name + "': " + one;
    return found;
}

TwilioVoiceChannel::TwilioVoiceChannel(TwilioVoice settings) : settings_(std::move(settings)) {
    const std::vector<std::string> found = problems(settings_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest TwilioVoiceChannel::compose(const Message& message) const {
    if (message.medium != Medium::voice) throw Unsendable("This channel is of another medium.");
    check_recipient(message);
    const std::string twiml = message.link.empty() ? twiml_says(settings_.voice, message.text)
                                                   : twiml_asks(settings_.voice, message.text,
                                                                message.link + "?round=1", true);
    if (code_points(twiml).size() > twiml_signs_max) {
        throw Unsendable("There is more to say than Twilio takes.");
    }
    std::vector<std::pair<std::string, std::string>> fields = {
        {"To", message.to},
        {"From", settings_.from},
        {"Twiml", twiml},
        {"Timeout", std::to_string(settings_.rings.count())},
        {"TimeLimit", std::to_string(lasts_most.count())},
        {"StatusCallback", twilio_receipts(settings_.account, message)},
        {"StatusCallbackEvent", "completed"}};
    if (settings_.machine_detection) fields.emplace_back("MachineDetection", "Enable");
    WireRequest request = twilio_request(settings_.account, "Calls.json");
    request.body = form_text(fields);
    return request;
}

Outcome TwilioVoiceChannel::interpret(const Message& message, const WireAnswer& answer) const {
    return twilio_outcome(settings_.account, settings_.name, message, answer, {"CA"});
}

}  // namespace tocsin
