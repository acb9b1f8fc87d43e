#include "core/consent.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace tocsin {
namespace {

using Words = std::set<std::string_view>;

// Said next to a code, each of these makes it doubtful that the person means to take the call.
const Words doubtful_words = {
    "no",    "not",     "nope",   "nah",     "never",   "cannot", "wrong",    "later",
    "who",   "why",     "when",   "what",    "which",   "if",     "maybe",    "unable",
    "busy",  "driving", "leave",  "holiday", "away",    "off",    "else",     "instead",
    "try",   "but",     "wait",   "mistake", "error",   "sick",   "ill",      "unwell",
    "stop",  "cancel",  "dont",   "cant",    "wont",    "isnt",   "arent",    "wasnt",
    "didnt", "doesnt",  "havent", "couldnt", "wouldnt", "unless", "tomorrow", "quit",
    "end",   "stopall", "optout", "revoke",  "help",    "auto",   "automatic"};

// On their own beside a code: I cannot do it.
const Words refusals = {"no", "can't", "cant"};

const Words takes = {"take", "taking", "taken", "ack", "yes", "yep", "mine", "accept", "accepted"};

// They change nothing in what is said.
const Words manners = {"ok",    "okay",     "k",   "please", "pls", "plz",    "thanks",
                       "thank", "thankyou", "thx", "ta",     "ty",  "cheers", "sorry",
                       "hi",    "hello",    "hey", "dear",   "i",   "it",     "many"};

// Said beside a code, these go with taking the call: how, from where, how soon. Whatever is neither
// here nor in the lists above makes it doubtful: nobody can list all the ways to decline.
const Words agreeing = {"a",          "about",      "acking",     "acknowledge", "acknowledged",
                        "all",        "alright",    "am",         "an",          "and",
                        "around",     "awake",      "aye",        "be",          "both",
                        "code",       "coming",     "conference", "confirm",     "confirmed",
                        "connecting", "copied",     "copy",       "dealing",     "dialing",
                        "dialling",   "doing",      "eta",        "got",         "gotcha",
                        "handling",   "have",       "here",       "i'll",        "i'm",
                        "i've",       "im",         "in",         "inc",         "investigating",
                        "ive",        "join",       "joining",    "just",        "log",
                        "logging",    "looking",    "min",        "mins",        "minute",
                        "minutes",    "my",         "now",        "number",      "on",
                        "online",     "re",         "received",   "reply",       "right",
                        "roger",      "starting",   "sure",       "the",         "there",
                        "this",       "understood", "up",         "way",         "wilco",
                        "will",       "y",          "yeah",       "yup"};

// Below the line of the code stands a signature. These are not a part of one.
const Words contrary = {"decline",  "declined", "declining", "refuse",      "refused",  "reject",
                        "rejected", "negative", "nack",      "n",           "nobody",   "none",
                        "noone",    "nothing",  "escalate",  "unavailable", "asleep",   "drop",
                        "send",     "holding",  "hold",      "give",        "ask",      "ring",
                        "call",     "reassign", "redirect",  "forward",     "transfer", "sorry"};

// What follows on the line of the code is a signature too.
const Words closings = {"regards", "rgds", "kr", "br", "sincerely"};

// Part of a signature behind the name of whoever signs; on their own they may mean somebody else.
const Words roles = {"edm",  "duty", "service",   "manager", "director", "oncall", "nhs",
                     "team", "ext",  "extension", "bleep",   "mob",      "mobile", "tel"};

// Behind one of the second list, the word of the first goes with taking a call; alone it does not:
// "thank you" and "you take it", "on the call" and "call Sam".
const std::pair<std::string_view, Words> only_behind[] = {
    {"you", {"thank"}},
    {"do", {"will", "i'll", "i"}},
    {"with", {"dealing"}},
    {"into", {"looking", "logging", "log"}},
    {"look", {"a"}},
    {"call", {"on", "the", "conference"}},
    {"nsd", {"hi", "hello", "hey", "dear", "thanks", "thank", "you", "cheers", "ta", "ok", "okay"}},
};

// "do I have it", "please take it": asked of somebody else.
const Words verbs = {"do", "have", "take", "am", "will", "confirm"};
const Words begs = {"please", "pls", "plz"};

// "p_t" is Pat with any sign above the a.
bool same_word(std::string_view one, std::string_view other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char a, char b) { return a == b || a == '_' || b == '_'; });
}

// "30mins"
bool is_length(std::string_view word) {
    const std::size_t digits = word.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos) return false;
    const std::string_view unit = word.substr(digits);
    return unit == "m" || unit == "min" || unit == "mins" || unit == "minutes";
}

// Judges the words on the line of a code, and above it.
class Consent {
public:
    Consent(const std::vector<Token>& tokens, const std::vector<std::string>& names)
        : tokens_(tokens), names_(names) {}

    bool agrees(std::size_t at) const {
        const std::string& word = tokens_[at].text;
        const std::string_view last = neighbour(at, -1);
        const std::string_view next = neighbour(at, 1);
        if (word == "sorry") return false;
        if (verbs.contains(word) && (next == "i" || begs.contains(last))) return false;
        if (takes.contains(word) || manners.contains(word) || agreeing.contains(word)) return true;
        if (is_length(word) || is_name(word) || closings.contains(word)) return true;
        if (word == "for") return next == "inc";
        if (word == "kind" || word == "best") return closings.contains(next);
        if (roles.contains(word)) return is_name(last) || roles.contains(last);
        return std::any_of(std::begin(only_behind), std::end(only_behind), [&](const auto& rule) {
            return rule.first == word && rule.second.contains(last);
        });
    }

    // Below the code, or behind a closing.
    bool signs(std::size_t at) const {
        const std::string& word = tokens_[at].text;
        return !contrary.contains(word) || (word == "call" && neighbour(at, -1) == "on");
    }

private:
    // The next word on the same line, this way or that; empty when there is none.
    std::string_view neighbour(std::size_t at, int way) const {
        const std::size_t other = at + static_cast<std::size_t>(way);  // below 0 it is past the end
        if (other >= tokens_.size() || tokens_[other].line != tokens_[at].line) return "";
        return tokens_[other].text;
    }

    bool is_name(std::string_view word) const {
        return std::any_of(names_.begin(), names_.end(),
                           [&](const std::string& name) { return same_word(word, name); });
    }

    const std::vector<Token>& tokens_;
    const std::vector<std::string>& names_;
};

}  // namespace

bool is_answer(std::string_view word) {
    return takes.contains(word) || manners.contains(word) || refusals.contains(word);
}

ReplyText::Wish wish_of(const std::vector<Token>& tokens, const std::vector<std::string>& names,
                        bool doubt) {
    const Consent consent(tokens, names);
    std::size_t code_line = 0;
    for (const Token& token : tokens) {
        if (token.code) code_line = token.line;
    }
    bool pass = false;
    bool take = false;
    bool refusal = false;
    bool agreed = true;
    bool signature = false;
    int content = 0;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        const Token& token = tokens[at];
        if (token.first) signature = token.line > code_line;
        if (token.number) continue;
        pass = pass || token.text == "pass";
        take = take || takes.contains(token.text);
        refusal = refusal || refusals.contains(token.text);
        if (!manners.contains(token.text)) ++content;
        doubt = doubt || (doubtful_words.contains(token.text) && !refusals.contains(token.text)) ||
                (token.text.ends_with("n't") && token.text != "can't");
        agreed = agreed && (signature ? consent.signs(at) : consent.agrees(at));
        signature = signature || closings.contains(token.text);
    }
    if (doubt) return ReplyText::Wish::doubtful;
    if (refusal) return content == 1 ? ReplyText::Wish::pass : ReplyText::Wish::doubtful;
    if (pass) return take ? ReplyText::Wish::doubtful : ReplyText::Wish::pass;
    return agreed ? ReplyText::Wish::take : ReplyText::Wish::doubtful;
}

}  // namespace tocsin
