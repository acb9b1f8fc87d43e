// Channels of places whose ways have code of their own: Slack, Statuspage, signed webhooks.
#include "channels/webhook_signature.h"
#include "daemon/channel_reader.h"

namespace tocsin {
namespace {

class PlaceReader : private ChannelReader {
public:
    explicit PlaceReader(const ChannelReader& entry) : ChannelReader(entry) {}

    ChannelRead slack() {
        SlackWorkspace workspace;
        base_url(workspace, SlackWorkspace::real);
        workspace.token =
            need_secret("token", "the token", "name the file that holds the bot's token: xoxb-...");
        workspace.channel =
            needed("channel", "copy the channel's id from its details in Slack: C0123ABCD");
        if (!workspace.channel.empty() && !is_slack_channel(workspace.channel)) {
            complain("channel", in_quotes(workspace.channel) + " is no id of a channel of Slack",
                     "copy the id from the channel's details: it begins with C",
                     "a name can be changed or taken over; an id stays");
        }
        workspace.room_per_incident = map_.yes_no("room-per-incident").value_or(false);
        for (const Node* item : map_.items("invite")) invited(*item, workspace);
        if (workspace.invite.size() > SlackWorkspace::invite_max) {
            complain("invite",
                     map_.name() + " invites " + std::to_string(workspace.invite.size()) +
                         " people, and " + std::to_string(SlackWorkspace::invite_max) +
                         " are the most",
                     "name fewer: whoever reads the channel learns where the room is");
        }
        workspace.archive_closed = map_.yes_no("archive-closed").value_or(false);
        if (!workspace.room_per_incident && map_.find("invite")) need_rooms("invite");
        if (!workspace.room_per_incident && workspace.archive_closed) need_rooms("archive-closed");
        const std::optional<CallingBack> presses = buttons(workspace.private_addresses);
        workspace.buttons = presses.has_value();
        return {ended(std::move(workspace)), presses};
    }

    SlackWebhook slack_webhook() {
        SlackWebhook hook;
        if (map_.find("url-file")) {
            hook.url = secret_url(hook.plain, hook.private_addresses).value_or("");
        } else {
            complain("url", map_.name() + " has no \"url-file\"",
                     "put the whole address into a file, and name it: url-file: keys/slack",
                     "whoever knows the address of a hook may post there");
        }
        return ended(std::move(hook));
    }

    Statuspage statuspage() {
        Statuspage page;
        base_url(page, Statuspage::real);
        page.key =
            need_secret("api-key", "the API key", "name the file that holds the key of the API");
        page.page_id = needed("page", "copy the id of the page: it stands in its address");
        for (const auto& [service, node] : map_.entries("components")) {
            const auto id =
                one_line(*node, "the component of " + in_quotes(service), map_.complaints());
            if (id) page.components[service] = *id;
        }
        page.tells_subscribers = map_.yes_no("deliver-notifications").value_or(false);
        return ended(std::move(page));
    }

    SignedWebhook webhook() {
        SignedWebhook hook;
        hook.url = address(hook);
        if (map_.items("secrets").empty()) {
            complain("secrets", map_.name() + " has no secret to sign with",
                     "name a file under \"secrets\": printf 'whsec_%s' $(openssl rand -base64 32)",
                     "who receives it could not tell it from anybody's");
        }
        for (const Node* item : map_.items("secrets")) webhook_key(*item, hook);
        return ended(std::move(hook));
    }

private:
    template <typename Settings>
    Settings ended(Settings settings) {
        endpoint(settings);
        adopt(problems(settings));
        return settings;
    }

    // The button of its posts: how Slack proves a press, and whose id is whose.
    std::optional<CallingBack> buttons(bool here) {
        const Node* node = map_.find("buttons");
        if (!node) return std::nullopt;
        callbacks("buttons", "Slack", here, "delete it here", "whoever pressed would not be heard");
        MapReader map(*node, "\"buttons\" of " + map_.name(), map_.complaints());
        map.need("signing-secret", "name the file that holds the app's signing secret");
        SlackProof proof;
        const std::vector<const Node*> secrets = map.items("signing-secret");
        for (const Node* item : secrets) {
            if (auto one = secret(*item, "a signing secret")) proof.signing_secrets.push_back(*one);
        }
        if (map.find("signing-secret") && secrets.empty()) {
            map.complaints().error(map.mark("signing-secret"), map.name() + " has no secret",
                                   "nobody could tell a press from anybody's request",
                                   "name the file that holds the app's signing secret");
        }
        CallingBack pressed{.channel = common_.name,
                            .proof = std::move(proof),
                            .poll = std::nullopt,
                            .two_way = false,
                            .senders = {}};
        map.need("people", "name whose id at Slack is whose: U0123ABCD: pat.ash");
        const auto people = map.entries("people");
        for (const auto& [id, person] : people) {
            if (!is_slack_user(id)) not_a_slack_user(*person, id);
            const auto name = one_line(*person, in_quotes(id), map.complaints());
            if (name) pressed.pressers[id] = *name;
        }
        const Node* named = map.find("people");
        if (named && named->kind == Node::Kind::map && people.empty()) {
            map.complaints().error(map.mark("people"), map.name() + " knows nobody",
                                   "nobody could take anything by them",
                                   "name whose id at Slack is whose: U0123ABCD: pat.ash");
        }
        map.refuse_unknown();
        if (std::get<SlackProof>(pressed.proof).signing_secrets.empty()) return std::nullopt;
        return pressed;
    }

    void invited(const Node& node, SlackWorkspace& workspace) {
        const auto id =
            one_line(node, "a person whom " + map_.name() + " invites", map_.complaints());
        if (id && is_slack_user(*id)) {
            workspace.invite.push_back(*id);
            return;
        }
        complained_ = true;
        if (id) not_a_slack_user(node, *id);
    }

    void not_a_slack_user(const Node& node, const std::string& id) {
        complained_ = true;
        map_.complaints().error(node.mark, in_quotes(id) + " is no id of a person at Slack",
                                "a name can be changed or taken over; an id stays",
                                "copy the member ID from the person's profile in Slack: it begins "
                                "with U or W");
    }

    void need_rooms(const std::string& key) {
        complain(key, map_.name() + " has \"" + key + "\", and no rooms",
                 "write \"room-per-incident: yes\", or delete it",
                 "the channel above belongs to others as well");
    }

    std::string needed(const std::string& key, const std::string& fix) {
        const auto text = map_.need_text(key, 100, fix);
        if (!text) complained_ = true;
        return text.value_or("");
    }

    // The address, in the open or in a file of its own; empty when that has been complained of.
    std::string address(Endpoint& endpoint) {
        if (map_.find("url-file")) {
            return secret_url(endpoint.plain, endpoint.private_addresses).value_or("");
        }
        const std::string url = needed("url", "write \"url: https://HOST/PATH\", or \"url-file\"");
        if (!url.empty()) http_url("url", url, endpoint.plain, endpoint.private_addresses);
        return url;
    }

    void webhook_key(const Node& node, SignedWebhook& hook) {
        const std::string name = "a secret of " + map_.name();
        const auto text = read_secret(node, name, around_.home, map_.complaints());
        const auto key = text ? parse_webhook_secret(*text) : std::nullopt;
        if (!key) complained_ = true;
        if (key) hook.keys.push_back(*key);
        if (!text || key) return;
        map_.complaints().error(node.mark, name + " is no secret of Standard Webhooks",
                                "it is \"whsec_\" and then 24 to 64 bytes in base64",
                                "make one: printf 'whsec_%s' $(openssl rand -base64 32)");
    }
};

}  // namespace

ChannelRead read_slack(const ChannelReader& entry) {
    return PlaceReader(entry).slack();
}

ChannelRead read_slack_webhook(const ChannelReader& entry) {
    return {PlaceReader(entry).slack_webhook()};
}

ChannelRead read_statuspage(const ChannelReader& entry) {
    return {PlaceReader(entry).statuspage()};
}

ChannelRead read_webhook(const ChannelReader& entry) {
    return {PlaceReader(entry).webhook()};
}

}  // namespace tocsin
