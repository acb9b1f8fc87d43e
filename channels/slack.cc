#include "channels/slack.h"

#include "channels/json_field.h"
#include "channels/place.h"
#include "channels/provider.h"
#include "channels/recipient.h"
#include "channels/slack_text.h"
#include "channels/template.h"
#include "core/place_event.h"
#include "rota/words.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace tocsin {
namespace {

constexpr std::size_t room_signs_max = 80;
// Where the members of {"channel":{"id":...}} stand, and the items of {"channels":[{...}]}.
constexpr int in_the_room = 2;
constexpr int in_the_list = 2;
// Where "reference" stands in {"metadata":{"event_payload":{...}}} of a post.
constexpr int in_the_payload = 3;

// What is over soon, of Slack's errors.
const std::set<std::string, std::less<>> passing = {
    "fatal_error",     "internal_error",      "ratelimited",      "rate_limited",
    "request_timeout", "service_unavailable", "team_added_to_org"};

// What an operator must mend before anything is posted again.
const std::set<std::string, std::less<>> of_settings = {"access_denied",
                                                        "account_inactive",
                                                        "accesslimited",
                                                        "ekm_access_denied",
                                                        "enterprise_is_restricted",
                                                        "invalid_auth",
                                                        "method_deprecated",
                                                        "missing_scope",
                                                        "no_permission",
                                                        "not_allowed_token_type",
                                                        "not_authed",
                                                        "org_login_required",
                                                        "restricted_action",
                                                        "team_access_not_granted",
                                                        "token_expired",
                                                        "token_revoked",
                                                        "two_factor_setup_required",
                                                        "user_is_restricted"};

// What is wrong with where it goes: with the channel of the settings, or with one room.
const std::set<std::string, std::less<>> of_the_room = {"channel_not_found", "is_archived",
                                                        "not_in_channel"};

// What has been done already: by a request whose answer did not come, or by people.
const std::set<std::string, std::less<>> of_the_invited = {"already_in_channel",
                                                           "cant_invite_self"};

bool is_done(const Message& message, const std::string& error) {
    return (invites(message) && of_the_invited.contains(error)) ||
           (archives_room(message) && error == "already_archived");
}

// Of several people each may have an error of its own, and the whole none.
std::optional<std::string> error_in(std::string_view body) {
    const auto error = json_field(body, "error", 1);
    return error ? error : json_field(body, "error");
}

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The time of a post, by which Slack knows it: 1767492666.000200
bool is_post_time(std::string_view text) {
    const std::size_t dot = text.find('.');
    return dot != std::string_view::npos && text.size() <= 40 && is_digits(text.substr(0, dot)) &&
           is_digits(text.substr(dot + 1));
}

// Of an answer, what Slack says of its reader; of all else it speaks of us.
const std::set<std::string, std::less<>> of_the_presser = {"no_permission", "restricted_action",
                                                           "user_is_restricted"};

Verdict verdict_of(const Message& message, const WireAnswer& answer) {
    if (answer.status < 200 || answer.status > 299) return default_verdict(answer.status);
    const auto ok = json_field(answer.body, "ok", 1);
    if (ok == "true") return Verdict::accepted;
    const auto error = error_in(answer.body);
    if (ok != "false" || !error) return Verdict::unknown;
    if (is_done(message, *error)) return Verdict::accepted;
    // It was opened by a request whose answer did not come: it is looked up.
    if (opens_room(message) && error == "name_taken") return Verdict::unknown;
    if (passing.contains(*error)) return Verdict::deferred;
    if (answers_press(message) && of_the_presser.contains(*error)) return Verdict::refused;
    if (of_settings.contains(*error)) return Verdict::misconfigured;
    if (of_the_room.contains(*error)) {
        if (answers_press(message)) return Verdict::refused;
        return is_slack_channel(message.thread) ? Verdict::refused : Verdict::misconfigured;
    }
    return Verdict::refused;
}

// Empty when the answer holds none.
std::string reference_in(const Message& message, std::string_view body) {
    if (opens_room(message)) {
        const std::string id = json_field(body, "id", in_the_room).value_or("");
        return is_slack_channel(id) ? id : "";
    }
    const std::string time = json_field(body, "ts", 1).value_or("");
    return is_post_time(time) ? time : "";
}

// What names this installation: the reference of a message is INSTANCE-EPOCH-NUMBER.
std::string_view instance_of(std::string_view reference) {
    for (int part = 0; part < 2; ++part) {
        reference = reference.substr(0, std::min(reference.rfind('-'), reference.size()));
    }
    return reference;
}

bool announces_room(const Message& message) {
    return is_of_event(message, announce_room_event);
}

// By which a post is found again: whoever reads it does not see it.
std::string reference_member(const Message& message) {
    return ",\"metadata\":{\"event_type\":\"tocsin_message\",\"event_payload\":{" +
           json_member("reference", message.reference) + "}}";
}

// Of what a place hears of an incident: that somebody is needed.
const std::set<std::string, std::less<>> calls_for_somebody = {"opened", "called", "passed-on",
                                                               "escalated", "reopened"};

// Where it was pressed: the channel, and the thread in it.
std::pair<std::string, std::string> spot_of(const Message& message) {
    const std::string& spot = fact(message, "room");
    const std::size_t blank = std::min(spot.find(' '), spot.size());
    return {spot.substr(0, blank), spot.substr(std::min(blank + 1, spot.size()))};
}

// Where and by whom it was pressed, as Slack's own ids.
bool can_be_answered(const Message& message) {
    return is_slack_channel(spot_of(message).first) && is_slack_user(fact(message, "presser"));
}

// Of a post's time before ours.
constexpr Duration clocks_differ = std::chrono::minutes(1);

// What was posted, since it was made, where it would stand.
std::string posts_path(const Message& message, const std::string& channel) {
    const bool answers = is_post_time(message.thread) && !announces_room(message);
    const auto since = std::chrono::floor<std::chrono::seconds>(message.at - clocks_differ);
    const auto seconds = std::max<std::int64_t>(0, since.time_since_epoch().count());
    return (answers ? "/conversations.replies?ts=" + message.thread + "&channel="
                    : std::string("/conversations.history?channel=")) +
           channel + "&oldest=" + std::to_string(seconds) +
           ".000000&include_all_metadata=true&limit=200";
}

std::string room_signs(std::string_view text) {
    std::string out;
    for (const char sign : text) {
        const bool capital = sign >= 'A' && sign <= 'Z';
        const bool fits = (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9');
        out += capital ? static_cast<char>(sign + 32) : fits ? sign : '-';
    }
    return out;
}

}  // namespace

std::string room_name(const Message& message) {
    const std::string begin = "inc-" + room_signs(fact(message, "incident"));
    const std::string end = "-" + room_signs(instance_of(message.reference));
    const std::string service = room_signs(fact(message, "service"));
    std::string middle = service.empty() ? "" : "-" + service;
    const std::size_t room = room_signs_max - std::min(room_signs_max, begin.size() + end.size());
    middle.resize(std::min(middle.size(), room));
    return begin + middle + end;
}

namespace {

// A letter for what it is of, and then capitals and digits.
bool is_slack_id(std::string_view id, std::string_view letters) {
    return id.size() >= 2 && id.size() <= 40 && letters.find(id.front()) != letters.npos &&
           std::all_of(id.begin(), id.end(), [](char sign) {
               return (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9');
           });
}

}  // namespace

bool is_slack_channel(std::string_view id) {
    return is_slack_id(id, "CG");
}

bool is_slack_user(std::string_view id) {
    return is_slack_id(id, "UW");
}

namespace {

Outcome room_in(const Message& message, const WireAnswer& answer, const std::string& words) {
    const std::string sought = room_name(message);
    for (const std::string_view room : json_objects(answer.body, in_the_list)) {
        const std::string id = json_field(room, "id", 1).value_or("");
        if (json_field(room, "name", 1) != sought || !is_slack_channel(id)) continue;
        Outcome found = outcome(message, Verdict::accepted, "The room is open already.");
        found.provider_reference = id;
        return found;
    }
    const bool more =
        answer.body_cut || !json_field(answer.body, "next_cursor").value_or("").empty();
    if (more) {
        return outcome(message, Verdict::unknown, words + ", and has more rooms than it lists.");
    }
    return outcome(message, Verdict::deferred, "There is no such room.");
}

Outcome post_in(const Message& message, const WireAnswer& answer) {
    for (const std::string_view post : json_objects(answer.body, in_the_list)) {
        const std::string time = json_field(post, "ts", 1).value_or("");
        if (json_field(post, "reference", in_the_payload) != message.reference) continue;
        if (!is_post_time(time)) continue;
        Outcome found = outcome(message, Verdict::accepted, "Slack has it already.");
        found.provider_reference = time;
        return found;
    }
    const bool more = answer.body_cut || json_field(answer.body, "has_more", 1) == "true";
    return outcome(message, Verdict::deferred,
                   more ? "Slack has more posts than it lists: it may stand there twice."
                        : "Slack has not got it.");
}

}  // namespace

std::vector<std::string> problems(const SlackWorkspace& workspace) {
    std::vector<std::string> found = problems(static_cast<const Endpoint&>(workspace));
    const auto need = [&](bool good, const std::string& what) {
        if (!good) found.push_back("channel '" + workspace.name + "': " + what);
    };
    need(is_base_url(workspace.url, workspace.plain), "`url` is no address of Slack");
    need(!workspace.token.empty() && is_one_line(workspace.token), "the token is none");
    need(is_slack_channel(workspace.channel), "`channel` is no id of a channel");
    need(std::ranges::all_of(workspace.invite, is_slack_user), "`invite` names no id of a person");
    need(workspace.invite.size() <= SlackWorkspace::invite_max, "`invite` names too many people");
    const bool rooms = workspace.room_per_incident;
    need(rooms || workspace.invite.empty(), "`invite` wants rooms to invite into");
    need(rooms || !workspace.archive_closed, "`archive-closed` wants rooms to archive");
    return found;
}

SlackChannel::SlackChannel(SlackWorkspace workspace) : workspace_(std::move(workspace)) {
    const std::vector<std::string> found = problems(workspace_);
    if (!found.empty()) throw std::runtime_error(found.front());
}

WireRequest SlackChannel::post(const Message& message) const {
    const bool room = is_slack_channel(message.thread);
    std::string body =
        "{" + json_member("channel", room ? message.thread : workspace_.channel) + ",";
    if (is_post_time(message.thread)) body += json_member("thread_ts", message.thread) + ",";
    return json_to(
        workspace_, "/chat.postMessage",
        body + slack_post(message) +
            (has_button(message) ? slack_button(message, instance_of(message.reference)) : "") +
            reference_member(message) + "," + json_member("parse", "none") + "}");
}

bool SlackChannel::has_button(const Message& message) const {
    return workspace_.buttons && calls_for_somebody.contains(fact(message, "event"));
}

// Into the channel that people read: where the incident's room is. Only this text has a link.
std::string SlackChannel::announcement(const Message& message) const {
    const std::string text = slack_text(fact(message, "ref") + ": " + message.subject) +
                             ". Its room: <#" + message.thread + ">";
    return "{" + json_member("channel", workspace_.channel) + "," + json_member("text", text) +
           ",\"unfurl_links\":false,\"unfurl_media\":false" + reference_member(message) + "}";
}

WireRequest SlackChannel::request_of(const Message& message) const {
    if (opens_room(message)) {
        return json_to(workspace_, "/conversations.create",
                       "{" + json_member("name", room_name(message)) + "}");
    }
    if (announces_room(message)) {
        return json_to(workspace_, "/chat.postMessage", announcement(message));
    }
    if (answers_press(message)) {
        const auto [channel, thread] = spot_of(message);
        return json_to(workspace_, "/chat.postEphemeral",
                       "{" + json_member("channel", channel) + "," +
                           (is_post_time(thread) ? json_member("thread_ts", thread) + "," : "") +
                           json_member("user", fact(message, "presser")) + "," +
                           json_member("text", slack_text(message.text)) + "," +
                           json_member("parse", "none") + "}");
    }
    const std::string room = "{" + json_member("channel", message.thread);
    // One id that is wrong does not keep the others out.
    if (invites(message)) {
        return json_to(workspace_, "/conversations.invite",
                       room + "," + json_member("users", join_words(workspace_.invite, ",")) +
                           ",\"force\":true}");
    }
    if (archives_room(message)) return json_to(workspace_, "/conversations.archive", room + "}");
    return post(message);
}

// Of a room that the settings do not want, or that could not be opened.
bool SlackChannel::has_nothing_to_do(const Message& message) const {
    if (answers_press(message)) return !can_be_answered(message);
    if (!tends_room(message) && !announces_room(message)) return false;
    if (!workspace_.room_per_incident) return true;
    if (invites(message) && workspace_.invite.empty()) return true;
    if (archives_room(message) && !workspace_.archive_closed) return true;
    return !opens_room(message) && !is_slack_channel(message.thread);
}

WireRequest SlackChannel::compose(const Message& message) const {
    check_recipient(message);
    if (has_nothing_to_do(message)) throw NothingToTell();
    WireRequest request = request_of(message);
    request.headers.emplace_back("Authorization", "Bearer " + workspace_.token);
    return request;
}

std::string SlackChannel::words_of(const WireAnswer& answer) const {
    std::string said = json_field(answer.body, "error", 1).value_or("");
    const auto needed = json_field(answer.body, "needed", 1);
    if (needed) said += ", it needs " + *needed;
    const std::string without = uninvited(answer.body);
    if (!without.empty()) said += (said.empty() ? "without " : " without ") + without;
    return tocsin::words_of(workspace_, answer, said, {{"token", workspace_.token}});
}

// Who of those that we named does not come, and why.
std::string SlackChannel::uninvited(std::string_view body) const {
    std::string out;
    for (const std::string_view one :
         json_objects(body, "errors").value_or(std::vector<std::string_view>{})) {
        const std::string user = json_field(one, "user", 1).value_or("");
        const std::string error = json_field(one, "error", 1).value_or("");
        if (of_the_invited.contains(error)) continue;
        if (std::ranges::find(workspace_.invite, user) == workspace_.invite.end()) continue;
        out += (out.empty() ? "" : ", ") + user + " (" + error + ")";
    }
    return out;
}

Outcome SlackChannel::interpret(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(answer);
    if (const auto broken = transport_verdict(answer)) return outcome(message, *broken, words);
    Outcome result = judged(message, verdict_of(message, answer), words, answer);
    // What is done with a room that is there begins nothing that could be continued, nor does an
    // answer that only one person sees.
    if (result.verdict != Verdict::accepted || invites(message) || archives_room(message) ||
        answers_press(message))
        return result;
    result.provider_reference = reference_in(message, answer.body);
    if (!result.provider_reference.empty()) return result;
    return outcome(message, Verdict::unknown,
                   words + " without the id it owes: it may have taken the message.");
}

std::optional<WireRequest> SlackChannel::look_up(const Message& message) const {
    const bool in_room = is_slack_channel(message.thread);
    if (has_nothing_to_do(message)) return std::nullopt;
    // Asked once more, Slack says that it is done; what one person sees cannot be looked up, and
    // does no harm when it is shown twice.
    if (invites(message) || archives_room(message) || answers_press(message)) return std::nullopt;
    const bool in_channel = announces_room(message) || !in_room;
    WireRequest request = question_to(
        workspace_,
        opens_room(message)
            ? "/conversations.list?exclude_archived=true&limit=1000&types=public_channel"
            : posts_path(message, in_channel ? workspace_.channel : message.thread));
    request.headers.emplace_back("Authorization", "Bearer " + workspace_.token);
    return request;
}

Outcome SlackChannel::interpret_look_up(const Message& message, const WireAnswer& answer) const {
    const std::string words = words_of(answer);
    const std::string error = json_field(answer.body, "error", 1).value_or("");
    const auto ok = json_field(answer.body, "ok", 1);
    const bool said = answer.curl_code == 0 && answer.status == 200;
    // A post that comes twice is better than none; a room is opened once.
    if (said && ok == "false" && !opens_room(message) && !passing.contains(error)) {
        return outcome(message, Verdict::deferred, words + ": it may stand there twice.");
    }
    if (!said || ok != "true") return outcome(message, Verdict::unknown, words);
    return opens_room(message) ? room_in(message, answer, words) : post_in(message, answer);
}

}  // namespace tocsin
