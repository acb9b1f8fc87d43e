// What comes back over the air: people who type, people who press a button, machines that answer,
// and providers who tell later what became of a message, twice, late and out of order.
#include "tests/simulator/simulation.h"

#include <algorithm>

namespace tocsin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A phone that is nobody's.
constexpr const char* stranger = "+447700900999";

// The number that a text asks to be replied with; empty when it asks for none.
std::string code_in(const std::string& text) {
    const std::size_t at = text.find("Reply ");
    if (at == std::string::npos || at + 10 > text.size()) return "";
    const std::string code = text.substr(at + 6, 4);
    const bool digits =
        std::all_of(code.begin(), code.end(), [](char sign) { return sign >= '0' && sign <= '9'; });
    return digits ? code : "";
}

// As thumbs type it.
std::string spelled(Chance& chance, const std::string& code) {
    std::string slipped = code;
    for (const auto& [digit, letter] : {std::pair('0', 'o'), std::pair('1', 'l')}) {
        const std::size_t at = slipped.find(digit);
        if (at != std::string::npos) {
            slipped[at] = letter;
            break;
        }
    }
    const std::vector<std::string> ways = {code,
                                           " " + code + ".",
                                           code + " ok thanks",
                                           "Ok " + code,
                                           "ACK " + code,
                                           "\"" + code + "\"",
                                           code.substr(0, 2) + " " + code.substr(2),
                                           code + "\n-- \nPat, duty manager",
                                           slipped};
    return chance.of(ways);
}

}  // namespace

bool Simulation::replies(const HandOver& call) {
    const std::string code = code_in(call.message.text);
    if (call.message.medium != Medium::sms || code.empty()) return false;
    codes_seen_[call.message.to] = code;
    if (!features_.replies || !chance_.percent(70)) return false;
    const Duration after = strikes(Fault::answers_late)
                               ? chance_.between(Duration(minutes(10)), Duration(hours(3)))
                               : chance_.between(Duration(seconds(5)), Duration(minutes(9)));
    in(after, [this, call, code] { type(call, code); });
    return true;
}

bool Simulation::replies_with_its_code(const HandOver& call) {
    const std::string code = code_in(call.message.text);
    if (code.empty()) return false;
    reply(call.message.channel, call.message.to, {Meant::Wish::take, code}, code);
    return true;
}

void Simulation::type(const HandOver& call, const std::string& code) {
    const std::string& phone = call.message.to;
    const auto say = [&](Meant::Wish wish, const std::string& meant, const std::string& text) {
        reply(call.message.channel, phone, {wish, meant}, text);
    };
    const auto right = [&] { say(Meant::Wish::take, code, calm_ ? code : spelled(chance_, code)); };
    if (strikes(Fault::wrong_code)) {
        // Nothing of ours, and then, more often than not, the right one.
        for (int times = chance_.between(1, 4); times > 0; --times) {
            std::string wrong = std::to_string(chance_.between(3000, 9999));
            if (wrong == code) wrong = "2999";
            say(Meant::Wish::wrong_code, wrong, wrong);
        }
        in(chance_.between(Duration(seconds(20)), Duration(minutes(3))), [this, call, code] {
            reply(call.message.channel, call.message.to, {Meant::Wish::take, code}, code);
        });
    } else if (swarm_.on(Fault::code_of_a_colleague)) {
        const auto other = std::find_if(codes_seen_.begin(), codes_seen_.end(),
                                        [&](const auto& one) { return one.first != phone; });
        if (other == codes_seen_.end() || !strikes(Fault::code_of_a_colleague)) return right();
        say(Meant::Wish::wrong_code, other->second, other->second);
    } else if (strikes(Fault::wrong_phone)) {
        reply(call.message.channel, stranger, {Meant::Wish::take, code}, code);
    } else if (strikes(Fault::passes_on)) {
        say(Meant::Wish::pass, code, chance_.percent(50) ? code + " PASS" : "pass " + code);
    } else if (strikes(Fault::doubts)) {
        const std::vector<std::string> doubts = {" not me", " who is this?", " later",
                                                 " wrong person"};
        say(Meant::Wish::nothing, code, code + chance_.of(doubts));
    } else if (strikes(Fault::words_alone)) {
        const std::vector<std::string> words = {"ok", "on it", "STOP", "TEST", "START", ""};
        say(Meant::Wish::nothing, "", chance_.of(words));
    } else {
        right();
    }
}

// An out-of-office that answers every text, those that answer it too.
void Simulation::machine_answers(const HandOver& text) {
    if (text.message.medium != Medium::sms || !machines_.contains(text.message.to)) return;
    in(chance_.between(Duration(seconds(1)), Duration(seconds(5))), [this, text] {
        reply(text.message.channel, text.message.to, {Meant::Wish::machine, ""},
              "I am driving. I will read your text when I arrive");
    });
}

// Somebody presses the button of a post, which stands there for good: a person we know, called or
// not, or a stranger.
void Simulation::read_in_a_room(const HandOver& post) {
    const auto& facts = post.message.facts;
    const auto incident = facts.find("incident");
    if (calm_ || !features_.replies || incident == facts.end() || !chance_.percent(15)) return;
    Pressed said;
    said.channel = post.message.channel;
    said.presser = "presser-" + std::to_string(texts_++);
    said.room = "room";
    said.incident = {std::stoull(incident->second)};
    if (!strikes(Fault::wrong_phone) && !staff_.empty()) {
        const auto person = chance_.between(0, static_cast<int>(staff_.size()) - 1);
        said.person = std::next(staff_.begin(), person)->first;
    }
    in(until_somebody_answers(), [this, said] { submit(said, nullptr); });
}

void Simulation::reply(const std::string& channel, const std::string& from, Meant meant,
                       const std::string& text) {
    Replied said;
    said.channel = channel;
    said.id = "in-" + std::to_string(texts_++);
    said.from = from;
    said.text = text;
    replies_.typed(said.id, std::move(meant), now_);
    const Duration after = strikes(Fault::reply_late)
                               ? chance_.between(Duration(minutes(1)), Duration(minutes(8)))
                               : chance_.between(Duration(seconds(1)), Duration(seconds(4)));
    call_back(said, after);
    if (strikes(Fault::reply_again))
        call_back(said, after + chance_.between(Duration(seconds(1)), Duration(minutes(20))));
}

// A provider tells us something, again and again until we have said that we have it.
void Simulation::call_back(const Occurrence& what, Duration after) {
    in(after, [this, what] {
        submit(what, [this, what](const Reply* reply) {
            if (reply == nullptr || !reply->durable)
                call_back(what, chance_.between(Duration(seconds(5)), Duration(minutes(1))));
        });
    });
}

// `lost`: nobody has it, whatever its provider says.
void Simulation::receipts(const HandOver& message, Duration answered, bool lost) {
    if (!features_.receipts) return;
    Receipt receipt;
    receipt.channel = message.message.channel;
    receipt.reference = message.message.reference;
    receipt.state = Receipt::State::delivered;
    receipt.detail = "as the network said";
    const bool lies = lost && strikes(Fault::receipt_lies);
    if ((lost && !lies) || (!lost && strikes(Fault::receipt_says_no))) {
        const std::vector<Receipt::State> states = {
            Receipt::State::failed_for_good, Receipt::State::failed,
            Receipt::State::provider_failed, Receipt::State::unknown_state};
        receipt.state = chance_.of(states);
    }
    const Duration after =
        strikes(Fault::receipt_early)
            ? chance_.between(Duration(1), answered)
            : answered + chance_.between(Duration(seconds(1)), Duration(minutes(4)));
    call_back(receipt, after);
    if (strikes(Fault::receipt_again)) call_back(receipt, after + minutes(chance_.between(0, 5)));
    if (strikes(Fault::receipt_denied)) {
        Receipt other = receipt;
        other.state = receipt.state == Receipt::State::delivered ? Receipt::State::failed_for_good
                                                                 : Receipt::State::delivered;
        call_back(other, after + seconds(chance_.between(1, 300)));
    }
    if (strikes(Fault::receipt_of_nobody)) {
        Receipt unheard = receipt;
        unheard.reference = "of-somebody-else";
        call_back(unheard, after);
    }
}

}  // namespace tocsin
