#include "daemon/slack_callback.h"

#include "channels/slack_text.h"
#include "daemon/callback_fields.h"
#include "daemon/hook_signature.h"
#include "daemon/json.h"
#include "daemon/whole_number.h"

#include <algorithm>
#include <initializer_list>

namespace tocsin {
namespace {

// What stands behind these keys, one within the other; empty when nothing does.
std::string text_at(const Node& tree, std::initializer_list<std::string_view> keys) {
    const Node* node = &tree;
    for (const std::string_view key : keys) {
        node = node->find(key);
        if (node == nullptr) return "";
    }
    return node->text;
}

// The button among what was done that takes an incident: its value.
std::optional<std::string> taken(const Node& tree) {
    const Node* actions = tree.find("actions");
    if (actions == nullptr || text_at(tree, {"type"}) != "block_actions") return std::nullopt;
    for (const Node& action : actions->items) {
        if (text_at(action, {"action_id"}) == take_action) return text_at(action, {"value"});
    }
    return std::nullopt;
}

HookSignature signature_by(const std::vector<std::string>& signing_secrets) {
    return {.how = SignedBody{.header = "X-Slack-Signature",
                              .timestamp_header = "X-Slack-Request-Timestamp",
                              .prefix = "v0=",
                              .version = "v0",
                              .secrets = signing_secrets}};
}

}  // namespace

std::string slack_press_id(const Request& request) {
    return message_id(signature_by({}), request);
}

bool slack_signed(const std::vector<std::string>& signing_secrets, const Request& request,
                  Instant now) {
    return check_signature(signature_by(signing_secrets), request, now) == Signed::right;
}

std::variant<std::optional<Pressed>, ProblemDetail> read_slack_press(
    const Fields& form, const std::string& channel, const std::map<std::string, PersonId>& pressers,
    const std::string& instance) {
    const std::string* payload = find_field(form, "payload");
    const JsonResult json = parse_json(payload ? *payload : "");
    if (!json.tree) {
        return ProblemDetail{
            .slug = "not-json",
            .detail = "\"payload\" is no JSON: " + json.why + ". Nothing was taken."};
    }
    const std::optional<std::string> value = taken(*json.tree);
    if (!value) return std::nullopt;
    const Fields told{{"value", *value},
                      {"user/id", text_at(*json.tree, {"user", "id"})},
                      {"channel/id", text_at(*json.tree, {"channel", "id"})},
                      {"message/thread_ts", text_at(*json.tree, {"message", "thread_ts"})}};
    CallbackFields fields(told);
    Pressed pressed;
    pressed.channel = channel;
    pressed.presser = fields.need_word("user/id");
    pressed.room = slack_spot(fields.word("channel/id"), fields.word("message/thread_ts"));
    const std::string button = fields.need_word("value");
    const std::size_t blank = std::min(button.find(' '), button.size());
    const auto incident = whole_number(button.substr(std::min(blank + 1, button.size())));
    if (!incident && !value->empty()) fields.error("value", "is no incident of an installation");
    if (!fields.good()) return fields.refusal();
    if (button.substr(0, blank) == instance) pressed.incident = {*incident};
    const auto known = pressers.find(pressed.presser);
    if (known != pressers.end()) pressed.person = known->second;
    return pressed;
}

}  // namespace tocsin
