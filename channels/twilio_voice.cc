#include "channels/twilio_voice.h"

#include "channels/json_field.h"
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

// Twilio tells whole seconds, and set clocks differ by less than two. Not more, for what rang
// before this message was made is another call, and says nothing of this one.
constexpr Duration clocks_differ = std::chrono::seconds(3);

// More calls than one phone gets of us while the fate of one is unknown.
constexpr const char* calls_listed = "20";

bool is_among(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

// A call as the list has it.
struct ListedCall {
    std::string sid;
    std::string status;
    std::string answered_by;
    std::optional<Instant> made;
};

// Nothing when it is not from our number to that of the message.
std::optional<ListedCall> listed_call(std::string_view listed, const std::string& from,
                                      const Message& message) {
    const auto field = [&](const char* name) { return json_field(listed, name, 1).value_or(""); };
    if (field("to") != message.to || field("from") != from ||
        !field("direction").starts_with("outbound"))
        return std::nullopt;
    return ListedCall{field("sid"), field("status"), field("answered_by"),
                      parse_http_date(field("date_created"))};
}

// Of this message, and not from before it. Twilio gives a call no time before it is dialled.
bool is_call(const ListedCall& call, const Message& message) {
    if (call.made) return *call.made >= message.at - clocks_differ;
    return is_among(call.status, {"queued", "initiated", "ringing"});
}

// As a receipt of that status is treated (daemon/twilio_callback.cc): what failed, and what a
// machine answered, is tried again.
Verdict verdict_of(const ListedCall& call) {
    const bool machine = call.answered_by.starts_with("machine") || call.answered_by == "fax";
    if (is_among(call.status, {"busy", "failed", "no-answer", "canceled"}) ||
        (call.status == "completed" && machine))
        return Verdict::deferred;
    return is_among(call.status, {"queued", "initiated", "ringing", "in-progress", "completed"})
               ? Verdict::accepted
               : Verdict::unknown;
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

// Not asked by StartTime: a call that waits to be dialled has none, and would be left out.
std::optional<WireRequest> TwilioVoiceChannel::look_up(const Message& message) const {
    check_recipient(message);
    return twilio_list_request(
        settings_.account, "Calls.json",
        {{"To", message.to}, {"From", settings_.from}, {"PageSize", calls_listed}});
}

Outcome TwilioVoiceChannel::interpret_look_up(const Message& message,
                                              const WireAnswer& answer) const {
    const std::string words = twilio_words(settings_.account, settings_.name, answer);
    const auto listed = twilio_listed(answer, "calls");
    if (!listed) return outcome(message, Verdict::unknown, words + " instead of a list.");
    Outcome found = outcome(message, Verdict::deferred, "Twilio has not got it.");
    for (const std::string_view one : *listed) {
        const auto call = listed_call(one, settings_.from, message);
        if (!call || !is_call(*call, message)) continue;
        switch (verdict_of(*call)) {
            case Verdict::accepted:
                found = outcome(message, Verdict::accepted, "Twilio has it already.");
                if (is_twilio_sid(call->sid, "CA")) found.provider_reference = call->sid;
                return found;
            case Verdict::unknown:
                found = outcome(message, Verdict::unknown, words + ", a call without its status.");
                break;
            case Verdict::deferred:
            case Verdict::refused:
            case Verdict::misconfigured:
                break;
        }
    }
    return found;
}

}  // namespace tocsin
