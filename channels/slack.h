// Slack by its web API: posts into one channel, each incident in a thread of its own; or opens a
// room for each incident (DPS-01), calls people into it, posts there, and archives it in the end.
// Slack answers 200 to nearly everything, and says in the body what it means.
// A post bears its reference unseen, and is looked up by it (channels:history); without that right
// it may come twice. A room is looked up by its name, which is of this incident and installation.
// However often Slack is asked to invite or to archive, it does so once and says that it is done.
// A post that calls for somebody may bear a button, to take the incident where it is read; what
// comes of a press is shown to whoever pressed, and to nobody else.
#pragma once

#include "channels/endpoint.h"

namespace tocsin {

struct SlackWorkspace : Endpoint {
    static constexpr const char* real = "https://slack.com/api";

    std::string token;    // of a bot: xoxb-...
    std::string channel;  // its id, such as C0123ABCD: where posts go that have no room
    bool room_per_incident = false;
    std::vector<std::string> invite{};  // into each room: ids of people, at most invite_max
    bool archive_closed = false;        // each room, behind the closing of its incident
    bool buttons = false;               // what is pressed reaches us

    // As many as Slack surely takes in one request.
    static constexpr std::size_t invite_max = 100;
};

std::vector<std::string> problems(const SlackWorkspace& workspace);

// "inc-42-gp-records-INSTANCE": small letters, digits and hyphens, at most 80.
std::string room_name(const Message& message);

// C0123ABCD, or G... of an old private room.
bool is_slack_channel(std::string_view id);

// U0123ABCD, or W... of an organisation of several workspaces.
bool is_slack_user(std::string_view id);

class SlackChannel : public Channel {
public:
    // Throws std::runtime_error with the first of problems(), if there is one.
    explicit SlackChannel(SlackWorkspace workspace);

    const std::string& name() const override { return workspace_.name; }
    Medium medium() const override { return workspace_.medium; }
    int in_flight_max() const override { return workspace_.in_flight_max; }

    // A thread that is a room's id is posted to; one that is the time of a post is answered to.
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;

    // Slack lists a thousand rooms, and two hundred posts: where there are more, it cannot say.
    std::optional<WireRequest> look_up(const Message& message) const override;
    Outcome interpret_look_up(const Message& message, const WireAnswer& answer) const override;

private:
    bool has_nothing_to_do(const Message& message) const;
    WireRequest post(const Message& message) const;
    WireRequest request_of(const Message& message) const;
    std::string announcement(const Message& message) const;
    bool has_button(const Message& message) const;
    std::string words_of(const WireAnswer& answer) const;
    std::string uninvited(std::string_view body) const;

    SlackWorkspace workspace_;
};

}  // namespace tocsin
