// Phone calls by Twilio: the sentences of the message are spoken, and a key is awaited. Answering
// takes nothing, nor does a machine; a key does (daemon/key_routes.h). Twilio lists calls without
// our reference and without what they say: a call whose fate is unknown is looked up by its numbers
// and its time. To ring once more would find the phone busy with it.
#pragma once

#include "channels/twilio.h"
#include "channels/twiml.h"

namespace tocsin {

struct TwilioVoice {
    static constexpr Medium medium = Medium::voice;

    std::string name;
    TwilioAccount account;
    std::string from;  // E.164
    Voice voice;
    // Shorter than it takes most voicemails to answer.
    std::chrono::seconds rings{25};
    bool machine_detection = true;  // a machine that answers is told from a person
    int in_flight_max = 4;
};

// What is wrong with the settings, one sentence each; empty when they can be used.
std::vector<std::string> problems(const TwilioVoice& settings);

class TwilioVoiceChannel : public Channel {
public:
    static constexpr std::size_t twiml_signs_max = 4000;
    // With every sentence said twice and a key pressed late: a call that lasts longer is stuck.
    static constexpr std::chrono::seconds lasts_most{180};

    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit TwilioVoiceChannel(TwilioVoice settings);

    const std::string& name() const override { return settings_.name; }
    Medium medium() const override { return Medium::voice; }
    int in_flight_max() const override { return settings_.in_flight_max; }
    // `link` is where keys are posted; without one the call only speaks.
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;
    std::optional<WireRequest> look_up(const Message& message) const override;
    Outcome interpret_look_up(const Message& message, const WireAnswer& answer) const override;

private:
    TwilioVoice settings_;
};

}  // namespace tocsin
