#include "daemon/slack_callback.h"

#include "channels/slack_text.h"
#include "daemon/callback_fields.h"
#include "daemon/hook_signature.h"
#include "daemon/json.h"
#include "daemon/whole_number.h"

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

}  // namespace

bool slack_signed(const std::vector<std::string>& signing_secrets, const Request& request,
                  Instant now) {
    const HookSignature signature{SignedBody{.header = "X-Slack-Signature",
                                             .timestamp_header = "X-Slack-Request-Timestamp",
                                             .prefix = "v0=",
                                             .version = "v0",
                                             .secrets = signing_secrets}};
    return check_signature(signature, request, now) == Signed::right;
}

std::variant<std::optional<Pressed>, ProblemDetail> read_slack_press(
    const Fields& form, const std::string& channel,
    const std::map<std::string, PersonId>& pressers) {
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
                      {"channel/id", text_at(*json.tree, {"channel", "id"})}};
    CallbackFields fields(told);
    Pressed pressed;
    pressed.channel = channel;
    pressed.presser = fields.need_word("user/id");
    pressed.room = fields.word("channel/id");
    const auto incident = whole_number(fields.need_word("value"));
    if (incident) {
        pressed.incident = {*incident};
    } else if (!value->empty()) {
        fields.error("value", "is no number of an incident");
    }
    if (!fields.good()) return fields.refusal();
    const auto known = pressers.find(pressed.presser);
    if (known != pressers.end()) pressed.person = known->second;
    return pressed;
}

}  // namespace tocsin
