#include "daemon/cli_watch.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/clock.h"
#include "daemon/event_stream.h"
#include "daemon/json.h"
#include "daemon/json_writer.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"

#include <algorithm>
#include <thread>

namespace tocsin {
namespace {

using std::chrono::seconds;

// Between two tries: soon, since a restart takes a second, then less often.
constexpr seconds first_pause{1};
constexpr seconds pause_max{10};

// "03:10:04  INC-12345  ": where the sentence begins, unless the number is longer.
constexpr std::size_t incident_ends = 21;

// Numbers of journal entries, and nothing that could end a header.
bool plain_id(const std::string& id) {
    return !id.empty() && id.size() <= 20 &&
           id.find_first_not_of("0123456789") == std::string::npos;
}

// The data of an event with its id and kind, on one line for programs.
std::string for_programs(const StreamedEvent& event) {
    std::string data = event.data;
    std::ranges::replace(data, '\n', ' ');
    return JsonObject()
        .raw("id", plain_id(event.id) ? event.id : "null")
        .text("kind", event.name)
        .raw("data", data)
        .str();
}

class Watch {
public:
    Watch(Client client, std::string path, std::string after, bool json, Terminal& terminal)
        : client_(std::move(client)),
          path_(std::move(path)),
          after_(std::move(after)),
          json_(json),
          terminal_(terminal) {}

    // Until the daemon refuses. Throws CommandFailed for that, and when the first try finds none.
    [[noreturn]] void run() {
        for (seconds pause = first_pause;; pause = std::min(pause * 2, pause_max)) {
            const std::string why = once();
            // A stream that ends properly is not for ever by design: its next part begins at once.
            if (heard_) pause = first_pause;
            heard_ = false;
            // Whoever reads it must know that something may come late.
            if (!why.empty())
                terminal_.err << "tocsin: " << why << "; trying again\n" << std::flush;
            std::this_thread::sleep_for(pause);
        }
    }

private:
    // One connection to its end; why it ended, when it should not have.
    std::string once() {
        std::vector<std::string> headers;
        if (!after_.empty()) headers.push_back("Last-Event-ID: " + after_);
        DaemonAnswer answer;
        bool ours = true;
        try {
            answer = client_.follow(path_, headers, [&](std::string_view piece) {
                ours = hear(piece);
                return ours;
            });
        } catch (const NoAnswer& failure) {
            stream_.broken_off();
            if (!known_) throw silence(failure);
            return failure.what();
        }
        stream_.broken_off();
        if (!ours) {
            throw CommandFailed(exit_silent,
                                "what answers is not this daemon, or another version of it",
                                "its stream cannot be read");
        }
        // It is full, or it ends or begins.
        if (answer.status == 429 || answer.status == 503) {
            if (!known_) refuse_unless_done(answer);
            return "the daemon takes no more readers at this moment";
        }
        refuse_unless_done(answer);
        known_ = true;
        return "";
    }

    bool hear(std::string_view piece) {
        known_ = true;
        heard_ = true;
        const auto events = stream_.take(piece);
        if (!events) return false;
        for (const StreamedEvent& event : *events) {
            if (plain_id(event.id)) after_ = event.id;
            const JsonResult read = parse_json(event.data);
            if (!read.tree || read.tree->kind != Node::Kind::map) return false;
            if (json_) {
                terminal_.out << for_programs(event) << "\n";
            } else {
                print(event.name, *read.tree);
            }
        }
        terminal_.out << std::flush;
        return true;
    }

    void print(const std::string& kind, const Node& data) {
        const auto at = parse_rfc3339(text_of(data, "at"));
        const std::string text = text_of(data, "text");
        // Nobody may have noticed these.
        const bool wakes = kind == "gap-warned" || kind == "step-failed" || kind == "call-failed" ||
                           kind == "disk-full";
        std::string line = (at ? iso_local(zone_, *at).substr(11, 8) : "") + "  ";
        line += text_of(data, "incident");
        line.resize(std::max(line.size() + 2, incident_ends), ' ');
        terminal_.out << line << (wakes ? alarming(terminal_, text) : text) << "\n";
    }

    const Client client_;
    const std::string path_;
    std::string after_;
    const bool json_;
    Terminal& terminal_;
    const Zone zone_ = load_zone("Europe/London");
    EventStream stream_;
    bool known_ = false;  // it was our daemon once: it will be again
    bool heard_ = false;  // in this connection
};

}  // namespace

WatchCommand::WatchCommand(Commands& commands) : commands_(commands) {
    CLI::App* sub = commands.command(
        commands.app(), "watch", "Tells what happens as it happens, until Ctrl-C.",
        "  tocsin watch\n  tocsin watch INC-42 --after 0 --json", [this] { return watch(); });
    sub->add_option("INCIDENT", incident_, "of this one alone: INC-42");
    sub->add_option("--after", after_,
                    "what came behind this entry of the journal, too; 0: from the beginning")
        ->check(CLI::NonNegativeNumber);
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

int WatchCommand::watch() const {
    if (!after_.empty() && !plain_id(after_))
        throw CommandFailed(exit_asked_wrongly, "--after is the number of an entry", "",
                            "as tocsin watch --json says it: 4711");
    const std::string path =
        "/v1/events" + (incident_.empty() ? "" : "?incident=" + percent_encoded(incident_));
    Watch(commands_.client(), path, after_, commands_.json(), commands_.terminal()).run();
}

}  // namespace tocsin
