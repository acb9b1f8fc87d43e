#include "daemon/key_routes.h"

#include "core/compose.h"
#include "core/voice_words.h"
#include "daemon/twilio_callback.h"

#include <algorithm>

namespace tocsin {
namespace {

// What a call has asked last, as its address says; whatever says something else is its beginning.
namespace asked {
constexpr std::string_view again = "2";
constexpr std::string_view pass = "pass";
constexpr std::string_view not_me = "not-me";
}  // namespace asked

std::string text_of(const Fields& fields, std::string_view name) {
    const std::string* value = find_field(fields, name);
    return value == nullptr ? "" : *value;
}

Values values_of(const AckView& view) {
    Values values = {{"person", view.person},
                     {"desk_long", view.desk.name.empty() ? "Tocsin" : view.desk.name},
                     {"spoken_phone", view.desk.phone.empty() ? "the service desk"
                                                              : digit_by_digit(view.desk.phone)},
                     {"next", view.pass_to},
                     {"Next", capitalised(view.pass_to)},
                     {"other", view.other_person},
                     {"count", std::to_string(view.incidents.size())}};
    std::string refs;
    for (const AckIncident& one : view.incidents) {
        refs += (refs.empty() ? "" : ". ") + letter_by_letter(one.ref);
    }
    values["spoken_ref"] = refs;
    if (view.incidents.empty()) return values;
    const AckIncident& worst = view.incidents.front();
    values["service"] = worst.service;
    values["state"] = worst.state;
    values["place"] = worst.place;
    return values;
}

// Whoever wanted to pass it on, or is somebody else, must not be asked to press the key that takes
// it.
std::string_view not_saved(std::string_view key) {
    return key == "2" ? "v.notsaved.pass" : key == "9" ? "v.notsaved.notme" : "v.notsaved";
}

// One key of one call, and what the call says to it.
class Press {
public:
    // `look` gives the call as it stands.
    using Look = std::function<std::optional<OpenedLink>()>;

    Press(const Api& api, const Visit& visit, OpenedLink opened, Look look, Voice voice,
          std::string action)
        : api_(api),
          visit_(visit),
          opened_(std::move(opened)),
          look_(std::move(look)),
          values_(values_of(opened_.view)),
          voice_(std::move(voice)),
          action_(std::move(action)),
          asked_(text_of(visit.query, "round")) {}

    std::string answer() {
        const std::string key = text_of(visit_.form, "Digits");
        switch (opened_.view.state) {
            case AckState::over:
                return last("v.over");
            case AckState::taken_by_other:
                return last("v.gone");
            case AckState::passed_on:
                return last("v.passed");
            case AckState::taken_by_you:
            case AckState::taken_by_you_late:
                return key == "2" ? pass_key() : taken(opened_.view);
            case AckState::open:
                return opened_.expired ? last("v.ended") : to(key);
            default:
                return last("v.ended");
        }
    }

private:
    std::string to(const std::string& key) {
        if (key.empty()) return silence();
        if (key == "1") return take();
        if (key == "2") return pass_key();
        if (key == "3") return ask(opened_.spoken.empty() ? again() : opened_.spoken, asked_);
        if (key == "9") return not_me_key();
        return ask(spoken("v.wrongkey", values_), asked_);
    }

    std::string silence() const {
        if (answered_by_machine(visit_.form)) return last("v.machine");
        const bool once =
            asked_ != asked::again && asked_ != asked::pass && asked_ != asked::not_me;
        if (once) return ask(again(), asked::again);
        if (!opened_.reply_text) return last("v.none.call");
        return last(*opened_.reply_text ? "v.none" : "v.none.link");
    }

    std::string again() const { return spoken_again(values_, opened_.view.exercise); }

    std::string take() {
        Acknowledgement said;
        said.call = opened_.call;
        said.person = opened_.person;
        said.via = "phone call";
        return told(std::move(said), "1", [this] {
            try {
                if (const std::optional<OpenedLink> now = look_()) return taken(now->view);
            } catch (const Refused&) {
                // The engine is busy: it is taken all the same.
            }
            return taken(opened_.view);
        });
    }

    // Whoever was called above may have it in hand as well.
    std::string taken(const AckView& view) {
        const bool late = view.state == AckState::taken_by_you_late;
        values_["Above"] = capitalised(view.next);
        return last(late && !view.next.empty() ? "v.taken.late" : "v.taken");
    }

    std::string pass_key() {
        if (asked_ != asked::pass && !opened_.view.pass_to.empty())
            return ask(spoken("v.pass.sure", values_), asked::pass);
        if (opened_.view.pass_to.empty()) return ask(spoken("v.wrongkey", values_), asked_);
        PassOn said;
        said.call = opened_.call;
        said.person = opened_.person;
        said.via = "phone call";
        return told(std::move(said), "2", [this] { return last("v.passed"); });
    }

    // It reached somebody else: as if the number were none. The calls go on.
    std::string not_me_key() {
        if (asked_ != asked::not_me) return ask(spoken("v.notme.sure", values_), asked::not_me);
        Receipt receipt;
        receipt.channel = visit_.who.name;
        receipt.provider_reference = text_of(visit_.form, "CallSid");
        receipt.state = Receipt::State::failed_for_good;
        receipt.detail = "somebody else answers it";
        if (!kept(std::move(receipt))) return ask(spoken(not_saved("9"), values_), asked_);
        return last("v.notme");
    }

    // Nothing when it is not on disk.
    std::optional<Reply> kept(Occurrence what) const {
        try {
            Reply reply = api_.ask({}, std::move(what), Lane::first, KeyRoutes::answer_time);
            if (reply.durable) return reply;
        } catch (const Refused&) {
            // Busy, or not saved in time: whoever pressed hears that it counts for nothing.
        }
        return std::nullopt;
    }

    std::string told(Occurrence what, std::string_view key,
                     const std::function<std::string()>& done) {
        const std::optional<Reply> reply = kept(std::move(what));
        if (!reply) return ask(spoken(not_saved(key), values_), asked_);
        const Answer& answer = reply->answer;
        switch (answer.kind) {
            case Answer::Kind::taken:
            case Answer::Kind::already_yours:
            case Answer::Kind::done:
                return done();
            case Answer::Kind::taken_by_other:
                if (answer.holder) values_["other"] = answer.holder->name;
                return last("v.gone");
            case Answer::Kind::over:
                return last("v.over");
            default:
                return last("v.ended");
        }
    }

    std::string ask(const std::string& text, std::string_view round) const {
        return twiml_asks(voice_, text, action_ + "?round=" + percent_encoded(round));
    }

    std::string last(std::string_view id) const {
        return twiml_says(voice_, spoken_last(id, values_, opened_.view.exercise));
    }

    const Api& api_;
    const Visit& visit_;
    OpenedLink opened_;
    Look look_;
    Values values_;
    Voice voice_;
    std::string action_;
    std::string asked_;
};

}  // namespace

void KeyRoutes::add_routes(Router& router) {
    router.add("POST", "/v1/callbacks/{channel}/keys/{token}", Access::callback,
               [this](const Visit& visit) { return press(visit); });
}

Response KeyRoutes::press(const Visit& visit) const {
    const std::string& token = *find_field(visit.path, "token");
    const LinkMaker links = links_();
    const Voice voice = voice_(visit.who.name);
    const std::string action = links.keys_url(visit.who.name, token);
    AckView unknown;
    const auto look = [&]() -> std::optional<OpenedLink> {
        const std::optional<LinkName> name = read_link_token(token);
        // A link of a mail asks for digits, which no call knows.
        if (!name || name->mail) return std::nullopt;
        return open_link(api_, links, token, *name, unknown);
    };
    std::string twiml;
    try {
        const std::optional<OpenedLink> opened = look();
        twiml = opened ? Press(api_, visit, *opened, look, voice, action).answer()
                       : twiml_says(voice,
                                    spoken_last("v.ended", values_of(unknown), unknown.exercise));
    } catch (const Refused&) {
        // The engine is busy. Whoever pressed must not hear that the call has failed.
        twiml = twiml_asks(voice, spoken(not_saved(text_of(visit.form, "Digits")), {}),
                           action + "?round=" + percent_encoded(text_of(visit.query, "round")));
    }
    return {.content_type = "text/xml; charset=utf-8", .headers = {}, .body = twiml};
}

}  // namespace tocsin
