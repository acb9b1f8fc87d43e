#include "daemon/cli_feed.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"
#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

std::string whose(const Node& feed) {
    const std::string person = text_of(feed, "person");
    return person.empty() ? "role " + text_of(feed, "role") : person;
}

bool is_revoked(const Node& feed) {
    return !text_of(feed, "revoked").empty();
}

}  // namespace

int add_feed(const Client& client, const FeedRequest& feed, Terminal& terminal) {
    if (feed.person.empty() == feed.role.empty()) {
        throw CommandFailed(exit_asked_wrongly, "a feed is of a person or of a role",
                            feed.person.empty() ? "neither is given" : "both are given",
                            "tocsin feed add --person pat.ash, or --role edm");
    }
    JsonObject body;
    if (!feed.person.empty()) body.text("person", feed.person);
    if (!feed.role.empty()) body.text("role", feed.role);
    const DaemonAnswer answer = ask(client, "POST", "/v1/feeds", body.str());
    const Node made = json_of(answer);
    const std::string url = text_of(made, "url");
    if (url.empty()) throw CommandFailed(exit_silent, "the daemon's answer holds no link");
    if (feed.json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const std::string id = text_of(made, "id");
    terminal.err << "Feed " << id << " of " << whose(made)
                 << ". Whoever has the link reads it; it is shown this once.\n";
    terminal.out << url << "\n" << std::flush;
    terminal.err << "Take it back: tocsin feed revoke " << id << "\n";
    return exit_done;
}

int list_feeds(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/feeds");
    const Node list = json_of(answer);
    if (json) {
        terminal.out << answer.body << (answer.body.ends_with('\n') ? "" : "\n");
        return exit_done;
    }
    const std::vector<Node>& feeds = items_of(list, "feeds");
    if (feeds.empty()) {
        terminal.out << "No feeds. Open one: tocsin feed add --person pat.ash\n";
        return exit_done;
    }
    const auto revoked = static_cast<std::size_t>(std::ranges::count_if(feeds, is_revoked));
    terminal.out << counted(feeds.size(), "feed");
    if (revoked > 0) terminal.out << ", " << revoked << " of them revoked";
    std::vector<Cells> rows;
    for (const Node& feed : feeds) {
        rows.push_back({text_of(feed, "id"), whose(feed),
                        "since " + text_of(feed, "opened").substr(0, 10),
                        "by " + text_of(feed, "by"), is_revoked(feed) ? "REVOKED" : "open"});
    }
    terminal.out << "\n\n" << columns(rows);
    return exit_done;
}

int revoke_feed(const Client& client, const std::string& id, Terminal& terminal) {
    ask(client, "DELETE", "/v1/feeds/" + percent_encoded(id));
    terminal.out << "Revoked: feed " << id
                 << ". Whoever has its link is refused from the next request on.\n";
    return exit_done;
}

FeedCommands::FeedCommands(Commands& commands) : commands_(commands) {
    add_feed();
}

void FeedCommands::add_feed() {
    CLI::App* feeds =
        commands_.group("feed", "Opens, lists and revokes calendars of who is on call.");
    CLI::App* add = commands_.command(*feeds, "add", "Opens a calendar and prints its link, once.",
                                      "  tocsin feed add --person pat.ash\n"
                                      "  tocsin feed add --role edm",
                                      [this] {
                                          feed_.json = commands_.json();
                                          return tocsin::add_feed(commands_.client(), feed_,
                                                                  commands_.terminal());
                                      });
    CLI::Option* person = add->add_option("--person", feed_.person, "whose shifts: an id");
    add->add_option("--role", feed_.role, "everybody's of a role: edm")->excludes(person);
    CLI::App* list = commands_.command(
        *feeds, "list", "Lists the feeds, never their links.",
        "  tocsin feed list\n  tocsin feed list --json",
        [this] { return list_feeds(commands_.client(), commands_.json(), commands_.terminal()); });
    CLI::App* revoke = commands_.command(
        *feeds, "revoke", "Takes a link back at once.",
        "  tocsin feed revoke 7c1e09ab\n  tocsin feed list",
        [this] { return revoke_feed(commands_.client(), id_, commands_.terminal()); });
    revoke->add_option("ID", id_, "as tocsin feed list says it")->required();
    commands_.add_json(add);
    commands_.add_json(list);
    for (CLI::App* sub : {add, list, revoke}) commands_.add_daemon_options(sub);
}

}  // namespace tocsin
