#include "daemon/cli_channel.h"

#include "channels/wire.h"
#include "core/medium.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <algorithm>
#include <sstream>

namespace tocsin {
namespace {

std::string milliseconds_words(const std::string& milliseconds) {
    const std::chrono::milliseconds length(std::stoll("0" + milliseconds));
    return length < std::chrono::seconds(1) ? std::to_string(length.count()) + " ms"
                                            : exact_words(length);
}

// "2026-11-28T02:15:30+00:00" as people read it: "2026-11-28 02:15".
std::string moment_words(const std::string& at) {
    return at.substr(0, 10) + (at.size() > 16 ? " " + at.substr(11, 5) : "");
}

std::string state_words(const Node& channel) {
    const std::string state = text_of(channel, "state");
    if (state == "failing")
        return state + " since " + moment_words(text_of(channel, "failing_since"));
    if (state == "passed by")
        return state + " until " + moment_words(text_of(channel, "passed_by_until"));
    return state;
}

Cells row_of(const Node& channel) {
    const std::string answers = text_of(channel, "answers");
    const std::string latency = text_of(channel, "latency_ms");
    return {
        text_of(channel, "channel"), text_of(channel, "sends"), state_words(channel),
        answers == "0" ? "" : text_of(channel, "failed_percent") + " % of " + answers + " failed",
        latency == "0" ? "" : "answers in " + milliseconds_words(latency)};
}

// What it has to do; empty: nothing, and nothing lately.
std::string load_words(const Node& channel) {
    std::string words;
    const auto add = [&](const char* key, const std::string& what) {
        const std::string count = text_of(channel, key);
        if (count != "0") words += (words.empty() ? "" : ", ") + count + what;
    };
    const std::string oldest = text_of(channel, "oldest_ms");
    const std::string pace = text_of(channel, "per_minute");
    add("in_hand",
        " in hand" + (oldest == "0" ? "" : ", the oldest for " + milliseconds_words(oldest)));
    add("waiting", " waiting");
    add("handed_lately", " in the last minute" + (pace == "0" ? "" : ", " + pace + " at most"));
    return words;
}

// A line of columns a channel, and below it what there is to add.
std::string list_of(const std::vector<Node>& channels, const Terminal& terminal) {
    std::vector<Cells> rows;
    for (const Node& channel : channels) rows.push_back(row_of(channel));
    std::istringstream lines(columns(rows));
    std::string all;
    for (const Node& channel : channels) {
        std::string line;
        std::getline(lines, line);
        all += line + "\n";
        const std::string load = load_words(channel);
        if (!load.empty()) all += "  " + load + "\n";
        if (text_of(channel, "failing_since").empty()) continue;
        all += "  " + alarming(terminal, "fails") + ", " +
               counted(std::stoul("0" + text_of(channel, "failures")), "time") +
               " in a row: " + text_of(channel, "last_failure") + "\n";
    }
    return all;
}

int list_channels(const Client& client, bool json, Terminal& terminal) {
    const DaemonAnswer answer = ask(client, "GET", "/v1/channels");
    const Node read = json_of(answer);
    const std::vector<Node>& channels = items_of(read, "channels");
    terminal.out << (json ? answer.body + "\n" : list_of(channels, terminal));
    const bool fails = std::ranges::any_of(
        channels, [](const Node& channel) { return !text_of(channel, "failing_since").empty(); });
    return fails ? exit_needs_you : exit_done;
}

std::string verdict_words(const std::string& verdict) {
    if (verdict == "accepted") return "Accepted";
    if (verdict == "deferred") return "Not handed over, try again";
    if (verdict == "refused") return "Refused for this address or these words";
    if (verdict == "misconfigured") return "Refused, the channel's settings need mending";
    return "Not answered, it may have arrived";
}

int test_channel(const Client& client, const ChannelOptions& options, Terminal& terminal) {
    JsonObject body;
    if (!options.to.empty()) body.text("to", options.to);
    const DaemonAnswer answer = ask(
        client, "POST", "/v1/channels/" + percent_encoded(options.channel) + "/test", body.str());
    const Node said = json_of(answer);
    const std::string verdict = text_of(said, "verdict");
    const int code = verdict == "accepted" ? exit_done : exit_needs_you;
    if (options.json) {
        terminal.out << answer.body << "\n";
        return code;
    }
    const std::string words = text_of(said, "said");
    const std::string to = text_of(said, "to");
    const std::string theirs = text_of(said, "provider_reference");
    terminal.out << verdict_words(verdict) << ", after "
                 << milliseconds_words(text_of(said, "took_ms")) << ", by "
                 << text_of(said, "channel") << (to.empty() ? "" : ", to " + to) << ".\n";
    if (!words.empty()) terminal.out << "It said: " << words << "\n";
    terminal.out << "Our reference: " << text_of(said, "reference") << "\n";
    if (!theirs.empty()) terminal.out << "Its reference: " << theirs << "\n";
    // A page is asked something that leaves no trace there.
    if (verdict == "accepted" && text_of(said, "sends") != medium_words(Medium::page))
        terminal.out << "That it arrived, only whoever reads it there can say.\n";
    return code;
}

}  // namespace

ChannelCommands::ChannelCommands(Commands& commands) {
    CLI::App* list = commands.command(
        commands.app(), "channels", "Shows how each provider fares: 1 when one fails.",
        "  tocsin channels\n  tocsin channels --json", [&commands] {
            return list_channels(commands.client(), commands.json(), commands.terminal());
        });
    CLI::App* channel = commands.group("channel", "Tries a channel.");
    CLI::App* test = commands.command(
        *channel, "test", "Sends one test message, and prints what the provider said.",
        "  tocsin channel test notify --to \"07700 900101\"\n"
        "  tocsin channel test hospital-mail --to pat.ash@example.org",
        [this, &commands] {
            channel_.json = commands.json();
            return test_channel(commands.client(), channel_, commands.terminal());
        });
    test->add_option("CHANNEL", channel_.channel, "as tocsin channels names it")->required();
    test->add_option("--to", channel_.to, "a phone, a mail address or a topic; a place has none");
    for (CLI::App* sub : {list, test}) {
        commands.add_json(sub);
        commands.add_daemon_options(sub);
    }
}

}  // namespace tocsin
